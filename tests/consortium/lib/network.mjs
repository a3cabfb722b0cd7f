// A consortium founded by `kaisho consortium new`, all members on this machine, in a folder that goes at the end.
import {execFileSync} from "node:child_process";
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";

import {Member} from "./member.mjs";
import {freePorts} from "./ports.mjs";
import {pause, until} from "./process.mjs";

export const kNames = ["bank", "broker", "exchange", "auditor"];

export class Network {
  /** `programs`: {kaisho, cometbft}. Founds, starts nothing. */
  static async found(programs, names = kNames) {
    const folder = mkdtempSync(join(tmpdir(), "kaisho-net-"));
    const base = await freePorts(10 * names.length);
    execFileSync(programs.kaisho, ["consortium", "new", "--members", names.join(","), "--base-port", String(base),
                                   "--open-programs", join(folder, "net")], {stdio: ["ignore", "ignore", "inherit"]});
    return new Network(folder, names, programs);
  }

  constructor(folder, names, programs) {
    this.folder = folder;
    this.programs = programs;
    this.members = names.map((name) => new Member(join(folder, "net", name), name, programs));
    for (const member of this.members) this[member.name] = member;
  }

  async keep() { await Promise.all(this.members.map((member) => member.keep())); }
  async stop() { return await Promise.all(this.members.map((member) => member.stop())); }

  /** Stops everything and removes the folder; with a failure the folder stays to be looked at. */
  async end(failed = false, cleanup = () => {}) {
    await Promise.all(this.members.map((member) => member.stop("SIGKILL")));
    cleanup();
    for (const member of this.members) [member.rpc, member.engineRpc].forEach((rpc) => rpc.close());
    if (failed) console.log(`the files stay in ${this.folder}`);
    else rmSync(this.folder, {recursive: true, force: true});
  }

  /** Waits until the given members (all of them) have at least the height. */
  async reached(height, members = this.members, patience = 60_000) {
    await Promise.all(members.map((member) => until(`${member.name} at height ${height}`,
                                                    async () => await member.height() >= height, patience)));
  }

  /** Waits until the given members stand at one height, twice in a row. */
  async agreed(members = this.members, patience = 60_000) {
    let before = -1;
    return await until("one height of all members", async () => {
      const heights = await Promise.all(members.map((member) => member.height()));
      const equal = heights.every((height) => height === heights[0]);
      const same = equal && heights[0] === before;
      before = equal ? heights[0] : -1;
      if (!same) await pause(200);
      if (!same) throw new Error(heights.join(" "));
      return same && {height: before};
    }, patience);
  }
}
