// One member: its Kaisho and its CometBFT, each of which can be started, stopped, killed and held by itself.
import {mkdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";

import {Rpc} from "../../rpc/lib/rpc.mjs";
import {Process, until} from "./process.mjs";

const kEngineGrace = 5_000;  // ms

/** A value of a TOML file: the first line `key = …` behind `[section]`, or of the file's head. */
function setting(text, key, section) {
  const part = section ? text.slice(text.indexOf(`[${section}]`)) : text;
  const found = part.match(new RegExp(`^${key} = (.*)$`, "m"));
  if (!found) throw new Error(`no ${key} in [${section ?? "head"}]`);
  return found[1].replaceAll('"', "");
}

export class Member {
  /** What runs; null where it does not. */
  kaisho = null;
  engine = null;
  #kept = false;
  #starting = null;

  constructor(folder, name, programs) {
    this.folder = folder;
    this.name = name;
    this.programs = programs;
    this.environment = {kaisho: {}, engine: {}};
    /** Put before the program's name: ["prlimit", …]. */
    this.wrapper = {kaisho: [], engine: []};
    const toml = readFileSync(join(folder, "node.toml"), "utf8");
    this.url = `http://${setting(toml, "listen")}`;
    this.rpc = new Rpc(this.url);
    this.engineRpc = new Rpc(setting(toml, "rpc", "cometbft"));
  }

  get data() { return join(this.folder, "data"); }
  get home() { return join(this.folder, "cometbft"); }
  get logs() { return {kaisho: join(this.folder, "kaisho.log"), engine: join(this.folder, "cometbft.log")}; }

  /** Replaces a value in CometBFT's config.toml. */
  configureEngine(key, value) {
    const file = join(this.home, "config/config.toml");
    const text = readFileSync(file, "utf8");
    const line = new RegExp(`^${key} = .*$`, "m");
    if (!line.test(text)) throw new Error(`config.toml has no ${key}`);
    writeFileSync(file, text.replace(line, `${key} = ${value}`));
  }
  engineSetting(key, section) { return setting(readFileSync(join(this.home, "config/config.toml"), "utf8"), key, section); }

  #spawn(what, program, args) {
    const words = [...this.wrapper[what], program, ...args];
    const made = new Process(words[0], words.slice(1),
                             {cwd: this.folder, env: this.environment[what], log: this.logs[what]});
    this[what] = made;
    made.ended.then(() => {
      if (this[what] === made) this[what] = null;
      if (what === "kaisho") this.#endEngine(this.engine);
      if (this.#kept) this.#again();
    });
    return made;
  }

  /** CometBFT ends by itself when its Kaisho dies, but now and then it hangs while it stops its services. */
  #endEngine(engine) {
    if (!engine) return;
    const timer = setTimeout(() => engine.send("SIGKILL"), kEngineGrace);
    engine.ended.then(() => clearTimeout(timer));
  }

  /** Kaisho alone; answers when its RPC does. Throws with its last words where it ends instead. */
  async startKaisho() {
    const made = this.#spawn("kaisho", this.programs.kaisho, ["node", "--config", join(this.folder, "node.toml")]);
    await until(`${this.name}'s RPC`, async () => {
      if (!made.alive) throw Object.assign(new Error(`${this.name}'s Kaisho ended:\n${made.said()}`), {final: true});
      return await this.height() !== undefined;
    });
  }
  startEngine() { this.#spawn("engine", this.programs.cometbft, ["node", "--home", this.home]); }

  async start() {
    if (!this.kaisho) await this.startKaisho();
    if (!this.engine) this.startEngine();
  }

  /** From now on what dies is started again, as a supervisor of services does. */
  async keep() {
    this.#kept = true;
    await this.start();
  }
  #again() {
    this.#starting ??= (async () => {
      try {
        while (this.#kept && !(this.kaisho && this.engine)) {
          await new Promise((resolve) => setTimeout(resolve, 100));
          if (this.#kept) await this.start().catch((error) => (this.lastFailure = error));
        }
      } finally {
        this.#starting = null;
      }
    })();
  }

  /** Ends both, Kaisho last, and starts nothing again. Resolves with Kaisho's exit code. */
  async stop(signal = "SIGTERM") {
    this.#kept = false;
    await this.#starting;
    await this.engine?.stop(signal);
    return await this.kaisho?.stop(signal);
  }
  /** kill -9 of one process or of both ("member"). A kept member comes back by itself. */
  async kill(what) {
    const victims = what === "member" ? [this.engine, this.kaisho] : [this[what]];
    victims.forEach((victim) => victim?.send("SIGKILL"));
    await Promise.all(victims.map((victim) => victim?.ended));
  }

  /** The last words of its CometBFT, also of one that ended. */
  engineSaid() { return readFileSync(this.logs.engine, "utf8").slice(-20_000); }

  async height() { return Number(await this.rpc.call("eth_blockNumber")); }
  async status() { return await this.rpc.call("kaisho_status"); }
  async engineStatus() { return await this.engineRpc.call("status"); }

  /** Reads back its blocks as the header hashes by height, from `first` on. */
  async hashes(first, last) {
    const hashes = [];
    for (let begin = first; begin <= last; begin += 200) {
      const calls = [];
      for (let height = begin; height <= Math.min(last, begin + 199); ++height)
        calls.push(["eth_getBlockByNumber", "0x" + height.toString(16), false]);
      for (const {result, error} of await this.rpc.batch(calls)) {
        if (!result) throw new Error(`${this.name} lacks a block: ${error?.message}`);
        hashes.push({hash: result.hash, transactions: result.transactions});
      }
    }
    return hashes;
  }

  /** Removes the store and CometBFT's blocks, and keeps keys, settings and what was signed: the loss of a disk. */
  loseData() {
    const state = join(this.home, "data/priv_validator_state.json");
    const signed = readFileSync(state);
    rmSync(this.data, {recursive: true, force: true});
    rmSync(join(this.home, "data"), {recursive: true, force: true});
    mkdirSync(join(this.home, "data"));
    writeFileSync(state, signed, {mode: 0o600});
  }
}
