// Streams of events whose limits node.toml sets: signs of life, the end of their time, TLS.   streams_test.mjs PROGRAM
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {Agent as PlainAgent} from "node:http";
import {Agent as TlsAgent} from "node:https";
import {connect} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";

import {certificate, check, Consortium, openStream, report} from "./lib.mjs";
import {KaishoClient} from "../../client/src/index.js";
import {until} from "../consortium/lib/process.mjs";

const folder = mkdtempSync(join(tmpdir(), "kaisho-streams-"));
const server = certificate(folder, "node"), carol = certificate(folder, "carol");
const tables = (limits) => `
[tls]
listen = "127.0.0.1:0"
certificate = "${server.crt}"
key = "${server.key}"
[http]
streams_of_caller = 2
${limits}
`;
const kQuick = "heartbeat_ms = 20";
const kShort = "stream_time_ms = 300";
const consortium = await Consortium.start(process.argv[2], {settings: {tables: tables(kQuick)}});
const token = async (name) => (await consortium.token("bank", "administrator", name)).token;
const [alice, bob] = [await token("alice"), await token("bob")];
const auditor = await consortium.token("bank", "auditor", "dora");
await consortium.kaisho("access", "certificate", "add", ...consortium.config, "--certificate", carol.crt, "--organization", "bank",
                        "--name", "carol", "--role", "auditor");
const client = (name) => new KaishoClient({baseUrl: consortium.url, token: name});
const proposal = await client(alice).submit("/v1/proposals", {
  body: {change: "policy", policy: "bank", expiry: Math.floor(Date.now() / 1000) + 3600}});

/** The three ways in: a token in the clear, a token under TLS, a certificate. The auditor's and carol's places are their own. */
const doors = () => [
  ["in the clear", (options) => openStream(consortium.url, alice, proposal, options)],
  ["under TLS", (options) => openStream(consortium.tls, bob, proposal, {ca: server.pem.cert, ...options})],
  ["by certificate", (options) => openStream(consortium.tls, undefined, proposal, {ca: server.pem.cert, ...carol.pem, ...options})],
];
const step = /id: 0\nevent: progress\ndata: {"text":"waits for a second person of bank","time":\d+}\n\n/;
const comments = (seen) => seen.text.split("\n\n").filter((part) => part === ":").length;

// --- a quiet stream says that it lives, and nothing else
for (const [door, open] of doors()) {
  const seen = await open();
  check(seen.status === 200 && seen.headers["content-type"] === "text/event-stream", `a stream ${door}`, seen.headers);
  await until("signs of life", () => comments(seen) >= 5);
  check(seen.text.replace("retry: 1000\n\n", "").replace(step, "").replaceAll(":\n\n", "") === "", "and nothing else", seen.text);
  const second = await open(), third = await open({paused: true});
  check(second.status === 200 && third.status === 429, `a caller has as many streams as node.toml says ${door}`, third.status);
  seen.end();
  const again = await until("its place", async () => {
    const next = await open();
    return next.status === 200 && next;
  });
  check(again.status === 200, `who leaves gives its place back ${door}`);
  [second, again].forEach((each) => each.end());
}

// --- the end of the node is the end of a stream under TLS too
const last = await until("a place", async () => {
  const seen = await doors()[1][1]();
  return seen.status === 200 && seen;
});
await consortium.down();
check(consortium.child.exitCode === 0 && !(await last.ended).whole, "the node does not wait for a stream under TLS");

// --- the end of its time
const settings = consortium.config[1];
const text = readFileSync(settings, "utf8");
check(text.includes(kQuick), "the settings are there");
writeFileSync(settings, text.replace(kQuick, kShort));
await consortium.up();
for (const [door, open] of doors()) {
  const agent = new (door === "in the clear" ? PlainAgent : TlsAgent)({keepAlive: true, maxSockets: 1});
  const seen = await (await open({agent})).ended;
  check(seen.whole && step.test(seen.text) && !seen.text.includes("event: end"), `its time is over: whole, but not the end ${door}`, seen.text);
  const behind = await (await open({agent, headers: {"Last-Event-ID": "0"}})).ended;
  check(behind.whole && !behind.text.includes("event:"), `and it goes on where it was ${door}`, behind.text);
  check(Object.values(agent.freeSockets).flat().length === 1, `on the same connection ${door}`);
  agent.destroy();
}

// --- HTTP/1.0 knows no pieces: the end of the connection is the end
const old = await new Promise((resolve, reject) => {
  let answer = "";
  const socket = connect(new URL(consortium.url).port, "127.0.0.1").on("error", reject);
  socket.on("data", (piece) => (answer += piece)).on("close", () => resolve(answer));
  socket.write(`GET /v1/operations/${proposal.operation}/events HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer ${alice}\r\n\r\n`);
});
check(/^HTTP\/1.0 200 /.test(old) && !/chunked/i.test(old) && step.test(old), "HTTP/1.0 gets the bare text", old);

// --- who may see it is asked anew
const watched = (async () => {
  const events = [];
  try {
    for await (const event of client(auditor.token).watch(proposal)) events.push(event);
  } catch (error) {
    return {events, error};
  }
  return {events};
})();
const seen = await (await openStream(consortium.url, auditor.token, proposal)).ended;
check(seen.whole, "an auditor sees it");
await consortium.kaisho("access", "revoke", ...consortium.config, auditor.id);
const {events, error} = await watched;
check(error?.slug === "unauthenticated" && events.length === 1, "who is nobody any more hears no more", {events, error});

// --- who watches hears each step once, over many ends
const steps = [];
for await (const event of client(alice).watch(proposal)) {
  steps.push(event);
  if (steps.length > 1) continue;
  for (let ends = 0; ends < 3; ++ends) await (await openStream(consortium.url, alice, proposal)).ended;
  await client(bob).post("/v1/operations/{operation}/decision", {path: proposal, body: {agree: false}});
}
check(steps.filter(({text}) => text?.startsWith("waits for")).length === 1 && steps.at(-1).operation.status === "failed",
      "each step once, and the end", steps);

await consortium.end();
rmSync(folder, {recursive: true});
report("streams of events and their limits");
