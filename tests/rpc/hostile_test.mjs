// Clients that brought other nodes down, on `kaisho dev`: its memory stays bounded, and polite clients get answers.
//   node hostile_test.mjs BINARY
import {Interface} from "ethers";
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import net from "node:net";
import {after, before, test} from "node:test";

import {accounts, sign} from "./lib/accounts.mjs";
import {compile} from "./lib/compile.mjs";
import {Rpc} from "./lib/rpc.mjs";
import {startKaisho} from "./lib/servers.mjs";

const kMegabyte = 1 << 20;
const burden = compile("Burden.sol", "Burden");
const code = new Interface(burden.abi);
const [alice] = accounts;
const body = (method, ...params) => JSON.stringify({jsonrpc: "2.0", id: 1, method, params});
let server, rpc, address, nonce = 0;

const memory = () => Number(readFileSync(`/proc/${server.pid}/status`, "utf8").match(/VmRSS:\s+(\d+) kB/)[1]) * 1024;
const send = async (fields) => rpc.call(
    "eth_sendRawTransaction",
    sign(alice, {type: 2, nonce: nonce++, maxFeePerGas: 0, maxPriorityFeePerGas: 0, gasLimit: 16_000_000, ...fields})
        .raw);
const callOf = (name, ...values) => ({to: address, data: code.encodeFunctionData(name, values)});

/** Opens a connection and posts a text; what comes back is read only where `read` is set. */
function connect(text, read) {
  const socket = net.connect(new URL(server.url).port, "127.0.0.1");
  socket.on("error", () => {});
  if (!read) socket.pause();
  socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${
      Buffer.byteLength(text)}\r\n\r\n${text}`);
  return socket;
}

before(async () => {
  server = await startKaisho(process.argv[2]);
  rpc = new Rpc(server.url);
  const {contractAddress} = await rpc.call("eth_getTransactionReceipt", await send({data: burden.bytecode}));
  address = contractAddress;
  for (let i = 0; i < 10; ++i) await send({to: address, data: code.encodeFunctionData("fill", [500, 1000])});
});
after(async () => {
  rpc.close();
  await server.stop();
});

test("a batch that asks a thousand times for all logs gets the bytes of one request, not more", async () => {
  const before_ = memory();
  const all = ["eth_getLogs", {fromBlock: "0x0", toBlock: "latest"}];
  const answers = await rpc.batch(Array.from({length: 1000}, () => all));
  assert(answers[0].result.length === 5000, "the first is answered");
  const refused = answers.filter((answer) => answer.error?.code === -32003);
  assert(refused.length > 900, "most are refused");
  assert(memory() - before_ < 400 * kMegabyte, `grew by ${(memory() - before_) / kMegabyte} MB`);
});

test("two hundred clients that ask for large answers and never read them cost no more than the budget", async () => {
  const before_ = memory();
  const text = body("eth_call", callOf("large", 2 * kMegabyte), "latest");
  const deaf = Array.from({length: 200}, () => connect(text, false));
  let peak = 0;
  for (let i = 0; i < 40; ++i) {
    assert.match(await rpc.call("eth_blockNumber"), /^0x/);  // polite clients go on
    peak = Math.max(peak, memory() - before_);
    await new Promise((resolve) => setTimeout(resolve, 50));  // samples of the memory, nothing hangs on their time
  }
  deaf.forEach((socket) => socket.destroy());
  assert(peak < 600 * kMegabyte, `grew by ${peak / kMegabyte} MB`);
});

test("clients that burn gas without end do not keep polite ones from sending", async () => {
  const text = body("eth_call", callOf("burn"), "latest");
  const burners = Array.from({length: 150}, () => connect(text, true));
  const hash = await send({
    to: "0x" +
        "0b".repeat(20),
    value: 1,
    gasLimit: 21000
  });
  assert.equal((await rpc.call("eth_getTransactionReceipt", hash)).status, "0x1");
  assert.equal(
      Number(await rpc.call(
          "eth_getBalance",
          "0x" +
              "0b".repeat(20))),
      1);
  burners.forEach((socket) => socket.destroy());  // what still waits for a thread is dropped now
  const last = await rpc.ask("eth_call", {...callOf("large", 32), gas: "0x100000"}, "latest");
  assert.equal(
      last.result,
      "0x" +
          "00".repeat(32));
});

test("a call ends at its gas, and says so", async () => {
  const answer = await rpc.ask("eth_call", callOf("burn"), "latest");
  assert.equal(answer.error.code, -32000);
  assert.match(answer.error.message, /out of gas/i);
});

test("a page of the web is turned away", async () => {
  const headers = {"Content-Type": "application/json", Origin: "https://evil.example"};
  const {status, text} = await rpc.post(body("eth_accounts"), headers);
  assert.equal(status, 403);
  assert.equal(JSON.parse(text).type, "urn:kaisho:problem:origin-not-allowed");
});
