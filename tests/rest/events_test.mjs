// Progress as server-sent events: seen as it happens, resumed where it was cut, for its owner only, bounded, and ended at
// once with the node.   events_test.mjs PROGRAM
import {connect, createServer} from "node:net";
import {Wallet} from "ethers";

import {check, Consortium, openStream, raw, report} from "./lib.mjs";
import {KaishoClient} from "../../client/src/index.js";
import {eventsOf} from "../../client/src/events.js";
import {pause, until} from "../consortium/lib/process.mjs";

// --- the reader of streams, whatever pieces they come in
const stream = (...pieces) => new ReadableStream({
  start: (controller) => (pieces.forEach((piece) => controller.enqueue(new TextEncoder().encode(piece))), controller.close()),
});
const read = async (...pieces) => JSON.stringify(await collect(eventsOf(stream(...pieces))));
async function collect(events, wanted = Infinity) {
  const list = [];
  for await (const event of events) if (list.push(event) >= wanted) break;
  return list;
}
const whole = "retry: 1000\n\n:\n\nid: 0\nevent: progress\ndata: {\"a\":1}\n\nid:1\r\ndata\r\ndata: b\r\r\n\rdata: half";
const expected = '[{"id":"0","name":"progress","data":"{\\"a\\":1}"},{"id":"1","name":"message","data":"\\nb"}]';
check(await read(whole) === expected, "fields, comments, line ends and an event that is not whole", await read(whole));
check(await read(...whole) === expected, "the same, byte by byte", await read(...whole));

// A block every two seconds: time to listen before it.
const consortium = await Consortium.start(process.argv[2], {settings: {top: "block_time_ms = 2000\n"}});
const client = async (organization, roles, name) =>
    new KaishoClient({baseUrl: consortium.url, token: (await consortium.token(organization, roles, name)).token});
const alice = await client("bank", "administrator,registrar", "alice");
const bob = await client("bank", "administrator", "bob");
const dave = await client("broker", "administrator", "dave");
let round = 0;
const propose = () => alice.submit("/v1/proposals", {
  body: {change: "policy", policy: "bank", expiry: Math.floor(Date.now() / 1000) + 3600 + ++round}});
const agree = ({operation}, agrees = true) =>
    bob.post("/v1/operations/{operation}/decision", {path: {operation}, body: {agree: agrees}});
const get = ({operation}) => alice.get("/v1/operations/{operation}", {path: {operation}});

const open = (who, operation, options) => openStream(consortium.url, who?.token, operation, options);
const has = (seen, text) => until(text, () => seen.text.includes(text));

// --- as it happens
const first = await propose();
const seen = await open(alice, first);
check(seen.status === 200 && seen.headers["content-type"] === "text/event-stream" && seen.headers["cache-control"] === "no-store",
      "a stream of events", seen.headers);
await has(seen, "waits for a second person of bank");
check(seen.text.startsWith("retry: 1000\n\nid: 0\nevent: progress\ndata: {"), "the first step has the ID 0", seen.text);
check(!seen.text.includes("event: end"), "and nothing else has happened");
await agree(first);
await has(seen, "signed by the operator of bank and sent");
await seen.ended;
const last = await get(first);
check(seen.whole && last.status === "done", "the stream ends with the operation", seen.text);
check(seen.text.endsWith(`id: end\nevent: end\ndata: ${JSON.stringify(last)}\n\n`), "the last event is the operation as GET gives it", seen.text);
const events = await collect(alice.watch(first));
check(events.length === last.progress.length + 1 && events.at(-1).operation.status === "done", "what is over is told from the beginning", events);
check(events.slice(0, -1).every(({text, time}, at) => text === last.progress[at].text && time === last.progress[at].time),
      "each step once, in their order");

// --- where it was
const behind = await (await open(alice, first, {headers: {"Last-Event-ID": "1"}})).ended;
check(behind.text.includes("id: 2\n") && !behind.text.includes("id: 1\n"), "it goes on behind what was seen", behind.text);
check((await open(alice, first, {headers: {"Last-Event-ID": "end"}})).status === 204, "who saw the end is told to stop");
for (const id of ["", "-1", "1.5", "0x1", "END", "9999999999", "a".repeat(5_000)]) {
  check((await open(alice, first, {headers: {"Last-Event-ID": id}})).status === 400, `the ID ${id.slice(0, 12)} is refused`);
}
const far = await (await open(alice, first, {headers: {"Last-Event-ID": "999999999"}})).ended;
check(!far.text.includes("event: progress") && far.text.includes("event: end"), "an ID beyond the end gives the end", far.text);
check((await (await open(alice, first, {method: "HEAD"})).ended).text === "", "HEAD opens no stream");

// --- a connection that is cut behind each event
let cuts = 0;
const proxy = createServer((socket) => {
  const upstream = connect(new URL(consortium.url).port, "127.0.0.1");
  upstream.on("data", (piece) => {
    socket.write(piece);
    if (!piece.includes("event: progress") || piece.includes("event: end")) return;
    ++cuts;
    socket.end();
    upstream.destroy();
  });
  upstream.on("error", () => socket.destroy()).on("end", () => socket.end());
  socket.on("data", (piece) => upstream.write(piece)).on("error", () => {}).on("close", () => upstream.destroy());
});
await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
const second = await propose();
const shaky = new KaishoClient({baseUrl: `http://127.0.0.1:${proxy.address().port}`, token: alice.token});
const steps = [];
for await (const event of shaky.watch(second)) {
  steps.push(event);
  if (steps.length === 1) await agree(second);
}
const done = await get(second);
check(cuts >= 2, "the connection was cut", cuts);
check(JSON.stringify(steps.slice(0, -1).map(({text}) => text)) === JSON.stringify(done.progress.map(({text}) => text)) &&
      steps.at(-1).operation.status === "done", "each step came once all the same", steps);
proxy.close();

// --- tests of a program tell how far they are
const bond = await consortium.publishBond();
await alice.write("/v1/programs", {body: {sourcePath: "bond", manifest: bond.manifest}});
const testing = await collect(alice.watch(await alice.submit("/v1/programs/{packageHash}/tests", {path: {packageHash: bond.packageHash}})));
const told = testing.map(({text}) => text);
check(told[0] === "waits for its tests" && told.some((text) => /^tests run: /.test(text)) && told.some((text) => /^\d+ tests: Success$/.test(text)),
      "long work tells its steps", told);

// --- strangers
const third = await propose();
check((await open(undefined, third)).status === 401, "nobody");
check((await open(dave, third)).status === 404, "an operator of another organization");
const stranger = new KaishoClient({baseUrl: consortium.url});
await stranger.signIn(Wallet.createRandom());
check((await open(stranger, third)).status === 404, "a user whom it does not concern");
check((await open(alice, {operation: "0".repeat(32)})).status === 404, "an operation that is not there");
const refused = await collect(dave.watch(third)).catch((error) => error);
check(refused.slug === "no-such-record", "the client does not ask again", refused);

// --- so many for one caller, so many in all; none of them is read
const eight = await Promise.all(Array.from({length: 8}, () => open(alice, third, {paused: true})));
check(eight.every(({status}) => status === 200), "eight streams of one caller");
const ninth = await raw(consortium.url, "GET", `/v1/operations/${third.operation}/events`, {headers: {Authorization: `Bearer ${alice.token}`}});
check(ninth.status === 429 && ninth.json.type.endsWith("too-many-streams") && ninth.headers.get("retry-after") === "1", "not a ninth", ninth.text);
const others = await Promise.all(Array.from({length: 7}, (_, at) => client("bank", "auditor", `auditor ${at}`)));
const rest = await Promise.all(others.flatMap((who) => Array.from({length: 8}, () => open(who, third, {paused: true}))));
check(rest.every(({status}) => status === 200), "sixty-four of eight callers", rest.map(({status}) => status).join());
const beyond = await raw(consortium.url, "GET", `/v1/operations/${third.operation}/events`, {headers: {Authorization: `Bearer ${bob.token}`}});
check(beyond.status === 503 && beyond.json.type.endsWith("node-busy"), "not one more", beyond.text);
check((await alice.get("/v1/consortium")).members === 2, "the node answers beside them");
const beside = await propose();
await agree(beside);
check((await alice.follow(beside)).status === "done", "and writes go on");
eight[0].end();
const again = await until("the place to be given back", async () => {
  const place = await open(alice, third, {paused: true});
  return place.status === 200 && place;
});
check(again.status === 200, "who leaves gives its place back");

// --- the end of the node is the end of its streams
[...rest, ...eight, again].forEach((each) => each.end());
const open3 = await until("places", async () => {
  const places = await Promise.all(Array.from({length: 3}, () => open(alice, third)));
  if (places.every(({status}) => status === 200)) return places;
  places.forEach((each) => each.end());
  return false;
});
const watching = collect(alice.watch(third));
await Promise.all(open3.map((each) => has(each, "waits for a second person")));
const code = await Promise.race([consortium.down().then(() => consortium.child.exitCode), pause(10_000).then(() => "still there")]);
check(code === 0, "with streams open the node ends, and does not wait for their next sign of life", code);
await Promise.all(open3.map(({ended}) => ended));
check(open3.every((each) => !each.whole), "the streams ended without their end");
await consortium.up();
for (const each of [alice, bob]) each.baseUrl = consortium.url;
await agree(third, false);
const resumed = await watching;
check(resumed.filter(({text}) => text?.startsWith("waits for")).length === 1 && resumed.at(-1).operation.status === "failed",
      "and who watches goes on with the next run", resumed);

await consortium.end();
report("progress as server-sent events");
