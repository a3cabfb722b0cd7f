// Processes of a test: each writes its output to a file, is ended by its own id, and none outlives the test.
import {spawn} from "node:child_process";
import {openSync, closeSync, readFileSync} from "node:fs";

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks again and again until `probe` gives something; throws what `probe` last threw when the patience (ms) ends. */
export async function until(what, probe, patience = 30_000) {
  const end = Date.now() + patience;
  let last = "";
  for (;;) {
    try {
      const found = await probe();
      if (found) return found;
    } catch (error) {
      if (error.final) throw error;
      last = `: ${error.message}`;
    }
    if (Date.now() > end) throw new Error(`waited ${patience / 1000} s in vain for ${what}${last}`);
    await pause(25);
  }
}

export class Process {
  #child;
  #log;
  code = null;
  signal = null;

  /** `options`: {cwd, env, log}; `log` is a file to which both outputs are appended. */
  constructor(program, args, options) {
    this.#log = options.log;
    const output = openSync(options.log, "a");
    this.#child = spawn(program, args, {
      cwd: options.cwd,
      env: {...process.env, ...options.env},
      stdio: ["ignore", output, output],
    });
    closeSync(output);
    running.add(this.#child);
    this.ended = new Promise((resolve) => {
      const end = (code, signal) => {
        running.delete(this.#child);
        [this.code, this.signal] = [code, signal];
        resolve(code);
      };
      this.#child.once("exit", end);
      this.#child.once("error", () => end(127, null));
    });
  }

  get pid() { return this.#child.pid; }
  get alive() { return this.code === null && this.signal === null; }

  /** Sends the signal; with SIGKILL and SIGTERM use `ended` to wait for the end. */
  send(signal) { if (this.alive) this.#child.kill(signal); }

  async stop(signal = "SIGTERM") {
    this.send(signal);
    return await this.ended;
  }

  /** The last bytes of its output. */
  said(bytes = 4000) { return readFileSync(this.#log, "utf8").slice(-bytes); }
}
