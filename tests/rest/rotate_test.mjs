// The keys of a member's own node, replaced over REST by two of its people while four members run: it votes and signs
// with the new ones, and the old ones count no more.   rotate_test.mjs PROGRAM COMETBFT
import assert from "node:assert/strict";
import {execFile, execFileSync} from "node:child_process";
import {createHash, createPublicKey, generateKeyPairSync, verify} from "node:crypto";
import {readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {promisify} from "node:util";

import {Network} from "../consortium/lib/network.mjs";
import {until} from "../consortium/lib/process.mjs";
import {admit} from "./lib.mjs";
import {KaishoClient} from "../../client/src/index.js";

const [kaisho, cometbft] = process.argv.slice(2);
const network = await Network.found({kaisho, cometbft});
const {bank, broker, exchange, auditor} = network;
const [alice, bob] = admit(kaisho, bank, ["alice", "bob"]).map((token) => new KaishoClient({baseUrl: bank.url, token}));

/** A fresh Ed25519 key: its seed and its point. */
function fresh() {
  const {privateKey, publicKey} = generateKeyPairSync("ed25519");
  return {publicKey, seed: privateKey.export({format: "der", type: "pkcs8"}).subarray(-32),
          point: publicKey.export({format: "der", type: "spki"}).subarray(-32)};
}
const hex = (bytes) => "0x" + Buffer.from(bytes).toString("hex");
const node = async (name = "bank") => (await alice.get("/v1/members/{name}", {path: {name}})).node;

/** Alice asks, Bob agrees; the operation's end. */
async function rotated(path, point) {
  const asked = await alice.submit(path, {body: {key: hex(point)}});
  assert.equal(asked.secondPerson, true, "one person alone does not replace a key");
  const decide = (who) => who.post("/v1/operations/{operation}/decision", {path: {operation: asked.operation}, body: {agree: true}});
  await assert.rejects(decide(alice), "nor is the same person a second one");
  await decide(bob);
  return await alice.follow(asked);
}

/** The validators' keys as CometBFT has them for its next block. */
async function voting() {
  const {validators} = await broker.engineRpc.call("validators", null, "1", "100");
  return validators.map((one) => hex(Buffer.from(one.pub_key.value, "base64")));
}

/** A transaction that changes nothing for long, from the broker; gives its block. Does not hold up the test, which starts
 * members again meanwhile. */
async function move() {
  const words = async (...more) => JSON.parse((await promisify(execFile)(kaisho, [
    "member", ...more, "--rpc", broker.url, "--key", join(broker.folder, "keys/operator.key"), "--json"])).stdout);
  return (await words("withdraw", String((await words("propose-policy", "bank OR broker")).proposal))).blockNumber;
}

/** Whether the bank signed this note with this key, as anybody checks it (C2SP signed-note). */
function signedBy({note}, publicKey) {
  const [text, lines] = [note.slice(0, note.indexOf("\n\n") + 1), note.slice(note.indexOf("\n\n") + 2).split("\n")];
  return lines.filter((line) => line.startsWith("\u2014 bank ")).some((line) => {
    const signature = Buffer.from(line.split(" ")[2], "base64").subarray(4);
    return verify(null, Buffer.from(text), publicKey, signature);
  });
}

let failed = true;
try {
  await network.keep();

  // --- the key with which it votes
  const before = await node();
  const home = (name) => join(bank.home, "config", name);
  const old = JSON.parse(readFileSync(home("priv_validator_key.json"), "utf8"));
  const vote = fresh();
  writeFileSync(home("priv_validator_key.next.json"), JSON.stringify({
    address: createHash("sha256").update(vote.point).digest("hex").slice(0, 40).toUpperCase(),
    pub_key: {type: "tendermint/PubKeyEd25519", value: vote.point.toString("base64")},
    priv_key: {type: "tendermint/PrivKeyEd25519", value: Buffer.concat([vote.seed, vote.point]).toString("base64")}}), {mode: 0o600});
  const {result} = await rotated("/v1/node/validator-key", vote.point);
  await network.reached(result.blockNumber);
  assert.deepEqual(await node(), {...before, validatorKey: hex(vote.point)}, "this key alone changes");
  await until("the new key among the validators", async () => (await voting()).includes(hex(vote.point)));
  assert.ok(!(await voting()).includes(hex(Buffer.from(old.pub_key.value, "base64"))), "in place of the old one");
  execFileSync(kaisho, ["member", "swap-validator-key", "--home", bank.home, "--engine", bank.engineRpc.url]);
  await bank.kill("engine");  // kept: it comes back with the new key
  await auditor.stop();       // three of four must vote: without the auditor, the bank is needed
  await network.reached(await move(), [bank, broker, exchange]);
  await auditor.keep();
  await network.agreed();

  // --- the key that it has already is none to change to, nor is another member's
  for (const point of [vote.point, Buffer.from((await node("broker")).validatorKey.slice(2), "hex")]) {
    await assert.rejects(rotated("/v1/node/validator-key", point), (problem) => problem.slug === "ledger-refused");
  }
  assert.equal((await node()).validatorKey, hex(vote.point));

  // --- the key with which it signs checkpoints
  const seed = Buffer.from(readFileSync(join(bank.folder, "keys/checkpoint.key"), "utf8").trim().slice(2), "hex");
  const sign = fresh();
  assert.notDeepEqual(seed, sign.seed);
  writeFileSync(join(bank.folder, "keys/checkpoint-2.key"), hex(sign.seed) + "\n", {mode: 0o600});
  await rotated("/v1/node/checkpoint-key", sign.point);
  assert.deepEqual(await node(), {...before, validatorKey: hex(vote.point), checkpointKey: hex(sign.point)});
  const settings = join(bank.folder, "node.toml");
  writeFileSync(settings, readFileSync(settings, "utf8").replace("keys/checkpoint.key", "keys/checkpoint-2.key"));
  await bank.stop();
  await bank.keep();
  await network.reached(await move());
  const newest = await until("all four signatures at the broker", async () => {
    const [note] = await broker.rpc.call("kaisho_checkpoints");
    return note?.signers.length === 4 && Number(note.size) === await broker.height() + 1 && note;
  });
  assert.ok(signedBy(newest, sign.publicKey), "the others take the bank's signature by its new key");
  const former = createPublicKey({key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"),
                                                      Buffer.from(before.checkpointKey.slice(2), "hex")]), format: "der", type: "spki"});
  assert.ok(!signedBy(newest, former), "and none by the old one");
  console.log("ok  keys of the own node replaced over REST: it votes and signs with the new ones");
  failed = false;
} finally {
  await network.end(failed);
}
