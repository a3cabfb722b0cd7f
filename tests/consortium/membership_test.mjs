// A running consortium of four changes itself: a validator key is rotated, a fifth member joins, a member leaves.
//   node membership_test.mjs --kaisho PROGRAM --cometbft PROGRAM
import assert from "node:assert/strict";
import {execFile} from "node:child_process";
import {readFileSync, readdirSync} from "node:fs";
import {join} from "node:path";
import {promisify} from "node:util";

import {Member} from "./lib/member.mjs";
import {Network} from "./lib/network.mjs";
import {freePorts} from "./lib/ports.mjs";
import {until} from "./lib/process.mjs";

const given = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const programs = {kaisho: given("kaisho"), cometbft: given("cometbft", process.env.KAISHO_COMETBFT ?? "cometbft")};

const keyOf = (member) => join(member.folder, "keys/operator.key");
/** `kaisho WORDS… --json` against a member's node; throws with its sentence where it is refused. Waits without holding
 * up the test, which starts members again meanwhile. */
async function kaisho(member, ...words) {
  const {stdout} = await promisify(execFile)(programs.kaisho, [...words, "--json"],
                                             {env: {...process.env, KAISHO_RPC: member.url}, timeout: 60_000});
  return JSON.parse(stdout);
}
const refused = (code, call) => assert.rejects(call, (error) => `${error.stdout}`.includes(`urn:kaisho:${code}`));

/** Proposed by the first, approved by the others until it is done. */
async function carry(members, ...proposal) {
  const [first, ...others] = members;
  let answer = await kaisho(first, "member", ...proposal, "--key", keyOf(first));
  for (const other of others) {
    if (answer.status !== "open") break;
    answer = await kaisho(first, "member", "approve", String(answer.proposal), "--key", keyOf(other));
  }
  assert.equal(answer.status, "executed");
}

/** The validators' keys as CometBFT has them for its next block. */
async function voting(member) {
  const {validators} = await member.engineRpc.call("validators", null, "1", "100");
  return validators.map((one) => "0x" + Buffer.from(one.pub_key.value, "base64").toString("hex"));
}

/** A transaction that changes nothing for long; gives its block. */
async function move(member) {
  const {proposal} = await kaisho(member, "member", "propose-policy", "bank OR broker", "--key", keyOf(member));
  return (await kaisho(member, "member", "withdraw", String(proposal), "--key", keyOf(member))).blockNumber;
}

async function rotate(network) {
  const {bank, auditor} = network;
  const old = readFileSync(join(bank.home, "config/priv_validator_key.json"), "utf8");
  const {validatorKey} = await kaisho(bank, "member", "rotate-validator-key", "--home", bank.home, "--key", keyOf(bank));
  await until("the new key among the validators", async () => (await voting(network.broker)).includes(validatorKey));
  const engine = bank.engineRpc.url;
  const {oldKeyFile} = await kaisho(bank, "member", "swap-validator-key", "--home", bank.home, "--engine", engine);
  assert.equal(readFileSync(oldKeyFile, "utf8"), old);
  await refused("no_next_key", kaisho(bank, "member", "swap-validator-key", "--home", bank.home, "--engine", engine));
  await bank.kill("engine");  // kept: it comes back with the new key
  // Three of four must vote: without the auditor, the bank with its new key is needed.
  await auditor.stop();
  await network.reached(await move(network.broker), [bank, network.broker, network.exchange]);
  await auditor.keep();
  await network.agreed();
  console.log("rotated the bank's validator key: it votes with the new one");
}

async function join_(network) {
  const {bank, broker, exchange, auditor} = network;
  const folder = join(network.folder, "net", "insurer");
  const base = await freePorts(10);
  const {file} = await kaisho(bank, "member", "join", "insurer", folder, "--genesis", join(bank.folder, "genesis.json"),
                        "--base-port", String(base));
  await carry([bank, broker, exchange], "propose-add", file);
  const insurer = new Member(folder, "insurer", programs);
  network.members.push(insurer);
  network.insurer = insurer;
  await insurer.keep();
  await network.agreed();
  await until("five validators", async () => (await voting(insurer)).length === 5);
  // Four of five must vote: without the auditor, the newcomer is needed.
  await auditor.stop();
  await network.reached(await move(bank), [bank, broker, exchange, insurer]);
  await auditor.keep();
  await network.agreed();
  console.log("the insurer joined: it executed the whole history, and votes");
}

async function leave(network) {
  const {bank, broker, exchange, auditor, insurer} = network;
  await carry([bank, broker, insurer], "propose-remove", "auditor");
  const others = [bank, broker, exchange, insurer];
  await until("four validators", async () => (await voting(bank)).length === 4);
  await refused("NotAMember", kaisho(bank, "member", "propose-remove", "bank", "--key", keyOf(auditor)));
  await auditor.stop();
  await network.reached(await move(insurer), others);
  network.members.splice(network.members.indexOf(auditor), 1);
  await network.agreed(others);
  const states = await Promise.all(others.map(async (one) => (await one.status()).headHash));
  assert.equal(new Set(states).size, 1);
  const list = (await kaisho(bank, "member", "list")).members;
  assert.equal(list.find((one) => one.name === "auditor").active, false);
  console.log("the auditor left: the others go on, its operator is refused");
}

const network = await Network.found(programs);
let failed = true;
try {
  await network.keep();
  await network.reached(0);
  await rotate(network);
  await join_(network);
  await leave(network);
  const files = readdirSync(join(network.bank.home, "config"));
  assert.ok(files.some((name) => /^priv_validator_key\.\d+\.json$/.test(name)));
  failed = false;
} catch (error) {
  console.log(`FAILED: ${error.stack}\n${error.stdout ?? ""}${error.stderr ?? ""}`);
} finally {
  await network.end(failed);
  process.exit(failed ? 1 : 0);
}
