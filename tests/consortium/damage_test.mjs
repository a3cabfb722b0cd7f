// A member's disk: bytes change, everything on it is lost.
import assert from "node:assert/strict";
import {closeSync, openSync, readdirSync, readSync, statSync, writeSync} from "node:fs";
import {join} from "node:path";

import {random, scale, story} from "./lib/story.mjs";

const kRounds = Math.max(1, Math.round(5 * scale));

/** Files of a folder below which something is stored, the largest first. */
const files = (folder) => readdirSync(folder, {recursive: true}).map((name) => join(folder, name))
    .filter((path) => /\.sst$/.test(path)).sort((a, b) => statSync(b).size - statSync(a).size);

/** Inverts `count` bytes in a row somewhere within the file. */
function invert(path, count) {
  const file = openSync(path, "r+");
  const at = random.below(Math.max(1, statSync(path).size - count));
  const bytes = Buffer.alloc(count);
  readSync(file, bytes, 0, count, at);
  writeSync(file, bytes.map((byte) => byte ^ 0xff), 0, count, at);
  closeSync(file);
}

async function damaged(network) {
  const said = new Set();
  for (let round = 0; round < kRounds; ++round) {
    const member = random.pick(network.members);
    const others = network.members.filter((one) => one !== member);
    await network.reached(await others[0].height() + 10, others);
    await member.stop();
    const victims = files(member.data);
    assert.ok(victims.length > 0, "nothing is stored in tables yet");
    for (const path of victims) invert(path, 4_096);
    const outcome = await member.start().then(() => "started", (error) => error.message);
    if (outcome === "started") {
      await network.reached(await others[0].height() + 5, others);
      const {acceptsTransactions, reason} = await member.status();
      assert.ok(!acceptsTransactions, `${member.name} goes on over damaged data`);
      said.add(reason.match(/damaged|corrupt/i)?.[0] ?? reason);
    } else {
      assert.match(outcome, /data_damaged|damaged|corrupt/i);
      said.add("data_damaged");
    }
    await member.stop("SIGKILL");
    member.loseData();
    await member.keep();
    await network.reached(await others[0].height(), [member]);
  }
  return ["damaged", kRounds, `refused each time (${[...said].join(", ")}); equal after its data was removed`];
}

async function lost(network) {
  for (let round = 0; round < kRounds; ++round) {
    const member = random.pick(network.members);
    await member.stop(round % 2 ? "SIGKILL" : "SIGTERM");
    member.loseData();
    await member.keep();
    const others = network.members.filter((one) => one !== member);
    await network.reached(await others[0].height(), [member]);
  }
  return ["lost-data", kRounds, "the whole history executed again, equal"];
}

await story(async ({network}) => [await lost(network), await damaged(network)]);
