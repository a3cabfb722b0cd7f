// A member joins from snapshots of which two of three peers first send wrong bytes.
import assert from "node:assert/strict";
import {readFileSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";

import {AbciProxy, replaced, values} from "./lib/abci_proxy.mjs";
import {scale, story} from "./lib/story.mjs";

// Ledger blocks between snapshots: two are kept, and a chunk that was refused is fetched again only after 10 s.
const kEvery = 60;
const kRounds = Math.max(1, Math.round(5 * scale));
const kPatience = 240_000;   // for 120 blocks on a busy machine
const kChunk = 1;   // field of LoadSnapshotChunk's answer
let proxies;
let lies = 0;

/** What CometBFT's light client starts from: a block that two members agree on. */
async function trust(member, others) {
  const height = Number((await others[0].engineStatus()).sync_info.latest_block_height);
  const {signed_header: {commit}} = await others[0].engineRpc.call("commit", String(height));
  member.configureEngine("enable", "true");
  member.configureEngine("rpc_servers", `"${others.map(({engineRpc}) => engineRpc.url).join(",")}"`);
  member.configureEngine("trust_height", height);
  member.configureEngine("trust_hash", `"${commit.block_id.hash}"`);
  member.configureEngine("discovery_time", '"5s"');
}

async function joins(network, member, round) {
  const others = network.members.filter((one) => one !== member);
  const height = await others[0].height();
  await network.reached(height + 2 * kEvery, others, kPatience);
  await member.stop();
  member.loseData();
  rmSync(join(member.folder, "snapshots"), {recursive: true, force: true});
  await trust(member, others);
  for (const proxy of proxies) {
    let honest = false;
    proxy.answer = (name, body) => {
      if (name !== "load_snapshot_chunk" || honest) return body;
      honest = true;
      const [chunk] = values(body, kChunk);
      if (!chunk?.length) return body;
      ++lies;
      const wrong = Buffer.from(chunk);
      wrong[wrong.length >> 1] ^= 1;
      return replaced(body, kChunk, [wrong]);
    };
  }
  await member.keep();
  await network.reached(height + 2 * kEvery, [member], kPatience);
  const {result} = await member.rpc.ask("eth_getBlockByNumber", "0x1", false);
  assert.ok(!result, `${member.name} executed the history instead of taking a snapshot (round ${round})`);
}

await story(async ({network}) => {
  const member = network.auditor;
  for (let round = 0; round < kRounds || lies === 0; ++round) {
    if (round === 10) throw new Error("no wrong chunk was ever asked for");
    await joins(network, member, round);
  }
  // it holds no blocks from before its snapshot: compared by its last one and by what its state says
  network.judged = network.members.filter((one) => one !== member);
  network.restored = member;
  return [["wrong-snapshot", lies, `wrong chunks refused, ${kRounds} times joined from a snapshot all the same, state and last block equal`]];
}, {
  prepare: (network) => {
    for (const {folder} of network.members) {
      const file = join(folder, "node.toml");
      writeFileSync(file, readFileSync(file, "utf8").replace("[cometbft]", `[cometbft]\nsnapshot_every = ${kEvery}`));
    }
    proxies = [network.bank, network.broker].map((member) => {
      member.configureEngine("proxy_app", '"unix://proxy.sock"');
      return new AbciProxy(join(member.folder, "proxy.sock"), join(member.folder, "abci.sock"));
    });
  },
});
await Promise.all(proxies.map((proxy) => proxy.close()));
