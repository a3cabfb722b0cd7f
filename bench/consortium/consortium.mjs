// Four organizations on this machine, measured side by side: Kaisho under CometBFT, CometBFT's own kvstore in the same
// configuration, and the limit of both, recovering signatures. See README.md.
//   node consortium.mjs --kaisho PROGRAM --load PROGRAM [--cometbft PROGRAM] [--abci-cli PROGRAM] [--full] [--json]
import {execFile, execFileSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {promisify} from "node:util";
import {SigningKey, Transaction, computeAddress, id} from "ethers";

import {Network} from "../../tests/consortium/lib/network.mjs";
import {Process, pause, until} from "../../tests/consortium/lib/process.mjs";

const given = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const full = process.argv.includes("--full");
const programs = {kaisho: given("--kaisho"), cometbft: given("--cometbft", process.env.KAISHO_COMETBFT ?? "cometbft")};
const loadProgram = given("--load");
const abciCli = given("--abci-cli", "abci-cli");
try {
  execFileSync(abciCli, ["version"]);
} catch {
  console.error(`${abciCli}, CometBFT's kvstore as a program, does not run: tools/setup bench builds it`);
  process.exit(1);
}
const say = (text) => process.argv.includes("--json") || console.log(text);
const kWindow = 16_000;                    // transfers sent and not in a block, at most
// Several windows: the first one is taken in before any block is made, which the rate of a short run would not show.
const kTransfers = full ? 240_000 : 120_000;
const kSingles = full ? 200 : 50;          // transactions for the latency
const kIdleSeconds = 10;
const kCatchUp = full ? 20_000 : 1_500;    // transactions in small blocks

async function load(...words) {
  const {stdout} = await promisify(execFile)(loadProgram, words.map(String), {maxBuffer: 1 << 24});
  return JSON.parse(stdout);
}
const addresses = (rpcs) => rpcs.map((rpc) => new URL(rpc.url).host).join(",");

function percentiles(values) {
  values.sort((a, b) => a - b);
  const at = (share) => values[Math.min(values.length - 1, Math.floor(share * values.length))];
  return {p50: at(0.5), p99: at(0.99)};
}
async function timed(count, once) {
  const times = [];
  for (let number = 0; number < count; ++number) {
    const begin = performance.now();
    await once(number);
    times.push(performance.now() - begin);
    await pause(200);  // the engine's empty block behind it, which holds the new app hash, is made as well
  }
  return percentiles(times);
}

/** Processor time of processes since their start, in seconds (proc(5): fields 14 and 15, in ticks of 10 ms). */
const used = (processes) => processes.reduce((sum, {pid}) => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return sum + (Number(fields[11]) + Number(fields[12])) / 100;
}, 0);
/** Of one transaction at one member, in microseconds. */
const each = (seconds) => seconds * 1e6 / kTransfers / 4;
async function idle(processes, height) {
  await pause(3_000);
  const [before, first] = [used(processes), await height()];
  await pause(kIdleSeconds * 1_000);
  return {coresPerMember: (used(processes) - before) / kIdleSeconds / 4, blocks: await height() - first};
}

// ---------------------------------------------------------------------------------------------------------- kvstore
/** CometBFT's kvstore as a process of its own, where Kaisho would listen: the member's configuration stays as it is. */
function startApart(member) {
  const words = ["kvstore", "--address", member.engineSetting("proxy_app"), "--log_level", "error"];
  return new Process(abciCli, words, {cwd: member.folder, env: {}, log: member.logs.kaisho});
}
async function kvstore(size, {apart}) {
  const network = await Network.found({...programs});
  const applications = [];
  try {
    for (const member of network.members) {
      if (apart) applications.push(startApart(member));
      else member.configureEngine("proxy_app", '"kvstore"');
      member.startEngine();
    }
    const rpcs = network.members.map(({engineRpc}) => engineRpc);
    const height = async () => Number((await rpcs[0].call("status")).sync_info.latest_block_height);
    for (const rpc of rpcs)
      await until("kvstore with all its peers", async () => (await rpc.call("net_info")).n_peers === "3");
    const engines = network.members.map(({engine}) => engine);
    const before = [used(engines), used(applications)];
    const result = await load("kvstore", "--nodes", addresses(rpcs), "--size", size, "--transactions", kTransfers,
                              "--batch", 10);
    const work = {engine: each(used(engines) - before[0]), application: each(used(applications) - before[1])};
    await pause(1_000);
    const text = (number) => Buffer.from(`single${number}=${"v".repeat(size - 12)}`).toString("base64");
    const latency = await timed(kSingles, (number) => rpcs[0].call("broadcast_tx_commit", text(number)));
    return {...result, work, latency, idle: await idle([...engines, ...applications], height)};
  } finally {
    await network.end();
    await Promise.all(applications.map((application) => application.stop("SIGKILL")));
  }
}

// ----------------------------------------------------------------------------------------------------------- Kaisho
async function running(work) {
  const network = await Network.found(programs);
  try {
    await Promise.all(network.members.map((member) => member.start()));
    for (const {name, engineRpc} of network.members)
      await until(`${name} with all its peers`, async () => (await engineRpc.call("net_info")).n_peers === "3");
    return await work(network);
  } finally {
    await network.end();
  }
}

async function single(member, key, nonce) {
  const tx = Transaction.from({type: 2, chainId: 31337, nonce, gasLimit: 21_000, value: 0, maxFeePerGas: 0,
                               maxPriorityFeePerGas: 0, to: computeAddress(key.publicKey)});
  tx.signature = key.sign(tx.unsignedHash);
  return async () => {
    const hash = await member.rpc.call("eth_sendRawTransaction", tx.serialized);
    while (!await member.rpc.call("eth_getTransactionReceipt", hash)) await pause(1);
  };
}
const kaisho = () => running(async (network) => {
  const [nodes, engines] = [network.members.map((member) => member.kaisho), network.members.map((member) => member.engine)];
  const before = [used(nodes), used(engines)];
  const result = await load("kaisho", "--nodes", addresses(network.members.map(({rpc}) => rpc)), "--transactions",
                            kTransfers, "--window", kWindow);
  const work = {node: each(used(nodes) - before[0]), engine: each(used(engines) - before[1])};
  await pause(1_000);
  const key = new SigningKey(id("latency"));
  const prepared = await Promise.all(Array.from({length: kSingles}, (_, nonce) => single(network.members[0], key, nonce)));
  const latency = await timed(kSingles, (number) => prepared[number]());
  return {...result, work, latency, idle: await idle([...nodes, ...engines], () => network.members[0].height())};
});

/** Small blocks are made by all; then one member loses everything but its keys and executes the history again. */
const catchUp = () => running(async (network) => {
  const member = network.auditor;
  const {perSecond, transactionsPerBlock} =
      await load("kaisho", "--nodes", addresses(network.members.map(({rpc}) => rpc)), "--transactions", kCatchUp,
                 "--window", 4, "--batch", 1);
  const blocks = await network.bank.height();
  const madePerSecond = perSecond / transactionsPerBlock;
  await member.stop();
  member.loseData();
  const began = performance.now();
  await member.start();
  await network.reached(1, [member]);
  const first = performance.now();
  await network.reached(blocks, [member], 600_000);
  const caughtUpPerSecond = blocks / (performance.now() - first) * 1_000;
  return {blocks, madePerSecond, caughtUpPerSecond, ratio: caughtUpPerSecond / madePerSecond,
          secondsToFirst: (first - began) / 1_000};
});

// ----------------------------------------------------------------------------------------------------------- report
const ms = ({p50, p99}) => `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
const verdict = (value, bar, goal) => value >= goal ? "goal met" : value >= bar ? "bar met" : "below the bar";
const us = (value) => `${value.toFixed(0)} us`;
const rate = (value) => value.toFixed(0);

const before = await load("limit");
say(`one transfer has ${before.transferBytes} bytes`);
const inside = await kvstore(before.transferBytes, {apart: false});
const peer = await kvstore(before.transferBytes, {apart: true});
const told = (what, {perSecond, blocks, latency}) =>
  say(`${what} ${rate(perSecond)} transactions/s in ${blocks} blocks; one alone: ${ms(latency)}`);
told("kvstore: ", peer);
told("the same within CometBFT's process:", inside);
const ours = await kaisho();
say(`Kaisho:  ${rate(ours.perSecond)} transfers/s in ${ours.blocks} blocks; one alone: ${ms(ours.latency)}`);
const after = await load("limit");
const limit = (before.recoveriesPerSecond + after.recoveriesPerSecond) / 2 / 4;
const back = await catchUp();
const result = {limitPerSecond: limit, kvstore: peer, kvstoreInside: inside, kaisho: ours,
                ratioToLimit: ours.perSecond / limit, ratioToKvstore: ours.perSecond / peer.perSecond,
                ratioToKvstoreInside: ours.perSecond / inside.perSecond, catchUp: back};
if (process.argv.includes("--json")) {
  console.log(JSON.stringify(result));
} else {
  const idleText = ({coresPerMember, blocks}) => `${(100 * coresPerMember).toFixed(1)} % of a core a member, ${blocks} blocks`;
  say(`limit:   ${rate(limit)} recoveries/s (libsecp256k1 on all cores, divided by the four members)

to the limit:      ${result.ratioToLimit.toFixed(2)}, bar 0.35, goal 0.60: ${verdict(result.ratioToLimit, 0.35, 0.6)}
to kvstore:        ${result.ratioToKvstore.toFixed(2)}, bar 1.5, goal 3.0: ${verdict(result.ratioToKvstore, 1.5, 3)}; within CometBFT's process: ${result.ratioToKvstoreInside.toFixed(2)}
processor time:    ${us(ours.work.node)} of Kaisho, ${us(ours.work.engine)} of its CometBFT, a transfer and member; ${
      us(peer.work.application)} and ${us(peer.work.engine)} with kvstore, ${us(inside.work.engine)} within CometBFT's process
empty for ${kIdleSeconds} s:    Kaisho with CometBFT ${idleText(ours.idle)}; kvstore ${idleText(peer.idle)}
catching up:       ${back.blocks} blocks made at ${rate(back.madePerSecond)}/s, caught up at ${rate(back.caughtUpPerSecond)}/s, ${
      back.secondsToFirst.toFixed(1)} s after its start: ${
      back.ratio.toFixed(1)} times, bar 5: ${verdict(back.ratio, 5, 5)}`);
}
