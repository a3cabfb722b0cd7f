// The end of every fault test: all members hold the same history, nothing that a client saw is lost or doubled, the
// sums are right, and each member's store replays to the same roots.
import {spawnSync} from "node:child_process";
import assert from "node:assert/strict";

import {until} from "./process.mjs";

/** Members must run and have no work left. `load` may be null. Returns {height, transactions}. */
export async function judge(network, load, members = network.members) {
  const {height} = await network.agreed(members);
  const [first, ...others] = await Promise.all(members.map((member) => member.hashes(0, height)));
  others.forEach((blocks, number) => blocks.forEach(({hash}, at) => {
    assert.equal(hash, first[at].hash, `${members[number + 1].name} has another block ${at} than ${members[0].name}`);
  }));
  const where = new Map();
  first.forEach(({transactions}, at) => transactions.forEach((hash) => {
    assert.ok(!where.has(hash), `${hash} stands in block ${where.get(hash)} and in block ${at}`);
    where.set(hash, at);
  }));
  if (load) {
    for (const [hash, receipt] of load.receipts)
      assert.equal(where.get(hash), Number(receipt.blockNumber), `${hash} was receipted in block ${Number(receipt.blockNumber)}`);
    for (const member of members) {
      await load.judge(member);
      await sameReceipts(member, load.receipts);
    }
  }
  return {height, transactions: where.size};
}

/** A member that began with a snapshot: its last block and its state are those of another one. */
export async function judgeRestored(member, other, load) {
  const height = await other.height();
  await until(`${member.name} at height ${height}`, async () => await member.height() === height);
  const [[mine], [theirs]] = await Promise.all([member, other].map((one) => one.hashes(height, height)));
  assert.equal(mine.hash, theirs.hash, `${member.name} has another last block than ${other.name}`);
  await load.judge(member);
}

async function sameReceipts(member, receipts) {
  const all = [...receipts];
  for (let begin = 0; begin < all.length; begin += 250) {
    const part = all.slice(begin, begin + 250);
    const answers = await member.rpc.batch(part.map(([hash]) => ["eth_getTransactionReceipt", hash]));
    part.forEach(([hash, seen], index) => assert.deepEqual(answers[index].result, seen, `${member.name}: the receipt of ${hash} changed`));
  }
}

/** Executes every member's history again; the network must be stopped. */
export function replayed(network, members = network.members) {
  for (const member of members) {
    const run = spawnSync(network.programs.kaisho, ["replay", "--data", member.data], {encoding: "utf8"});
    assert.equal(run.status, 0, `${member.name} does not replay:\n${run.stdout}${run.stderr}`);
  }
}
