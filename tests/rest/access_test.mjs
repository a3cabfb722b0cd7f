// Every endpoint of the served document with every kind of caller, compared with what the document declares; and what
// people try who are not allowed.   access_test.mjs PROGRAM
import {Wallet} from "ethers";

import {KaishoClient} from "../../client/src/index.js";
import {check, Consortium, raw, report, resolved} from "./lib.mjs";

const consortium = await Consortium.start(process.argv[2]);
const {url} = consortium;
const document = (await raw(url, "GET", "/v1/openapi.json")).json;
const kNotForYou = "This is not for you";

const callers = [{name: "nobody", kind: "anonymous"}];
for (const role of ["registrar", "auditor", "administrator"]) {
  callers.push({name: role, kind: "operator", roles: [role], token: (await consortium.token("bank", role)).token});
}
const stranger = async () => {
  const client = new KaishoClient({baseUrl: url});
  await client.signIn(Wallet.createRandom());
  return client.token;
};
callers.push({name: "a user", kind: "user"});

const kSamples = {
  name: "bank", region: "JP-13", number: "999", packageHash: "0x" + "ab".repeat(32), tokenId: "NONE", userId: "nobody",
  digest: "0x" + "cd".repeat(32), operation: "0".repeat(32), account: "0x" + "ef".repeat(20),
};

function admits(access, caller) {
  if (access.anyone) return true;
  if (caller.kind === "user") return access.users !== "none";
  return caller.kind === "operator" && caller.roles.some((role) => access.roles.includes(role));
}

// --- the table
let rows = 0;
for (const [path, methods] of Object.entries(document.paths)) {
  for (const [method, row] of Object.entries(methods)) {
    const access = row["x-kaisho-access"];
    check(access !== undefined, `${method} ${path} declares who may call`);
    check(access.anyone || access.users !== "none" || access.roles.length > 0, `${method} ${path} lets somebody in`);
    check(access.anyone === (row.security.length === 0), `${method} ${path}: security says the same`, row.security);
    const target = path.replace(/\{(\w+)\}/g, (_, name) => kSamples[name] ?? check(false, `no sample of ${name}`));
    for (const caller of callers) {
      const token = caller.kind === "user" ? await stranger() : caller.token;
      const headers = {"Idempotency-Key": `${caller.name}-${++rows}`.replaceAll(" ", "-")};
      if (token) headers.Authorization = `Bearer ${token}`;
      if (row.requestBody) headers["Content-Type"] = "application/json";
      const answer = await raw(url, method.toUpperCase(), target, {headers, body: row.requestBody ? "{}" : undefined});
      const let_in = answer.status !== 401 && !(answer.status === 403 && answer.json.detail.startsWith(kNotForYou));
      const where = `${caller.name} at ${method} ${path}`;
      check(let_in === admits(access, caller), `${where} is ${admits(access, caller) ? "let in" : "refused"}`, answer.text);
      check(answer.status < 500, `${where} is answered`, answer.text);
      const declared = Object.keys(row.responses);
      check(declared.includes(String(answer.status)), `${where}: the document knows ${answer.status}`, answer.text);
      if (answer.status >= 400) {
        check(answer.headers.get("content-type") === "application/problem+json", `${where}: a problem`, answer.text);
        const types = resolved(document, row.responses[answer.status])["x-problem-types"];
        check(types.includes(answer.json.type), `${where}: ${answer.json.type} is declared`, types);
      }
    }
  }
}
check(rows > 100, "there are rows", rows);

// --- proofs that are none
const me = (headers) => raw(url, "GET", "/v1/me", {headers});
const {token, id} = await consortium.token("bank", "auditor", "eve");
check((await me({Authorization: `Bearer ${token}`})).status === 200, "a fresh token lets in");
check((await me({Authorization: `bearer ${token}`})).status === 200, "the scheme's letters do not count");
for (const [what, value] of [
  ["no scheme", token], ["Basic", `Basic ${btoa("bank:secret")}`], ["an empty token", "Bearer "],
  ["a token with one digit changed", `Bearer ${token.slice(0, -1)}${token.endsWith("0") ? "1" : "0"}`],
  ["upper case", `Bearer ${token.toUpperCase()}`], ["a long one", `Bearer ${"a".repeat(8000)}`],
  ["the token's hash", `Bearer kso_${"00".repeat(32)}`], ["two tokens", `Bearer ${token}, Bearer ${token}`],
  ["a session's form", `Bearer kss_${"00".repeat(32)}`], ["a NUL's escape", `Bearer ${token}%00`],
]) {
  check((await me({Authorization: value})).status === 401, `${what} is refused`);
}
check((await raw(url, "GET", "/v1/consortium", {headers: {Authorization: "Bearer nonsense"}})).status === 401,
      "a bad proof is refused where none is needed");
check((await raw(url, "GET", `/v1/me?access_token=${token}`)).status === 401, "a token in the URL is none");
await consortium.kaisho("access", "revoke", ...consortium.config, id);
check((await me({Authorization: `Bearer ${token}`})).status === 401, "a revoked token ends with the next request");
const listed = await consortium.kaisho("access", "list", ...consortium.config);
check(!JSON.stringify(listed).includes(token.slice(4)), "the list shows no token");
const foreign = await consortium.token("nobody-inc", "administrator");
check((await me({Authorization: `Bearer ${foreign.token}`})).status === 401, "an organization that is no member has no operators");

// --- sign-in
const wallet = Wallet.createRandom();
const post = (path, body, headers = {}) =>
    raw(url, "POST", path, {headers: {"Content-Type": "application/json", ...headers}, body: JSON.stringify(body)});
const challenge = async () => (await post("/v1/sign-in/challenges", {account: wallet.address})).json;
const first = await challenge();
const signature = await wallet.signMessage(first.message);
const session = await post("/v1/sign-in/sessions", {message: first.message, signature});
check(session.status === 200 && session.json.token.startsWith("kss_"), "a signed challenge opens a session", session.text);
check((await post("/v1/sign-in/sessions", {message: first.message, signature})).json.type.endsWith("challenge-unknown"), "only once");
const changed = async (change, what, slug = "bad-signature") => {
  const {message} = await challenge();
  const other = change(message);
  const answer = await post("/v1/sign-in/sessions", {message: other, signature: await wallet.signMessage(other)});
  check(answer.json.type === `urn:kaisho:problem:${slug}`, `${what} is refused`, answer.text);
};
await changed((text) => text.replace(/^\S+/, "evil.example"), "another domain's message");
await changed((text) => text.replace(/Chain ID: \d+/, "Chain ID: 1"), "another chain's message");
await changed((text) => text.replace(/Version: 1/, "Version: 2"), "another version");
await changed((text) => text.replace(/Nonce: \w+/, "Nonce: 0123456789abcdef"), "a nonce of the client's own", "challenge-unknown");
await changed((text) => text.replace(/Expiration Time: \S+/, "Expiration Time: 2020-01-01T00:00:00Z"), "an expired message");
await changed((text) => text.replace(/Issued At: \S+/, "Issued At: 2020-01-01T00:00:00Z"), "an old message");
await changed((text) => text.replace(wallet.address, wallet.address.toLowerCase()), "an address without checksum", "invalid-request");
await changed((text) => text + "\nAdministrator: yes", "a line too many", "invalid-request");
await changed((text) => text.replace(wallet.address, Wallet.createRandom().address), "somebody else's address");
const other = await challenge();
check((await post("/v1/sign-in/sessions", {message: other.message, signature: await Wallet.createRandom().signMessage(other.message)})).status === 401,
      "somebody else's signature is refused");
const bearer = {Authorization: `Bearer ${session.json.token}`};
check((await me(bearer)).json.account === wallet.address.toLowerCase(), "the session is the account's");
check((await raw(url, "DELETE", "/v1/sign-in/session", {headers: bearer})).status === 204, "it can be ended");
check((await me(bearer)).status === 401, "and is ended then");

// --- four eyes: who asked cannot agree, nor somebody without the role, nor another organization
const [alice, bob, carol, dave] = await Promise.all(
    [["bank", "administrator", "alice"], ["bank", "administrator", "bob"], ["bank", "registrar", "carol"], ["broker", "administrator", "dave"]]
        .map(async (args) => ({Authorization: `Bearer ${(await consortium.token(...args)).token}`})));
const proposal = {change: "policy", policy: "bank", expiry: Math.floor(Date.now() / 1000) + 3600};
const asked = await post("/v1/proposals", proposal, {...alice, "Idempotency-Key": "propose"});
check(asked.status === 202 && asked.json.secondPerson, "a proposal waits for a second person", asked.text);
const decide = (who, agree = true) => post(`/v1/operations/${asked.json.operation}/decision`, {agree}, who);
check((await decide(alice)).json.type.endsWith("four-eyes"), "who asked cannot agree");
check((await decide(carol)).json.type.endsWith("not-awaiting"), "a registrar cannot agree to an administrator's act");
check((await decide(dave)).status === 404, "another organization does not see it");
check((await raw(url, "GET", "/v1/proposals", {headers: alice})).json.items.length === 0, "nothing was sent");
check((await decide(bob)).status === 200, "a second administrator agrees");
const end = Date.now() + 30_000;
let sent;
do sent = (await raw(url, "GET", `/v1/operations/${asked.json.operation}`, {headers: alice})).json;
while (sent.status === "running" && Date.now() < end);
check(sent.status === "done" && sent.result.proposal === 1, "then it is sent", sent);
check((await decide(bob)).json.type.endsWith("not-awaiting"), "and decided once");

await consortium.end();
report("who may call what");
