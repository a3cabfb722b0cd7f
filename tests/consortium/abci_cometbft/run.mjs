// A real one-validator CometBFT in front of the counting application: blocks through its RPC, CometBFT killed with -9
// under load and started again, then the application as well. At the end: nothing that was reported committed is lost,
// nothing ran twice, heights go on, and every call of every life kept the grammar.
//   node run.mjs PATH/abci_counter          CometBFT: $KAISHO_COMETBFT
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const counter = process.argv[2];
const cometbft = process.env.KAISHO_COMETBFT ?? "cometbft";
const kills = 6;
const patience = 60_000; // ms; only reached by a failing test

const folder = mkdtempSync(join(tmpdir(), "kaisho-abci-"));
const home = join(folder, "cometbft");
const children = new Set();

function start(program, args, options) {
  const child = spawn(program, args, options);
  child.ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
  children.add(child);
  child.ended.then(() => children.delete(child));
  return child;
}

async function until(what, probe) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}; see the logs in ${folder}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function free_port() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const rpc_port = await free_port();
const p2p_port = await free_port();

async function rpc(method, params = {}) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const answer = await fetch(`http://127.0.0.1:${rpc_port}`, { method: "POST", body, headers: { "content-type": "application/json" } });
  const { result, error } = await answer.json();
  if (error) throw new Error(`${method}: ${error.data ?? error.message}`);
  return result;
}
const attempt = (method, params) => rpc(method, params).catch(() => undefined);
const base64 = (text) => Buffer.from(text).toString("base64");
const height = async () => Number((await rpc("status")).sync_info.latest_block_height);
const asked = async (path, data = "") =>
  Buffer.from((await rpc("abci_query", { path, data: Buffer.from(data).toString("hex") })).response.value ?? "", "base64").toString();

function prepare_home() {
  assert.equal(spawnSync(cometbft, ["init", "--home", home]).status, 0, `${cometbft} init failed: tools/setup go`);
  const file = join(home, "config/config.toml");
  let text = readFileSync(file, "utf8");
  const set = (key, value) => {
    const line = new RegExp(`^${key} = .*$`, "m");
    assert.match(text, line);
    text = text.replace(line, `${key} = ${value}`);
  };
  set("timeout_commit", '"0s"');
  set("skip_timeout_commit", "true");
  set("create_empty_blocks", "false");
  set("pex", "false");
  writeFileSync(file, text);
}

let life = 0;
async function start_engine(address) {
  const log = join(folder, `cometbft-${++life}.log`);
  const command = `exec "$0" node --home "$1" --proxy_app "$2" --rpc.laddr "tcp://127.0.0.1:${rpc_port}" --p2p.laddr "tcp://127.0.0.1:${p2p_port}" > "$3" 2>&1`;
  const engine = start("bash", ["-c", command, cometbft, home, address, log], { stdio: "ignore" });
  await until("CometBFT's RPC", async () => {
    if (engine.exitCode !== null) throw new Error(`CometBFT ended by itself: ${readFileSync(log, "utf8").slice(-2000)}`);
    return attempt("status");
  });
  return engine;
}

async function start_counter() {
  const address = `unix://${join(folder, "abci.sock")}`;
  const child = start(counter, [address, join(folder, "history")], { stdio: ["pipe", "pipe", "inherit"] });
  child.said = "";
  child.stdout.on("data", (data) => (child.said += data));
  await until("the application", () => (child.said.includes("\n") ? true : child.exitCode !== null ? Promise.reject(new Error("it ended")) : undefined));
  return { child, address };
}

const keeps_grammar = (child) => assert.doesNotMatch(child.said, /VIOLATION.*/, "a call broke the grammar of ABCI 2.0");

// Ends the application in peace; its last line is its report.
async function report_of(child) {
  child.stdin.end();
  const { code } = await child.ended;
  const report = JSON.parse(child.said.trim().split("\n").at(-1));
  keeps_grammar(child);
  console.log("abci_counter:", report);
  assert.equal(code, 0);
  return report;
}

let sent = 0;
const committed = new Map(); // transaction -> height that CometBFT reported
async function send(tx) {
  const result = await attempt("broadcast_tx_commit", { tx: base64(tx) });
  if (result?.tx_result?.code === 0 && Number(result.height) > 0) committed.set(tx, Number(result.height));
}
const burst = (count) => Array.from({ length: count }, () => send(`tx-${sent++}`));

async function check_history() {
  const last = await height();
  const in_blocks = new Map();
  for (let at = 1; at <= last; ++at) {
    for (const tx of (await rpc("block", { height: String(at) })).block.data.txs) {
      const text = Buffer.from(tx, "base64").toString();
      assert.ok(!in_blocks.has(text), `${text} stands in two blocks`);
      in_blocks.set(text, at);
    }
  }
  for (const [tx, at] of committed) assert.equal(in_blocks.get(tx), at, `${tx} was reported at height ${at}`);
  for (const tx of in_blocks.keys()) assert.equal(await asked("runs", tx), "1", `runs of ${tx}`);
  assert.equal(await asked("total"), String(in_blocks.size));
  return { last, transactions: in_blocks.size };
}

async function story() {
  prepare_home();
  let { child, address } = await start_counter();
  let engine = await start_engine(address);

  await Promise.all(burst(50));
  assert.equal(committed.size, 50, "every transaction of an undisturbed network is committed");

  // A user's nonsense must not end anything.
  await attempt("abci_query", { path: "\u0000\uffff", data: "00", height: "-5" });
  assert.equal(await asked("total"), "50");

  for (let i = 0; i < kills; ++i) {
    const before = await height();
    const load = burst(40);
    // kill while a block is in the making: at a height a little above, after a time that differs from round to round
    await until("a block", async () => ((await height()) > before ? true : undefined));
    await new Promise((resolve) => setTimeout(resolve, 7 * i));
    engine.kill("SIGKILL");
    await engine.ended;
    await Promise.all(load);
    engine = await start_engine(address);
    assert.ok((await height()) >= before, "the chain became shorter");
  }
  await Promise.all(burst(20));
  console.log("after", kills, "kills of CometBFT:", await check_history());

  // The application dies: CometBFT ends by itself, and both come back.
  const load = burst(40);
  await until("a commit", () => (committed.size % 7 === 0 || committed.size > 60 ? true : undefined));
  child.kill("SIGKILL");
  await child.ended;
  keeps_grammar(child);
  await engine.ended;
  await Promise.all(load);
  ({ child, address } = await start_counter());
  engine = await start_engine(address);
  await Promise.all(burst(20));
  console.log("after a kill of the application:", await check_history());

  engine.kill("SIGTERM");
  await engine.ended;
  const report = await report_of(child);
  assert.equal(report.lives, 1);
  assert.ok(report.connections >= 3, "query, mempool and consensus come on connections of their own");
}

// A second story with one application under many engines, so that the grammar sees all lives in one log.
async function lives() {
  rmSync(home, { recursive: true });
  rmSync(join(folder, "history"));
  committed.clear();
  prepare_home();
  const { child, address } = await start_counter();
  for (let i = 0; i < 3; ++i) {
    const engine = await start_engine(address);
    const load = burst(30);
    await until("a commit", () => (committed.size > 0 ? true : undefined));
    engine.kill("SIGKILL");
    await engine.ended;
    await Promise.all(load);
  }
  const engine = await start_engine(address);
  await check_history();
  engine.kill("SIGTERM");
  await engine.ended;
  const report = await report_of(child);
  assert.equal(report.lives, 4);
}

let failed = true;
try {
  assert.ok(existsSync(counter), `${counter} is missing`);
  await story();
  await lives();
  failed = false;
} finally {
  for (const child of children) child.kill("SIGKILL");
  if (failed) console.error(`logs are kept in ${folder}`);
  else rmSync(folder, { recursive: true });
}
