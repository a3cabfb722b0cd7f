// One member's state is not what its blocks say: it executes differently, must halt and say where, and the others go on.
import assert from "node:assert/strict";
import {execFileSync, spawnSync} from "node:child_process";
import {AbiCoder, keccak256} from "ethers";

import {until} from "./lib/process.mjs";
import {given, story} from "./lib/story.mjs";

/** Slot of a holder's balance in OpenZeppelin's ERC-20: the mapping is the contract's first variable. */
const balanceSlot = (holder) => keccak256(AbiCoder.defaultAbiCoder().encode(["address", "uint256"], [holder, 0]));

await story(async ({network, load}) => {
  const broken = network.exchange;
  const others = network.members.filter((member) => member !== broken);
  await network.reached(await broken.height() + 5);
  await broken.stop();
  for (const {address} of load.accounts)
    execFileSync(given("tamper"), [broken.data, load.token, balanceSlot(address)]);
  await broken.start();
  const status = await until(`${broken.name} to halt`, async () => {
    const now = await broken.status();
    return now.halted && now;
  });
  console.log(`it says: ${status.reason}`);
  const found = spawnSync(given("kaisho"), ["compare", "--rpc", broken.url, "--with", others[0].url, "--json"], {encoding: "utf8"});
  assert.equal(found.status, 1, found.stdout + found.stderr);
  const {key, here, there} = JSON.parse(found.stdout);
  console.log(`first differing key ${key}: ${here} here, ${there} there`);
  const tampered = load.accounts.map(({address}) => `0x02${load.token.slice(2)}${balanceSlot(address).slice(2)}`.toLowerCase());
  assert.ok(tampered.includes(key), "another key than one of those that were changed");
  const height = await others[0].height();
  await network.reached(height + 10, others);
  assert.ok(await broken.height() < height + 10, "it went on");
  await broken.stop("SIGKILL");
  broken.loseData();
  await broken.keep();
  await network.reached(height + 10, [broken]);
  return [["tampered-state", 1, `halted, the first changed key named, the others went on; equal after its data was removed`]];
});
