// Members that are away: one for long, then two at once, then processes that hang.
import assert from "node:assert/strict";

import {pause, until} from "./lib/process.mjs";
import {random, scale, story} from "./lib/story.mjs";

const kAway = Math.max(20, Math.round(150 * scale));  // blocks without the one member
const kHeld = Math.max(2, Math.round(8 * scale));

async function oneGone(network) {
  const [gone, ...others] = [...network.members].reverse();
  const left = await gone.height();
  await gone.stop();
  const begin = Date.now();
  await network.reached(left + kAway, others, 180_000);
  const seconds = (Date.now() - begin) / 1_000;
  await gone.keep();
  await network.reached(left + kAway, [gone]);
  await until(`${gone.name} to vote again`, async () => !(await gone.status()).catchingUp);
  return ["one-gone", 1, `${kAway} blocks in ${seconds.toFixed(1)} s without it, all of them fetched afterwards`];
}

/** The highest block of all, which stays while there is no majority; one that lags may still fetch older ones. */
async function stands(members) {
  const highest = async () => Math.max(...await Promise.all(members.map((member) => member.height())));
  await pause(2_000);
  const before = await highest();
  await pause(4_000);
  assert.equal(await highest(), before, "blocks without a majority");
  return before;
}
async function twoGone(network) {
  const [first, second, ...others] = network.members;
  await Promise.all([first.stop("SIGKILL"), second.stop("SIGKILL")]);
  const height = await stands(others);
  for (const member of others) {
    await until(`${member.name} to say that too few members are there`, async () => {
      const {reason} = await member.status();
      return /no block for \d+ s .*two thirds/.test(reason);
    });
  }
  await first.keep();
  await network.reached(height + 5, [first, ...others]);
  await second.keep();
  await network.reached(height + 5, [second]);
  return ["two-gone", 1, "no block for 4 s and status said why; blocks again with three, then with four"];
}

async function held(network) {
  for (let times = 0; times < kHeld; ++times) {
    const member = random.pick(network.members);
    const others = network.members.filter((one) => one !== member);
    const victim = member[times % 2 ? "kaisho" : "engine"];
    const height = Math.max(...await Promise.all(others.map((one) => one.height())));
    victim.send("SIGSTOP");
    try {
      await network.reached(height + 5, others);
    } finally {
      victim.send("SIGCONT");
    }
    await network.reached(height + 5, [member]);
  }
  return ["held", kHeld, "the others made blocks meanwhile, the held one followed"];
}

await story(async ({network}) => [await oneGone(network), await twoGone(network), await held(network)]);
