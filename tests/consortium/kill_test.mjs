// kill -9 of random processes of random members under load, a hundred times; one member's ABCI calls are recorded.
import {join} from "node:path";

import {AbciProxy} from "./lib/abci_proxy.mjs";
import {checkGrammar} from "./lib/grammar.mjs";
import {pause, until} from "./lib/process.mjs";
import {random, scale, story} from "./lib/story.mjs";

const kKills = Math.max(1, Math.round(100 * scale));

async function kills(network) {
  const count = {kaisho: 0, engine: 0, member: 0};
  for (let done = 1; done <= kKills; ++done) {
    const member = random.pick(network.members);
    const what = random.weighted([[2, "kaisho"], [2, "engine"], [1, "member"]]);
    await until(`${member.name} to be whole`, () => member.kaisho && member.engine);
    await pause(random.chance(25) ? random.below(100) : 100 + random.below(900));  // while it starts, or into the load
    await member.kill(what);
    ++count[what];
    if (done % 10 === 0) {
      const height = Math.max(...await Promise.all(network.members.map((one) => one.height().catch(() => 0))));
      await network.reached(height + 1);
      console.log(`${done} kills, height ${height}`);
    }
  }
  return ["kill", kKills, `${count.kaisho} of Kaisho, ${count.engine} of CometBFT, ${count.member} of both: all equal`];
}

let proxy;
await story(async ({network}) => {
  const row = await kills(network);
  const calls = checkGrammar(proxy.calls);
  return [row, ["grammar", proxy.calls.length, `connections with ${calls} calls of consensus: the order was always kept`]];
}, {
  prepare: (network) => {
    const {folder} = network.auditor;
    proxy = new AbciProxy(join(folder, "proxy.sock"), join(folder, "abci.sock"));
    network.auditor.configureEngine("proxy_app", '"unix://proxy.sock"');
  },
});
await proxy.close();
