// Starts the programs under test on ports that the system chooses, and stops what it started.
import {spawn} from "node:child_process";
import {existsSync} from "node:fs";
import {createRequire} from "node:module";
import {dirname, join} from "node:path";

const require = createRequire(import.meta.url);
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** Path of a native program of a @foundry-rs package, without its JavaScript wrapper: a signal then reaches it. */
export function foundry(tool) {
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  const wrapper = dirname(require.resolve(`@foundry-rs/${tool}/package.json`));
  const path = join(wrapper, "..", `${tool}-${process.platform}-${arch}`, "bin", tool);
  if (!existsSync(path)) throw new Error(`${path} is missing: run npm ci`);
  return path;
}

/** Starts a server; resolves with its URL when a line of its output names the port. */
function start(program, args, port) {
  const child = spawn(program, args, {stdio: ["ignore", "pipe", "pipe"]});
  running.add(child);
  let seen = "";
  child.once("error", (error) => (seen += error));
  const ended = new Promise((resolve) => child.once("close", (code) => (running.delete(child), resolve(code))));
  const listening = new Promise((resolve, reject) => {
    const look = (text) => {
      if (seen.length < 1e5) seen += text;
      const found = seen.match(port);
      if (found) resolve(`http://127.0.0.1:${found[1]}`);
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    ended.then((code) => reject(new Error(`${program} ended with ${code}:\n${seen}`)));
  });
  const stop = async () => {
    child.kill("SIGTERM");
    return await ended;
  };
  return listening.then((url) => ({url, stop, pid: child.pid}));
}

export const startKaisho = (binary, args = []) =>
    start(binary, ["dev", "--rpc", "127.0.0.1:0", ...args], /127\.0\.0\.1:(\d+)/);

export const startAnvil = (args = []) => start(
    foundry("anvil"), ["--host", "127.0.0.1", "--port", "0", "--prune-history", "64", ...args],
    /Listening on 127\.0\.0\.1:(\d+)/);
