// One member of four lies: it proposes what no correct member can, then its results differ.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {SigningKey, Transaction, computeAddress, concat, id} from "ethers";

import {AbciProxy, encode, replaced, values} from "./lib/abci_proxy.mjs";
import {batch, entriesOf, packedZeros} from "./lib/batches.mjs";
import {pause, until} from "./lib/process.mjs";
import {scale, story} from "./lib/story.mjs";

const kEach = Math.max(1, Math.round(4 * scale));  // proposals of each kind
const kTransactions = 1;                           // field of PrepareProposal's answer
const kAppHash = 5;                                // field of FinalizeBlock's answer
const kAccept = encode([{number: 1, wire: 0, value: 1}]);

/** A well-formed transaction that is for another chain, as an entry of a batch. */
const kForeign = (() => {
  const key = new SigningKey(id("somebody"));
  const tx = Transaction.from({type: 2, chainId: 1, nonce: 0, gasLimit: 21_000, to: computeAddress(key.publicKey)});
  tx.signature = key.sign(tx.unsignedHash);
  return concat([computeAddress(key.publicKey), tx.serialized]);
})();

/** What a liar makes of the batches that its honest node would propose, and what the others say of it. */
const kinds = {
  "no batch": [(txs) => [...txs, Buffer.from("no batch at all")], /no batch of a version/],
  "cut short": [([first, ...rest]) => [first.subarray(0, -1), ...rest], /not a canonical RLP list/],
  "a byte behind": [([first, ...rest]) => [Buffer.concat([first, Buffer.from([0])]), ...rest], /not a canonical RLP list/],
  "a transaction twice": [([first, ...rest]) => [batch([...entriesOf(first), entriesOf(first)[0]]), ...rest],
                          /holds a transaction twice/],
  "an empty batch": [(txs) => [...txs, batch([])], /holds no transaction/],
  "another chain's transaction": [(txs) => [...txs, batch([kForeign])], /chain/],
  "packed beyond measure": [(txs) => [...txs, packedZeros(512 * 1024)], /more than 8 times its size/],
};

const told = Object.fromEntries(Object.keys(kinds).map((name) => [name, 0]));
const lies = new Set();  // base64 of what was put in
let proxy, liar;

function lie(name, body) {
  if (name === "process_proposal") return kAccept;  // a liar accepts its own
  if (name !== "prepare_proposal") return body;
  const honest = values(body, kTransactions);
  const kind = Object.keys(kinds).find((one) => told[one] < kEach);
  if (!kind || honest.length === 0) return body;
  ++told[kind];
  const made = kinds[kind][0](honest);
  const known = new Set(honest.map((tx) => tx.toString("base64")));
  made.map((tx) => tx.toString("base64")).filter((tx) => !known.has(tx)).forEach((tx) => lies.add(tx));
  return replaced(body, kTransactions, made);
}

async function invalidProposals(network) {
  proxy.answer = lie;
  await until("every kind of lie", () => Object.values(told).every((count) => count >= kEach), 150_000);
  proxy.answer = (name, body) => body;
  await network.reached(await liar.height() + 5);
  const last = Number((await network.bank.engineStatus()).sync_info.latest_block_height);
  for (let height = 1; height <= last; ++height) {
    const {block} = await network.bank.engineRpc.call("block", String(height));
    for (const tx of block.data.txs) assert.ok(!lies.has(tx), `a lie stands in block ${height}`);
  }
  for (const [kind, [, reason]] of Object.entries(kinds)) {
    const said = network.members.filter((member) => member !== liar).map(({logs}) => readFileSync(logs.kaisho, "utf8"));
    const lines = said.flatMap((log) => log.split("\n").filter((line) => /refused the block/.test(line) && reason.test(line)));
    assert.ok(lines.length >= kEach, `${kind}: ${lines.length} refusals give the reason`);
  }
  const count = Object.values(told).reduce((sum, one) => sum + one, 0);
  return ["invalid-proposal", count, `${kEach} of each kind refused with its reason, none in ${last} blocks`];
}

async function divergence(network) {
  const others = network.members.filter((member) => member !== liar);
  let changed = 0;
  proxy.answer = (name, body) => {
    if (name !== "finalize_block") return body;
    ++changed;
    return replaced(body, kAppHash, values(body, kAppHash).map((hash) => hash.map((byte) => byte ^ 0xff)));
  };
  await until("a changed app hash", () => changed > 0);
  const height = await liar.height();
  await network.reached(height + 20, others);
  await pause(1_000);
  assert.ok(await liar.height() <= height + 3, "the divergent member went on");
  assert.match(liar.engineSaid(), /AppHash|app hash/i, "its CometBFT names the reason");
  await liar.stop("SIGKILL");
  proxy.answer = (name, body) => body;
  liar.loseData();
  await liar.keep();
  await network.reached(await others[0].height(), [liar]);
  return ["divergence", 1, "halted at once with the reason, the others went on; equal after its data was removed"];
}

await story(async ({network}) => [await invalidProposals(network), await divergence(network)], {
  prepare: (network) => {
    liar = network.broker;
    proxy = new AbciProxy(join(liar.folder, "proxy.sock"), join(liar.folder, "abci.sock"));
    liar.configureEngine("proxy_app", '"unix://proxy.sock"');
  },
});
await proxy.close();
