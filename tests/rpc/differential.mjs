// The same random transactions to anvil and to `kaisho dev`: receipts, and then the whole touched state, must be equal.
//   node differential.mjs BINARY [--transactions N] [--seed S]
// Kaisho decides how transactions fall into blocks; anvil is told to make the same blocks. What differs by choice
// stands in lib/admission.mjs, and is checked too.
import assert from "node:assert/strict";
import {parseArgs} from "node:util";

import {checkAdmission} from "./lib/admission.mjs";
import {Random} from "./lib/random.mjs";
import {Rpc} from "./lib/rpc.mjs";
import {startAnvil, startKaisho} from "./lib/servers.mjs";
import {kSlots, World} from "./lib/workload.mjs";

const {values: options, positionals} = parseArgs({
  allowPositionals: true,
  options: {transactions: {type: "string", default: "1200"}, seed: {type: "string", default: "20261123"}},
});
const seed = Number(options.seed);
const wanted = Number(options.transactions);
console.log(`seed ${seed}, ${wanted} transactions`);

const kAnvil = [
  "--no-mining", "--order", "fifo", "--block-base-fee-per-gas", "0", "--gas-price", "0", "--disable-min-priority-fee",
  "--disable-default-create2-deployer", "--chain-id", "31337", "--hardfork", "osaka", "--gas-limit", "60000000"
];
const [kaishoServer, anvilServer] = await Promise.all([startKaisho(positionals[0]), startAnvil(kAnvil)]);
const kaisho = new Rpc(kaishoServer.url);
const anvil = new Rpc(anvilServer.url);

/** What both define of a receipt. Block hashes differ: the headers commit to other trees. */
const comparable = (receipt) => ({
  type: receipt.type,
  status: receipt.status,
  from: receipt.from,
  to: receipt.to,
  contractAddress: receipt.contractAddress,
  transactionHash: receipt.transactionHash,
  transactionIndex: receipt.transactionIndex,
  blockNumber: receipt.blockNumber,
  gasUsed: receipt.gasUsed,
  cumulativeGasUsed: receipt.cumulativeGasUsed,
  effectiveGasPrice: receipt.effectiveGasPrice,
  logsBloom: receipt.logsBloom,
  logs: receipt.logs.map(
      ({address, topics, data, logIndex, transactionIndex, transactionHash, blockNumber, removed}) =>
          ({address, topics, data, logIndex, transactionIndex, transactionHash, blockNumber, removed})),
});

const results = async (node, calls) => (await node.batch(calls)).map((answer, index) => {
  assert(!answer.error, `${calls[index][0]} of ${calls[index][1]}: ${JSON.stringify(answer.error)}`);
  return answer.result;
});
const sendAll = (node, signed) => results(node, signed.map(({raw}) => ["eth_sendRawTransaction", raw]));
const receiptsOf = (node, hashes) => results(node, hashes.map((hash) => ["eth_getTransactionReceipt", hash]));

/** Transactions in their blocks, as the receipts tell: [[hash…] of each block]. */
function blocksOf(receipts) {
  const blocks = new Map();
  for (const receipt of receipts) {
    const block = blocks.get(receipt.blockNumber) ?? [];
    block[Number(receipt.transactionIndex)] = receipt.transactionHash;
    blocks.set(receipt.blockNumber, block);
  }
  return [...blocks].sort(([a], [b]) => Number(a) - Number(b)).map(([, hashes]) => hashes);
}

async function replayOnAnvil(blocks, rawOf) {
  for (const hashes of blocks) {
    await sendAll(anvil, hashes.map((hash) => ({raw: rawOf.get(hash)})));
    await anvil.call("evm_mine");
  }
}

const statistics = {
  reverted: 0,
  created: 0,
  logs: 0,
  blocks: 0
};
function count(receipt) {
  if (receipt.status === "0x0") ++statistics.reverted;
  if (receipt.contractAddress) ++statistics.created;
  statistics.logs += receipt.logs.length;
}

async function compareTransactions(world) {
  for (let done = 0; done < wanted;) {
    const group = [];
    for (let gas = 0, size = world.random.between(1, 12); group.length < size && gas < 40e6;) {
      group.push(world.transaction());
      gas += group.at(-1).gasLimit;
    }
    const hashes = await sendAll(kaisho, group);
    assert.deepEqual(hashes, group.map(({hash}) => hash));
    const ours = await receiptsOf(kaisho, hashes);
    const blocks = blocksOf(ours);
    await replayOnAnvil(blocks, new Map(group.map(({hash, raw}) => [hash, raw])));
    const theirs = await receiptsOf(anvil, hashes);
    ours.forEach((receipt, index) => {
      assert(theirs[index], `anvil has no receipt of ${group[index].raw}`);
      assert.deepEqual(
          comparable(receipt), comparable(theirs[index]), `transaction ${done + index}: ${group[index].raw}`);
      world.learn(receipt);
      count(receipt);
    });
    statistics.blocks += blocks.length;
    done += group.length;
  }
}

async function compareState(world) {
  const touched = [...world.touched];
  const questions = touched.flatMap(
      (address) => [
          ["eth_getBalance", address, "latest"], ["eth_getTransactionCount", address, "latest"],
          ["eth_getCode", address, "latest"]]);
  for (const probe of world.probes) {
    for (let slot = 0; slot < kSlots; ++slot)
      questions.push(["eth_getStorageAt", probe, "0x" + slot.toString(16), "latest"]);
  }
  for (let at = 0; at < questions.length; at += 500) {
    const part = questions.slice(at, at + 500);
    const [ours, theirs] = await Promise.all([results(kaisho, part), results(anvil, part)]);
    part.forEach((question, index) => assert.equal(ours[index], theirs[index], question.join(" ")));
  }
  return questions.length;
}

/** The result, the revert's bytes, or that it failed otherwise: the words of a halt are each node's own. */
const outcome = (answer) =>
    answer.error ? (answer.error.code === 3 ? {reverted: answer.error.data} : {failed: true}) : {result: answer.result};

async function compareCalls(world, calls) {
  const seen = {result: 0, reverted: 0, failed: 0};
  for (let i = 0; i < calls; ++i) {
    const object = world.callObject();
    const [ours, theirs] = await Promise.all([kaisho, anvil].map((node) => node.ask("eth_call", object, "latest")));
    assert.deepEqual(
        outcome(ours), outcome(theirs),
        `${JSON.stringify(object)}\n${JSON.stringify(ours)}\n${JSON.stringify(theirs)}`);
    ++seen[Object.keys(outcome(ours))[0]];
    if (i % 4 === 0) await compareEstimate(object);
  }
  return seen;
}

/**
 * Both or neither; Kaisho's must suffice. (Where inner calls burn all they get, as geth Kaisho counts that as needed.)
 */
async function compareEstimate({gas, ...object}) {
  const [ours, theirs] = await Promise.all([kaisho, anvil].map((node) => node.ask("eth_estimateGas", object)));
  const told = `${JSON.stringify(object)}\n${JSON.stringify(ours)}\n${JSON.stringify(theirs)}`;
  // anvil answers 21,000 for whatever has no data without running it, even where it goes to a precompile that fails.
  if (ours.error && !object.data && theirs.result === "0x5208") return;
  assert.equal(outcome(ours).reverted, outcome(theirs).reverted, told);
  assert.equal(Boolean(ours.error), Boolean(theirs.error), told);
  if (ours.error) return;
  const enough = await kaisho.ask("eth_call", {...object, gas: ours.result}, "latest");
  assert(!enough.error, `the estimate does not suffice: ${told}`);
}

try {
  const world = new World(new Random(seed));
  await compareTransactions(world);
  const answers = await compareState(world);
  const calls = await compareCalls(world, 200);
  const rows = await checkAdmission(kaisho, anvil, world);
  console.log(
      `equal: ${wanted} transactions in ${statistics.blocks} blocks (${statistics.reverted} failed, ${
          statistics.created} creations, ` +
      `${statistics.logs} logs), ${answers} answers about the state, calls ${JSON.stringify(calls)}; ${
          rows} rows of admission as listed`);
} finally {
  kaisho.close();
  anvil.close();
  await Promise.all([kaishoServer.stop(), anvilServer.stop()]);
}
