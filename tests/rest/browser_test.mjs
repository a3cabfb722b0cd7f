// Passkeys in a real browser: an operator signs in, and a user whose only key is a passkey signs in, reads a consent,
// signs it, and takes it back. Chromium's own authenticator in software stands in for the device.
//   browser_test.mjs PROGRAM [CHROMIUM]
import {createServer} from "node:http";
import {readFileSync} from "node:fs";
import {chromium} from "playwright-core";

import {KaishoClient} from "../../client/src/index.js";
import {check, Consortium, report} from "./lib.mjs";

const kRoot = new URL("../../", import.meta.url);
/** A script of the page: the client's own modules, and ethers. */
const scriptOf = (url) => url === "/ethers.js" ? "node_modules/ethers/dist/ethers.min.js"
    : /^\/client\/\w+\.js$/.test(url) ? url.replace("/client/", "client/src/") : undefined;
const kPage = `<!doctype html><title>Kaisho</title><script type="module">
  import * as ethers from "/ethers.js";
  import {KaishoClient, PasskeySigner, signDraft} from "/client/index.js";
  Object.assign(window, {ethers, KaishoClient, PasskeySigner, signDraft});
</script>`;

const pages = createServer((request, response) => {
  const file = scriptOf(request.url);
  if (request.url !== "/" && !file) return response.writeHead(404).end();
  response.setHeader("Content-Type", file ? "text/javascript" : "text/html");
  response.end(file ? readFileSync(new URL(file, kRoot)) : kPage);
});
await new Promise((listening) => pages.listen(0, "localhost", listening));
const kOrigin = `http://localhost:${pages.address().port}`;
const consortium = await Consortium.start(process.argv[2], {settings: {top: `allowed_origins = ["${kOrigin}"]\n`}});
const browser = await chromium.launch({executablePath: process.argv[3] ?? "/usr/bin/chromium", chromiumSandbox: false});
const page = await browser.newPage();
page.setDefaultTimeout(30_000);
const faults = [];
page.on("pageerror", (error) => faults.push(String(error)));
const devtools = await page.context().newCDPSession(page);
await devtools.send("WebAuthn.enable");
const {authenticatorId} = await devtools.send("WebAuthn.addVirtualAuthenticator", {
  options: {protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
            automaticPresenceSimulation: true}});
await page.goto(kOrigin);
await page.waitForFunction(() => window.KaishoClient).catch(() => check(false, "the page's scripts load", faults));

/** A new passkey of this page; `window[name]` keeps its key and ID. */
const create = (name) => page.evaluate(async (name) => {
  const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const {rawId, response} = await navigator.credentials.create({publicKey: {
    rp: {name: "Kaisho"}, user: {id: new TextEncoder().encode(name), name, displayName: name},
    challenge: new Uint8Array(32), pubKeyCredParams: [{type: "public-key", alg: -7}],
    authenticatorSelection: {residentKey: "required", userVerification: "required"}}});
  window[name] = {credentialId: rawId, publicKey: response.getPublicKey()};
  return {id: base64url(rawId), key: base64url(response.getPublicKey())};
}, name);

// --- an operator
const dora = await create("dora");
await consortium.kaisho("access", "passkey", "add", ...consortium.config, "--organization", "bank", "--name", "dora",
                        "--role", "auditor", "--origin", kOrigin, "--credential", dora.id, "--public-key", dora.key);
const me = await page.evaluate(async (url) => {
  const client = new KaishoClient({baseUrl: url});
  await client.signInWithPasskey((publicKey) => navigator.credentials.get({publicKey: {...publicKey,
      allowCredentials: [{type: "public-key", id: dora.credentialId}]}}));
  return await client.get("/v1/me");
}, consortium.url);
check(me.kind === "operator" && me.roles.join() === "auditor", "an operator signs in from the browser", me);

// --- a user who owns nothing but a passkey (G10)
const registrar = new KaishoClient({baseUrl: consortium.url, token: (await consortium.token("bank", "registrar")).token});
await create("pia");
const asked = await page.evaluate(async (url) => {
  const signer = new PasskeySigner({...pia, library: ethers, get: (publicKey) => navigator.credentials.get({publicKey})});
  const client = new KaishoClient({baseUrl: url});
  Object.assign(window, {signer, client});
  await client.signIn(signer, {domain: location.host});
  const terms = {language: "en", purpose: "hold bonds", scope: "run my tokens", expiry: Math.floor(Date.now() / 1000) + 86_400,
                 salt: ethers.hexlify(crypto.getRandomValues(new Uint8Array(32)))};
  const body = {userId: "pia", account: signer.address, vorg: "bank", profileHash: ethers.ZeroHash, terms};
  const draft = await client.post("/v1/drafts/entrust", {body});
  const operation = await client.write("/v1/users", {body: {...body, signature: await signDraft(signer, draft)}});
  return {operation: operation.operation, status: operation.status, text: draft.text, account: signer.address};
}, consortium.url);
check(asked.status === "awaiting" && asked.text.includes("entrust the organization bank"), "she reads and signs", asked);
const agreed = await registrar.post("/v1/operations/{operation}/decision", {path: {operation: asked.operation}, body: {agree: true}});
check((await registrar.follow(agreed)).status === "done", "the registrar agrees to what she signed");
const pia = await registrar.get("/v1/users/{userId}", {path: {userId: "pia"}});
check(pia.account.toLowerCase() === asked.account, "she is registered with the passkey's account", pia);
const consent = await registrar.get("/v1/consents/{digest}", {path: {digest: pia.consent}});
check(consent.form === "passkey" && consent.signature.startsWith("0x01"), "her consent says that a passkey signed it", consent);

// --- what must not work
await devtools.send("WebAuthn.setUserVerified", {authenticatorId, isUserVerified: false});
const refused = await page.evaluate(() => signer.signMessage("hello").then(() => "signed", (error) => error.name));
check(refused === "NotAllowedError", "the authenticator signs nothing for an unverified user", refused);
await devtools.send("WebAuthn.setUserVerified", {authenticatorId, isUserVerified: true});
const taken = await page.evaluate(async () => {
  const borrowed = new PasskeySigner({...dora, library: ethers, get: (publicKey) => navigator.credentials.get({publicKey})});
  const own = Object.assign(Object.create(borrowed), {getAddress: () => signer.getAddress()});
  return await client.signIn(own, {domain: location.host}).then(() => "in", (error) => error.slug);
});
check(taken === "bad-signature", "another passkey does not sign in for her account", taken);

// --- she leaves (G12)
const left = await page.evaluate(async () => {
  await client.signIn(signer, {domain: location.host});
  const body = {userId: "pia", language: "en"};
  const draft = await client.post("/v1/drafts/endOfEntrustment", {body});
  return await client.write("/v1/entrustments/withdrawals", {body: {...body, signature: await signDraft(signer, draft)}});
});
check(left.status === "done", "she takes her consent back at once", left);
check(faults.length === 0, "the page had no error", faults);

await browser.close();
pages.close();
await consortium.end();
report("rest: passkeys in a browser");
