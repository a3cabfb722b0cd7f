// A disk that is full, and a clock that is wrong.
import assert from "node:assert/strict";
import {execFileSync, spawnSync} from "node:child_process";
import {existsSync, mkdirSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";

import {until} from "./lib/process.mjs";
import {scale, story} from "./lib/story.mjs";

const kRounds = Math.max(1, Math.round(3 * scale));
const kFaketime = ["/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
                   "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"].find(existsSync);

async function diskFull(network, poor) {
  const others = network.members.filter((member) => member !== poor);
  const reasons = new Set();
  for (let round = 0; round < kRounds; ++round) {
    const ballast = join(poor.data, "ballast");
    try {
      writeFileSync(ballast, Buffer.alloc(64 << 20));
    } catch (error) {
      assert.equal(error.code, "ENOSPC");
    }
    const reason = await until(`${poor.name} to say that its disk is full`, async () => {
      const {acceptsTransactions, reason} = await poor.status();
      return !acceptsTransactions && reason;
    });
    assert.match(reason, /disk|space/i);
    reasons.add(reason);
    const height = await poor.height();
    await network.reached(height + 20, others);
    await poor.stop();
    rmSync(ballast, {force: true});
    await poor.keep();
    await network.reached(height + 20, [poor]);
  }
  return ["disk-full", kRounds, "halted with the reason, the others went on; caught up with space again"];
}

async function clockOff(network) {
  const times = async (member) => {
    const block = await member.rpc.call("eth_getBlockByNumber", "latest", false);
    return Number(block.timestamp) - Date.now() / 1_000;
  };
  for (const shift of ["+3600", "-3600"]) {
    const member = network.exchange;
    await member.stop();
    member.environment.kaisho = {LD_PRELOAD: kFaketime, FAKETIME: `${shift}s`, FAKETIME_DONT_FAKE_MONOTONIC: "1"};
    await member.keep();
    const height = await network.bank.height();
    await network.reached(height + 20);
    const off = await times(network.bank);
    assert.ok(Math.abs(off) < 60, `block times are ${off} s off`);
  }
  await network.exchange.stop();
  network.exchange.environment.kaisho = {};
  await network.exchange.keep();
  return ["clock", 2, "block times stayed right, every member went on"];
}

let poor;
const mounted = [];
await story(async ({network}) => [await clockOff(network), await diskFull(network, poor)], {
  prepare: (network) => {
    poor = network.broker;
    mkdirSync(poor.data, {recursive: true});
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=48m", "none", poor.data]);
    mounted.push(poor.data);
  },
  cleanup: () => mounted.forEach((path) => spawnSync("umount", ["-l", path])),
});
