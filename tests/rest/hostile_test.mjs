// What people send who mean no good, and what a network does that is none.   hostile_test.mjs PROGRAM
import {KaishoClient} from "../../client/src/index.js";
import {check, Consortium, raw, report, terms} from "./lib.mjs";

const consortium = await Consortium.start(process.argv[2]);
const {url} = consortium;
const bearer = {Authorization: `Bearer ${(await consortium.token("bank", "registrar,auditor,administrator")).token}`};
const headers = {...bearer, "Content-Type": "application/json"};
let keys = 0;
const post = (path, body, more = {}) =>
    raw(url, "POST", path, {headers: {...headers, "Idempotency-Key": `key-${++keys}`, ...more},
                            body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body)});
const get = (path, more = {}) => raw(url, "GET", path, {headers: {...bearer, ...more}});
const is = (answer, status, slug, what) =>
    check(answer.status === status && answer.json?.type === `urn:kaisho:problem:${slug}`, what, `${answer.status} ${answer.text.slice(0, 300)}`);

const user = {userId: "acme", account: "0x" + "11".repeat(20), vorg: "bank", profileHash: "0x" + "22".repeat(32),
              terms: terms(), signature: "0x" + "33".repeat(65)};

// --- bodies
is(await post("/v1/users", ""), 400, "invalid-request", "no body");
is(await post("/v1/users", "{"), 400, "invalid-request", "half of a body");
is(await post("/v1/users", "[]"), 400, "invalid-request", "a list");
is(await post("/v1/users", "null"), 400, "invalid-request", "null");
is(await post("/v1/users", "\"text\""), 400, "invalid-request", "a text");
is(await post("/v1/users", '{"userId":"a","userId":"b"}'), 400, "invalid-request", "a key twice");
is(await post("/v1/users", "[".repeat(5000) + "]".repeat(5000)), 400, "invalid-request", "5,000 levels");
is(await post("/v1/users", Buffer.from([0x22, 0xff, 0xfe, 0x22])), 400, "invalid-request", "no UTF-8");
is(await post("/v1/users", '{"userId":"\\ud800"}'), 400, "invalid-request", "half of a surrogate pair");
is(await post("/v1/users", JSON.stringify({...user, x: "a".repeat(200_000)})), 413, "body-too-large", "a body beyond the endpoint's limit");
// The node answers before all of it is sent, and ends the connection: fetch sees the answer, or the end amid its sending.
const huge = await post("/v1/users", "a".repeat(9 << 20)).catch((error) => error);
if (huge instanceof Error) check(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(huge.cause?.code), "a body beyond the node's limit is cut", huge);
else is(huge, 413, "body-too-large", "a body beyond the node's limit");
is(await raw(url, "POST", "/v1/users", {headers: {...bearer, "Content-Type": "text/plain", "Idempotency-Key": "k"}, body: "{}"}), 415, "not-json", "a form's type");
is(await raw(url, "GET", "/v1/members", {headers: {...bearer, Origin: "https://evil.example"}}), 403, "origin-not-allowed", "a page of the web");

// --- wrong types, one at a time: the pointer says where
for (const [field, values] of Object.entries({
  userId: [7, null, {}, [], "", "a b", "../etc/passwd", "a".repeat(65), "ａｃｍｅ", "acme\u0000", "acmé", "<script>"],
  account: ["0x", "0x" + "11".repeat(19), "0x" + "zz".repeat(20), 0, "11".repeat(20)],
  profileHash: ["0x" + "22".repeat(31), "0x" + "22".repeat(33), true],
  signature: ["0x3", "signature", 1, "0x" + "00".repeat(8193)],
})) {
  for (const value of values) {
    const answer = await post("/v1/users", {...user, [field]: value});
    is(answer, 400, "invalid-request", `${field} = ${JSON.stringify(value).slice(0, 60)}`);
    check(answer.json.errors.some((error) => error.pointer === `/${field}`), "the pointer says where", answer.json);
  }
}
for (const value of [-1, 1.5, "1", 1e300, 2 ** 53, true]) {
  is(await post("/v1/users", {...user, terms: terms({expiry: value})}), 400, "invalid-request", `expiry = ${value}`);
}
is(await post("/v1/users", {...user, terms: terms({language: "fr"})}), 400, "invalid-request", "a language that is none");
is(await post("/v1/users", {...user, terms: terms({purpose: "あ".repeat(513)})}), 400, "invalid-request", "a purpose too long");
is(await post("/v1/users", {...user, admin: true}), 400, "invalid-request", "a field that is not known");
is(await post("/v1/users", JSON.stringify({...user, "__proto__x": {}})), 400, "invalid-request", "another");
// What fits the schema and is nonsense is the ledger's to refuse, with its name.
const refused = await post("/v1/users", user);
is(refused, 422, "ledger-refused", "a signature of nobody");
check(/^[A-Z]\w+$/.test(refused.json.error), "names the contract's error", refused.json);
const japanese = await post("/v1/drafts/entrust", {...user, signature: undefined, terms: terms({language: "ja", purpose: "社債の発行 🏦 \"\\"})});
check(japanese.status === 200 && japanese.json.text.includes("社債の発行 🏦"), "a purpose of many alphabets is answered", japanese.text);
for (const [what, purpose] of [["turns text around", "pay 100 \u202e001 yap"], ["has two lines", "a\nb"], ["rings", "a\u0007"], ["has 513 bytes", "社".repeat(171)]]) {
  const answer = await post("/v1/drafts/entrust", {...user, signature: undefined, terms: terms({purpose})});
  is(answer, 400, "invalid-request", `a purpose that ${what} is shown to nobody`);
  check(answer.json.errors[0].pointer === "/terms/purpose", "and is named", answer.json);
}
is(await post("/v1/programs", {sourcePath: "x", manifest: {format: "other"}}), 400, "invalid-request", "a manifest that is none");
is(await post("/v1/transactions", {transaction: "0x02f8"}), 400, "invalid-request", "a transaction that is none");

// --- paths and queries
for (const path of ["/v1/../etc/passwd", "/v1/%2e%2e/%2e%2e/etc/passwd", "/v1/users/..%2f..%2fetc", "/v1//users", "/v1/users/", "/v1/", "/v1",
                    "/v1/users/acme/tokens", "/V1/users", "/v1/users;a=b", "/v2/users"]) {
  const answer = await new Promise((resolve) => import("node:http").then(({request}) => {
    const call = request({host: "127.0.0.1", port: new URL(url).port, path, headers: bearer}, (response) => {
      let text = "";
      response.on("data", (piece) => (text += piece)).on("end", () => resolve({status: response.statusCode, text}));
    });
    call.end();
  }));
  check(answer.status === 404 || answer.status === 400, `${path} leads nowhere`, answer);
}
is(await get("/v1/users/%ff"), 400, "invalid-request", "an ID that is no UTF-8");
is(await get("/v1/users/%00"), 400, "invalid-request", "a NUL");
is(await get("/v1/users/%zz"), 400, "invalid-request", "broken escapes");
is(await get("/v1/users/a%20b"), 400, "invalid-request", "an ID with a space");
const client = new KaishoClient({baseUrl: url, token: bearer.Authorization.slice("Bearer ".length)});
for (const userId of ["..", ".", "", undefined]) {
  const error = await client.get("/v1/audits/{userId}/{tokenId}", {path: {userId, tokenId: "members"}}).catch((each) => each);
  check(error instanceof TypeError && error.message.includes("userId"), `the client asks for no other path instead of ${userId}`, error);
}
is(await get("/v1/users/nobody"), 404, "no-such-record", "a user that is not there");
is(await get("/v1/users?limit=0"), 400, "invalid-request", "a limit of 0");
is(await get("/v1/users?limit=201"), 400, "invalid-request", "a limit beyond the most");
is(await get("/v1/users?limit=ten"), 400, "invalid-request", "a limit in words");
is(await get("/v1/users?limit=10&limit=20"), 400, "invalid-request", "a parameter twice");
is(await get("/v1/users?sort=name"), 400, "invalid-request", "a parameter that is not known");
is(await get("/v1/users?cursor=-1"), 400, "invalid-request", "a cursor below 0");
is(await get("/v1/users?cursor=99999999999999999999"), 400, "invalid-request", "a cursor beyond numbers");
check((await get("/v1/users?cursor=999999999999999")).json.items.length === 0, "a cursor beyond the end gives nothing");
check((await get("/v1/programs?cursor=999999999999999.7")).json.items.length === 0, "also of programs");
is(await get("/v1/applications/18446744073709551617"), 400, "invalid-request", "a number beyond numbers");
is(await get("/v1/applications/0"), 404, "no-such-record", "application 0");
is(await raw(url, "PUT", "/v1/users/acme", {headers: bearer}), 405, "method-not-allowed", "a method that is not there");
check((await raw(url, "PUT", "/v1/users", {headers: bearer})).headers.get("allow") === "GET, POST", "with those that are");
is(await raw(url, "GET", "/v1/me", {headers: {...bearer, Authorization: ""}}), 401, "unauthenticated", "an empty proof");

// --- idempotency keys that are none
for (const key of ["a".repeat(129), "a b", "é".normalize("NFC")]) {
  is(await post("/v1/users", user, {"Idempotency-Key": key}), 400, "invalid-request", `the key ${key.slice(0, 20)}`);
}
is(await raw(url, "POST", "/v1/users", {headers, body: JSON.stringify(user)}), 400, "idempotency-key-missing", "no key");

// --- many at once: nobody waits for ever, and the node goes on
const answers = await Promise.all(Array.from({length: 400}, () => get("/v1/consortium").catch(() => ({status: 0}))));
check(answers.every(({status}) => [200, 503, 0].includes(status)), "400 at once", answers.map(({status}) => status).join());
check(answers.filter(({status}) => status === 200).length >= 200, "most are answered");
const etag = (await get("/v1/members")).headers.get("etag");
check((await get("/v1/members", {"If-None-Match": etag})).status === 304, "what did not change is not sent again");
check((await get("/v1/consortium")).json.height === 0, "nothing of all this changed the ledger");

await consortium.end();
report("hostile requests");
