// How a fault test begins and ends: a network, a load, the judge; what was counted goes into the results' folder.
//   node some_test.mjs --kaisho PROGRAM --cometbft PROGRAM --token ARTIFACT [--results FOLDER] [--seed N] [--scale N]
import {mkdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";

import {Random} from "../../rpc/lib/random.mjs";
import {faults} from "../faults.mjs";
import {judge, judgeRestored, replayed} from "./judge.mjs";
import {Load} from "./load.mjs";
import {Network} from "./network.mjs";

export function given(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
}
const programs = {kaisho: given("kaisho"), cometbft: given("cometbft", process.env.KAISHO_COMETBFT ?? "cometbft")};
export const seed = Number(given("seed", Date.now() % 1_000_000));
/** The share of a test's length, in percent: 100 as in the issue, less for a quick look. */
export const scale = Number(given("scale", 100)) / 100;
export const random = new Random(seed);

/** Adds to the table: how often the fault was made, and what came of it in a few words. */
function record(id, times, outcome) {
  if (!faults.some((fault) => fault.id === id)) throw new Error(`faults.mjs has no ${id}`);
  console.log(`${id}: ${times} times; ${outcome}`);
  const folder = given("results");
  if (!folder) return;
  mkdirSync(folder, {recursive: true});
  writeFileSync(join(folder, `${id}.json`), JSON.stringify({id, times, outcome}) + "\n");
}

/**
 * Runs one test on a network of four under load. `act` gets {network, load} and returns [[id, times, outcome]…]; then the
 * load ends, all members (or those that `act` names in `network.judged`) are compared, stopped and replayed.
 */
export async function story(act, {accounts = 8, prepare = () => {}, cleanup = () => {}} = {}) {
  console.log(`seed ${seed}`);
  const network = await Network.found(programs);
  let failed = true;
  try {
    await prepare(network);
    await network.keep();
    const load = new Load(network, {accounts, seed, artifact: given("token")});
    await load.prepare();
    load.start();
    const rows = await act({network, load});
    await load.stop();
    const members = network.judged ?? network.members;
    const {height, transactions} = await judge(network, load, members);
    if (network.restored) await judgeRestored(network.restored, members[0], load);
    const codes = await network.stop();
    if (!network.judged && codes.some((code) => code !== 0)) throw new Error(`Kaisho ended with ${codes}`);
    replayed(network, members);
    rows.forEach((row) => record(...row));
    console.log(`${members.length} members equal at height ${height}, ${transactions} transactions, ` +
                `${load.receipts.size} receipts kept, ${load.sends} sends; every store replays`);
    failed = false;
  } catch (error) {
    console.log(`FAILED with seed ${seed}: ${error.stack}`);
  } finally {
    await network.end(failed, cleanup);
    if (failed) process.exit(1);  // the clients of a failed test would go on for ever
  }
}
