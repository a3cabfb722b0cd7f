// One member with a real CometBFT, driven by ethers as a user's program drives it: transfers and receipts, either process
// killed, transactions that wait while CometBFT is away, and what the node says of all this.
//   node engine_test.mjs --kaisho PROGRAM --cometbft PROGRAM
import assert from "node:assert/strict";
import {cpSync, readFileSync, renameSync, rmSync} from "node:fs";
import {join} from "node:path";
import {JsonRpcProvider, Wallet} from "ethers";

import {Network} from "./lib/network.mjs";
import {until} from "./lib/process.mjs";

const given = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const programs = {kaisho: given("kaisho"), cometbft: given("cometbft", process.env.KAISHO_COMETBFT ?? "cometbft")};
const network = await Network.found(programs, ["bank"]);
const {bank} = network;
let failed = true;
// Blocks come only with transactions: a receipt that was not there must not be remembered as missing.
const provider = new JsonRpcProvider(bank.url, 31337, {staticNetwork: true, pollingInterval: 20, cacheTimeout: -1});
const wallet = new Wallet(readFileSync(join(bank.folder, "keys/operator.key"), "utf8").trim(), provider);
let nonce = 0;

async function send() {
  const transfer = {to: wallet.address, value: 0n, nonce: nonce++, chainId: 31337, type: 0, gasPrice: 0, gasLimit: 21_000};
  return await provider.broadcastTransaction(await wallet.signTransaction(transfer));
}
const receipt = (hash) => until("a receipt", () => provider.getTransactionReceipt(hash));
const whereabouts = async (hash) => (await bank.rpc.call("kaisho_transactionStatus", hash)).status;

try {
  await bank.start();

  const first = await send();
  assert.equal((await receipt(first.hash)).status, 1);
  assert.equal(await whereabouts(first.hash), "included");
  const many = await Promise.all(Array.from({length: 50}, send));
  for (const {hash} of many) assert.equal((await receipt(hash)).status, 1);
  assert.ok(await bank.height() < 51, "each transaction had a block of its own");

  const rest = await until("rest", async () => {
    const before = (await bank.status()).consensusHeight;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const {consensusHeight} = await bank.status();
    return consensusHeight === before && consensusHeight;
  });
  console.log(`51 transfers in ${await bank.height()} blocks, ${Number(rest)} of consensus, then rest`);
  const mined = await bank.rpc.ask("evm_mine");
  assert.ok(mined.error, "a member made a block alone");

  await bank.kill("engine");
  const waiting = await send();
  assert.equal(await whereabouts(waiting.hash), "pending");
  const {acceptsTransactions, reason} = await until("trouble to be told", async () => {
    const status = await bank.status();
    return /transactions wait/.test(status.reason) && status;
  });
  assert.ok(acceptsTransactions);
  console.log(`without CometBFT it says: ${reason}`);
  bank.startEngine();
  assert.equal((await receipt(waiting.hash)).status, 1);

  const before = await bank.height();
  await bank.kill("kaisho");
  await until("CometBFT to end without its application", () => bank.engine === null);
  await bank.start();
  assert.equal(await bank.height(), before);
  assert.equal((await receipt((await send()).hash)).status, 1);

  await bank.kill("member");
  await bank.start();
  assert.equal((await receipt((await send()).hash)).status, 1);
  assert.equal(await provider.getTransactionCount(wallet.address), nonce);

  // What a power cut may do: Kaisho's store ends some blocks before CometBFT's, which brings them again.
  await bank.kill("member");
  const older = `${bank.data}.older`;
  cpSync(bank.data, older, {recursive: true});
  await bank.start();
  const later = [];
  for (let number = 0; number < 5; ++number) later.push(await receipt((await send()).hash));
  const reached = await bank.height();
  await bank.kill("member");
  rmSync(bank.data, {recursive: true});
  renameSync(older, bank.data);
  await bank.start();
  await network.reached(reached);
  for (const {hash, blockHash} of later) assert.equal((await receipt(hash)).blockHash, blockHash);
  console.log(`the last ${later.length} blocks were gone from its store and came again`);
  assert.equal((await receipt((await send()).hash)).status, 1);
  assert.equal(await provider.getTransactionCount(wallet.address), nonce);
  const codes = await network.stop();
  assert.deepEqual(codes, [0]);
  console.log(`${nonce} transfers, nothing lost and nothing doubled`);
  failed = false;
} catch (error) {
  console.log(`FAILED: ${error.stack}`);
} finally {
  provider.destroy();
  await network.end(failed);
  if (failed) process.exit(1);
}
