// An operator signs in by passkey: from the command that adds it to a call with the session; and what is refused.
//   passkey_test.mjs PROGRAM
import {createHash, generateKeyPairSync, randomBytes, sign} from "node:crypto";

import * as ethers from "ethers";

import {KaishoClient, KaishoProblem, PasskeySigner} from "../../client/src/index.js";
import {check, Consortium, report} from "./lib.mjs";

const kOrigin = "https://admin.bank.example";
const kDomain = "bank.example";
const sha256 = (bytes) => createHash("sha256").update(bytes).digest();

/** What a browser and its authenticator do together. */
class Authenticator {
  constructor() {
    Object.assign(this, generateKeyPairSync("ec", {namedCurve: "P-256"}), {id: randomBytes(32), counter: 0});
  }
  get spki() { return this.publicKey.export({format: "der", type: "spki"}).toString("base64url"); }
  get(options, {origin = kOrigin, domain = kDomain, flags = 0x05} = {}) {
    const challenge = Buffer.from(options.challenge).toString("base64url");
    const clientDataJSON = Buffer.from(JSON.stringify({type: "webauthn.get", challenge, origin, crossOrigin: false}));
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(++this.counter);
    const authenticatorData = Buffer.concat([sha256(domain), Buffer.from([flags]), counter]);
    const signature = sign("sha256", Buffer.concat([authenticatorData, sha256(clientDataJSON)]), this.privateKey);
    return {rawId: this.id, response: {clientDataJSON, authenticatorData, signature}};
  }
}

// --- what an authenticator gives is checked before it is made a user's signature (RFC 3279, 2.2.3)
const whole = new Authenticator();
const signed = async (change) => await new PasskeySigner({
  publicKey: Buffer.from(whole.spki, "base64url"), library: ethers,
  get: (options) => {
    const answer = whole.get(options);
    return {...answer, response: {...answer.response, signature: change(answer.response.signature)}};
  },
}).signMessage("hello").catch((error) => error.message);
check((await signed((der) => der)).startsWith("0x01"), "a signature in DER form is taken");
for (const [what, change] of [
  ["nothing", () => Buffer.alloc(0)], ["a byte too few", (der) => der.subarray(0, -1)],
  ["a byte too many", (der) => Buffer.concat([der, Buffer.alloc(1)])], ["another type", (der) => (der[2] = 0x03, der)],
  ["a number without bytes", () => Buffer.from([0x30, 4, 2, 0, 2, 0])], ["one number", () => Buffer.from([0x30, 3, 2, 1, 1])],
  ["three numbers", () => Buffer.from([0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1])],
]) {
  const said = await signed(change);
  check(said === "the authenticator's signature is no DER form", `${what} is none`, said);
}

const consortium = await Consortium.start(process.argv[2]);
const passkey = new Authenticator();
const addFrom = (page, ...more) => consortium.kaisho(
    "access", "passkey", "add", "--organization", "bank", "--name", "dora", "--role", "auditor", "--credential",
    passkey.id.toString("base64url"), "--public-key", passkey.spki, "--config", `${consortium.folder}/c/node.toml`,
    "--origin", page, ...more);
const add = (...more) => addFrom(kOrigin, "--relying-party", kDomain, ...more);
for (const page of ["http://localhost.evil.example", "http://bank.example", "https://", `${kOrigin}/sign-in`, "bank.example"]) {
  const {stderr = ""} = await addFrom(page).catch((error) => error);
  check(stderr.includes("bad_origin"), `${page} is no page that may sign in`, stderr);
}
const entry = await add();
check(entry.kind === "passkey" && entry.origin === kOrigin, "the command adds it", entry);
const twice = await add().catch((error) => error);
check(JSON.parse(twice.stdout ?? "{}").type === "urn:kaisho:already_known", "the same passkey twice is refused", twice);

const client = new KaishoClient({baseUrl: consortium.url});
const session = await client.signInWithPasskey((options) => passkey.get(options));
check(session.name === "dora" && session.organization === "bank", "the session is dora's", session);
const me = await client.get("/v1/me");
check(me.kind === "operator" && me.id === entry.id && me.roles.join() === "auditor", "REST knows her and her role", me);
check((await client.get("/v1/users")).items.length === 0, "she reads what auditors read");

// A token and a passkey of one person are no four eyes.
await consortium.kaisho("access", "revoke", entry.id, "--config", `${consortium.folder}/c/node.toml`);
const both = await add("--role", "administrator");
const sameToken = (await consortium.token("bank", "administrator", "dora")).token;
const asking = new KaishoClient({baseUrl: consortium.url, token: sameToken});
const asked = await asking.write("/v1/clerks", {body: {account: "0x" + "17".repeat(20), active: true}});
check(asked.status === "awaiting", "a clerk waits for a second person", asked);
await client.signInWithPasskey((options) => passkey.get(options));
const alone = await client.post("/v1/operations/{operation}/decision", {path: {operation: asked.operation}, body: {agree: true}})
    .catch((error) => error);
check(alone.slug === "four-eyes", "who asked cannot agree by another entry of the same name", alone);

const refused = async (what, changes, text, other = passkey) => {
  const nobody = new KaishoClient({baseUrl: consortium.url});
  const problem = await nobody.signInWithPasskey((options) => other.get(options, changes)).catch((error) => error);
  check(problem instanceof KaishoProblem && problem.slug === "bad-signature" && problem.detail.includes(text),
        `${what} is refused`, problem);
};
await refused("another page", {origin: "https://evil.example"}, "evil.example");
await refused("another relying party", {domain: "evil.example"}, "relying party");
await refused("a user who was not verified", {flags: 0x01}, "not verified");
await refused("an unknown passkey", {}, "no such passkey", new Authenticator());
const copy = Object.assign(new Authenticator(), passkey, {counter: 0});
await refused("a copy, whose counter lags", {}, "counter went back", copy);

const replayed = new KaishoClient({baseUrl: consortium.url});
let answer;
await replayed.signInWithPasskey((options) => (answer = passkey.get(options)));
const again = await replayed.signInWithPasskey(() => answer).catch((error) => error);
check(again.slug === "challenge-unknown", "an answer counts once", again);

await consortium.down("SIGKILL");
await consortium.up();
const restarted = new KaishoClient({baseUrl: consortium.url});
restarted.token = session.token;
check((await restarted.get("/v1/me").catch((error) => error)).status === 401, "a restart ends the session");
await refused("a copy after a restart", {}, "counter went back", Object.assign(new Authenticator(), passkey, {counter: 0}));
await restarted.signInWithPasskey((options) => passkey.get(options));
check((await restarted.get("/v1/me")).id === both.id, "she signs in again");
await consortium.kaisho("access", "revoke", both.id, "--config", `${consortium.folder}/c/node.toml`);
check((await restarted.get("/v1/me").catch((error) => error)).status === 401, "revoking ends the session at once");
await restarted.signOut().catch(() => {});
await consortium.end();
report("rest: passkeys of operators");
