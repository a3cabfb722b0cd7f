// Writes over REST at one member of four while its Kaisho is killed with SIGKILL again and again: what was answered once
// stays true, every operation ends, nothing is lost, nothing is there twice, and all members hold the same.
//   killed_test.mjs PROGRAM COMETBFT [SEED]
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {Wallet} from "ethers";

import {judge, replayed} from "../consortium/lib/judge.mjs";
import {Network} from "../consortium/lib/network.mjs";
import {pause, until} from "../consortium/lib/process.mjs";
import {Random} from "../rpc/lib/random.mjs";
import {admit, packageBond, raw, terms} from "./lib.mjs";
import {KaishoClient, signDraft} from "../../client/src/index.js";

const kKills = 8;
const kWriters = 3;
const kOpen = 6;  // writes of one writer that have not ended
const [kaisho, cometbft, seed = "20261123"] = process.argv.slice(2);
const random = new Random(Number(seed));
const network = await Network.found({kaisho, cometbft});
const {bank} = network;
let failed = true;

const [alice, bob] = admit(kaisho, bank, ["alice", "bob"]).map((token) => new KaishoClient({baseUrl: bank.url, token}));

/** Asks until there is an answer that a node in trouble does not give. */
async function answered(method, path, {client = alice, key, body} = {}) {
  const headers = {Authorization: `Bearer ${client.token}`, "Content-Type": "application/json",
                   ...(key ? {"Idempotency-Key": key} : {})};
  return await until(`an answer to ${method} ${path}`, async () => {
    const answer = await raw(bank.url, method, path, {headers, body});
    const passes = answer.status >= 500 || answer.json?.type?.endsWith("in-flight");
    return !passes && answer;
  }, 120_000);
}

/** Asks for one write with its key until it is taken. */
async function take(key, path, body) {
  const text = JSON.stringify(body);
  const taken = await answered("POST", path, {key, body: text});
  assert.equal(taken.status, 202, `${path} ${text}: ${taken.text}`);
  return {key, path, text, taken};
}

/** The second person's word where one is needed, then the operation's end. */
async function finish({key, path, text, taken}) {
  if (taken.json.secondPerson) {
    const {text: word} = await answered("POST", `${taken.json.self}/decision`, {client: bob, body: '{"agree": true}'});
    assert.match(word, /"status":"(running|done)"|not-awaiting/, word);  // not-awaiting: the word was heard before the kill
  }
  const operation = await until(`the end of ${key}`, async () => {
    const now = await answered("GET", taken.json.self);
    assert.equal(now.status, 200, `${key} was taken and is gone: ${now.text}`);
    return ["done", "failed"].includes(now.json.status) && now.json;
  }, 120_000);
  assert.equal(operation.status, "done", `${key}: ${JSON.stringify(operation)}`);
  return {key, path, text, taken: taken.text, operation};
}
const write = async (...wanted) => await finish(await take(...wanted));

async function registration(userId) {
  const wallet = Wallet.createRandom();
  const consent = {userId, account: wallet.address, vorg: "bank", profileHash: "0x" + "11".repeat(32), terms: terms()};
  return {...consent, signature: await signDraft(wallet, await alice.post("/v1/drafts/entrust", {body: consent}))};
}

/** Goes on until there were enough kills; each write is of its own, so a second one of it would be seen. */
async function writer(number, state) {
  const done = [];
  const open = new Set();
  for (let round = 0; !state.enough; ++round) {
    const name = `w${number}-${round}`;
    const user = round % 4 === 3 ? undefined : state.prepared[number].pop();
    const expiry = Math.floor(Date.now() / 1000) + 10_000 + number * 1_000 + round;
    const proposal = {change: "policy", policy: "All[bank, broker, exchange]", expiry};
    const taken = user ? await take(name, "/v1/users", user) : await take(name, "/v1/proposals", proposal);
    const ending = finish(taken).then((ended) => (done.push(ended), open.delete(ending)));
    open.add(ending);
    if (open.size >= kOpen) await Promise.race(open);
  }
  await Promise.all(open);
  return done;
}

/** Somebody else uses the bank's key at another member: its transaction takes a nonce that the bank's node may have given away. */
async function intrude(state) {
  const key = new Wallet(readFileSync(join(bank.folder, "keys/operator.key"), "utf8").trim());
  for (; !state.enough; await pause(700)) {
    const nonce = Number(await network.broker.rpc.call("eth_getTransactionCount", key.address, "latest"));
    const raw = await key.signTransaction({to: key.address, value: 0n, nonce, chainId: 31337, type: 0, gasPrice: 0, gasLimit: 21_000});
    const {result} = await network.broker.rpc.ask("eth_sendRawTransaction", raw);
    if (result) state.intrusions.add(result);
  }
}

async function kills(state) {
  for (let kill = 1; kill <= kKills; ++kill) {
    await until("the bank to be whole", () => bank.kaisho && bank.engine);
    await pause(random.chance(25) ? random.below(200) : 200 + random.below(2_800));
    await bank.kill(random.weighted([[4, "kaisho"], [1, "member"]]));
  }
  await until("the bank's REST", async () => (await raw(bank.url, "GET", "/v1/consortium")).status === 200);
  state.enough = true;
}

try {
  console.log(`seed ${seed}`);
  await network.keep();
  const state = {enough: false, prepared: [], intrusions: new Set()};
  for (let number = 0; number < kWriters; ++number) {
    state.prepared.push(await Promise.all(Array.from({length: 40}, (_, at) => registration(`u${number}-${at}`))));
  }
  const bond = packageBond(kaisho, join(network.folder, "bond"));
  execFileSync(kaisho, ["program", "publish", bond.folder, "--rpc", bank.url]);
  const registered = await write("bond", "/v1/programs", {sourcePath: "bond", manifest: bond.manifest});
  const [tested, , , ...written] = await Promise.all([
    write("tests", `/v1/programs/${bond.packageHash}/tests`), kills(state), intrude(state),
    ...Array.from({length: kWriters}, (_, number) => writer(number, state))]);
  // --- its own node: an address that changes and comes back
  const {node} = await alice.get("/v1/members/{name}", {path: {name: "bank"}});
  const moves = [];
  for (const url of ["https://127.0.0.1:1", node.url]) {
    moves.push(await write(`move-${moves.length}`, "/v1/node/endpoints", {url}));
    const moved = (await alice.get("/v1/members/{name}", {path: {name: "bank"}})).node;
    assert.deepEqual(moved, {...node, url}, "only what was named changes");
  }
  const all = [registered, tested, ...written.flat(), ...moves];
  assert.ok(all.length > kKills, `only ${all.length} writes`);

  // --- what was answered stays true, also when everything is asked for again
  for (const {key, path, text, taken, operation} of all) {
    const again = await answered("POST", path, {key, body: text === undefined ? undefined : text});
    assert.equal(again.text, taken, `another answer for the key ${key}`);
    assert.deepEqual((await answered("GET", again.json.self)).json, operation, `${key} changed after its end`);
  }
  // --- the ledger has each write once, and nothing else of this operator
  const operations = new Set(all.map(({operation}) => operation.operation));
  const transactions = new Set(all.map(({operation}) => operation.result.transactionHash));
  assert.equal(operations.size, all.length);
  assert.equal(transactions.size, all.length);
  let foreign = 0;
  for (const hash of state.intrusions) foreign += await bank.rpc.call("eth_getTransactionReceipt", hash) ? 1 : 0;
  const operator = new Wallet(readFileSync(join(bank.folder, "keys/operator.key"), "utf8").trim()).address;
  const {height} = await network.agreed();
  const users = all.filter(({path}) => path === "/v1/users").map(({text}) => JSON.parse(text).userId).sort();
  const proposals = all.filter(({path}) => path === "/v1/proposals");
  assert.deepEqual(proposals.map(({operation}) => operation.result.proposal).sort((a, b) => a - b),
                   proposals.map((_, at) => at + 1), "a proposal is lost or there twice");
  for (const member of network.members) {
    assert.equal(Number(await member.rpc.call("eth_getTransactionCount", operator, "latest")), all.length + foreign, member.name);
    for (const {key, operation} of all) {
      const receipt = await member.rpc.call("eth_getTransactionReceipt", operation.result.transactionHash);
      assert.equal(Number(receipt?.blockNumber), operation.result.blockNumber, `${key} at ${member.name}`);
    }
  }
  const registeredUsers = [];
  for await (const {userId} of alice.all("/v1/users")) registeredUsers.push(userId);
  assert.deepEqual(registeredUsers.sort(), users, "a user is lost or there twice");
  await judge(network, null);
  const resigned = all.filter(({operation}) => operation.progress.filter(({text}) => text.startsWith("signed by")).length > 1);
  const codes = await network.stop();
  assert.deepEqual(codes, network.members.map(() => 0));
  replayed(network);
  console.log(`ok  ${all.length} writes (${users.length} users, ${proposals.length} proposals) over ${kKills} kills, height ${height}; ` +
              `${foreign} transactions of somebody else, ${resigned.length} signed again`);
  failed = false;
} catch (error) {
  console.log(`FAILED with seed ${seed}: ${error.stack}`);
} finally {
  await network.end(failed);
  if (failed) process.exit(1);
}
