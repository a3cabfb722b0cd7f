// A running token's life over REST: issued, paused, resumed, upgraded, retired, each with its user's consent (G7); the user
// entrusts another organization and takes that back (G3, G12); clerks (G10); alerts (G8); packs that verify (G11).
//   life_test.mjs PROGRAM
import {writeFileSync} from "node:fs";
import {join} from "node:path";
import {AbiCoder, Wallet} from "ethers";

import {KaishoClient, KaishoProblem, signDraft} from "../../client/src/index.js";
import {until} from "../consortium/lib/process.mjs";
import {bondArguments, check, Consortium, kToken, report, terms} from "./lib.mjs";

const consortium = await Consortium.start(process.argv[2], {members: ["bank", "broker", "exchange"]});
const client = async (organization, roles, name) =>
    new KaishoClient({baseUrl: consortium.url, token: (await consortium.token(organization, roles, name)).token});
const bank = await client("bank", "registrar,auditor,administrator");
const second = await client("bank", "administrator", "a second administrator");
const broker = await client("broker", "registrar,administrator");
const company = Wallet.createRandom();
const own = new KaishoClient({baseUrl: consortium.url});
await own.signIn(company);

const refused = async (work, what) => {
  const problem = await work().then(() => undefined, (error) => error);
  check(problem instanceof KaishoProblem, `${what} is refused`, problem);
  return problem;
};
const publish = async (version, kinds) => {
  const bond = await consortium.publishBond(version, kinds);
  await bank.write("/v1/programs", {body: {sourcePath: `bond-${version}`, manifest: bond.manifest}});
  for (const member of [bank, broker]) {
    const tested = await member.write("/v1/programs/{packageHash}/tests", {path: {packageHash: bond.packageHash}});
    check(tested.result.success === true, `the tests of ${version} succeed`, tested);
  }
  return bond.packageHash;
};
/** Draft, the user's signature, and what is sent with it. */
const agreed = async (kind, body, member = bank) =>
    ({body: {...body, signature: await signDraft(company, await member.post(`/v1/drafts/${kind}`, {body}))}});
const carriedOut = async (number, body = {}) => {
  const path = {number: String(number)};
  const words = [];
  for (const member of [bank, broker]) words.push(await member.post("/v1/applications/{number}/approvals", {path}));
  const alone = await refused(() => broker.write("/v1/applications/{number}/deployment",
                                                 {path, body: {...body, signatures: [words[1].signature]}}), "the broker alone");
  check(alone.slug === "ledger-refused", "by the ledger", alone);
  return await bank.write("/v1/applications/{number}/deployment",
                          {path, body: {...body, signatures: words.map((word) => word.signature)}});
};
const application = async (number) => await bank.get("/v1/applications/{number}", {path: {number: String(number)}});
const verified = async (pack, name) => {
  const file = join(consortium.folder, name);
  writeFileSync(file, JSON.stringify(pack));
  const verdict = await consortium.kaisho("verify", file);
  check(String(verdict.result) === "true" && verdict.problems.length === 0, `${name} verifies without a node`, verdict.problems);
};

// --- issue
const packageHash = await publish("1.0.0");
const entrust = {userId: "acme", account: company.address, vorg: "bank", profileHash: "0x" + "11".repeat(32), terms: terms()};
await bank.write("/v1/users", await agreed("entrust", entrust));
const constructorArguments = bondArguments(company.address);
const issue = {userId: "acme", tokenId: kToken, packageHash, constructorArguments, vorg: "bank", terms: terms()};
await bank.write("/v1/applications/issue", await agreed("issue", issue));
const {contract} = (await carriedOut(1, {constructorArguments})).result;

const state = async () => (await bank.get("/v1/tokens/{tokenId}", {path: {tokenId: kToken}})).lifecycle.state;
check(await state() === "running", "the token runs", await state());

// --- pause and resume
const change = (action) => ({userId: "acme", tokenId: kToken, action, vorg: "bank", terms: terms()});
let number = 1;
for (const action of ["pause", "resume"]) {
  const consent = await agreed("change", change(action), own);
  const applied = await bank.write("/v1/applications/change", consent);
  check(applied.result.application === ++number, `to ${action} is applied for`, applied);
  await carriedOut(number);
  check((await application(number)).status === "executed", `${action}: carried out`, await application(number));
  check(await state() === (action === "pause" ? "paused" : "running"), `${action}: the token says so`, await state());
}
const unknown = await refused(() => bank.post("/v1/drafts/change", {body: {...change("pause"), tokenId: "NONE"}}), "a token that is none");
check(unknown.slug === "no-such-record", "and says so", unknown);

// --- one application that waits is taken back; the others stay (G12)
await bank.write("/v1/applications/change", await agreed("change", change("pause"), own));
check((await application(++number)).status === "open", "it waits", await application(number));
const waiting = {application: number, language: "en"};
const visitor = new KaishoClient({baseUrl: consortium.url});
await visitor.signIn(Wallet.createRandom());
check((await refused(() => visitor.post("/v1/drafts/applicationWithdrawal", {body: waiting}), "somebody else's withdrawal")).status === 403, "as forbidden");
const nothing = await refused(() => own.post("/v1/drafts/applicationWithdrawal", {body: {...waiting, application: 99}}), "a withdrawal of nothing");
check(nothing.slug === "no-such-record", "and says so", nothing);
const taken = await own.write("/v1/applications/withdrawals", await agreed("applicationWithdrawal", waiting, own));
check(taken.status === "done" && (await application(number)).status === "withdrawn", "the user takes it back", taken);
check((await application(1)).status === "deployed" && await state() === "running", "and nothing else");

// --- regions: the owner assigns them, two people of it (G3)
const region = {region: "JP-13", vorg: "broker"};
const assigned = await bank.write("/v1/regions", {body: region});
check(assigned.status === "awaiting", "a region needs a second person", assigned);
await second.follow(await second.post("/v1/operations/{operation}/decision", {path: {operation: assigned.operation}, body: {agree: true}}));
const serves = async (name) => (await own.get("/v1/regions/{region}", {path: {region: name}})).vorg;
check(await serves("JP-13") === "broker" && await serves("JP-14") === "bank", "the broker serves it, the owner all others");
check((await refused(() => broker.write("/v1/regions", {body: region}), "who is no owner")).slug === "ledger-refused", "by the ledger");
check((await refused(() => bank.write("/v1/regions", {body: {region: "Japan"}}), "a region that is none")).slug === "ledger-refused", "by the ledger");

// --- a node that is not there has no keys
for (const path of ["/v1/node/validator-key", "/v1/node/checkpoint-key"]) {
  const problem = await refused(() => bank.write(path, {body: {key: "0x" + "11".repeat(32)}}), path);
  check(problem.slug === "ledger-refused" && problem.error !== undefined, "by the ledger", problem);
}
check((await refused(() => bank.write("/v1/node/endpoints", {body: {url: "https://bank.example"}}), "its endpoints")).slug === "no-such-record", "and says so");

// --- upgrade
const next = await publish("2.0.0", {kind: "bond2", contract: "BondToken2"});
const changed = AbiCoder.defaultAbiCoder().encode(["address", "address[]"], [contract, [company.address]]);
const upgrade = {userId: "acme", tokenId: kToken, packageHash: next, arguments: changed, vorg: "bank", terms: terms()};
await bank.write("/v1/applications/upgrade", await agreed("upgrade", upgrade));
const upgraded = await carriedOut(++number, {constructorArguments: changed});
check(/^0x[0-9a-f]{40}$/.test(upgraded.result.contract) && upgraded.result.contract !== contract, "the new version runs", upgraded);
const token = await bank.get("/v1/tokens/{tokenId}", {path: {tokenId: kToken}});
check(token.packageHash === next, "on record too", token);

// --- packs and alerts
await verified(await bank.get("/v1/applications/{number}/pack", {path: {number: String(number)}}), "upgrade.json");
await verified(await own.get("/v1/applications/{number}/pack", {path: {number: "1"}}), "issue.json");
await verified(await bank.get("/v1/absences/{userId}/{tokenId}/pack", {path: {userId: "nobody", tokenId: kToken}}), "absence.json");
const there = await refused(() => bank.get("/v1/absences/{userId}/{tokenId}/pack", {path: {userId: "acme", tokenId: kToken}}), "the absence of what is there");
check(there.slug === "consent-exists", "and names it", there);
const stranger = new KaishoClient({baseUrl: consortium.url});
await stranger.signIn(Wallet.createRandom());
check((await refused(() => stranger.get("/v1/applications/{number}/pack", {path: {number: "1"}}), "a stranger's look at a pack")).status === 403, "as forbidden");
const alerts = await bank.get("/v1/alerts");
check(Array.isArray(alerts.items), "auditors see the alerts", alerts);

// --- clerks: four eyes
const clerk = await bank.write("/v1/clerks", {body: {account: Wallet.createRandom().address, active: true}});
check(clerk.status === "awaiting", "a clerk needs a second person", clerk);
const decided = await second.post("/v1/operations/{operation}/decision", {path: {operation: clerk.operation}, body: {agree: true}});
check((await second.follow(decided)).status === "done", "who agrees");

// --- retire; entrust anew; take it back
await bank.write("/v1/applications/change", await agreed("change", change("retire")));
await carriedOut(++number);
check((await application(number)).status === "executed" && await state() === "retired", "the token is retired");
const anew = {userId: "acme", vorg: "broker", terms: terms()};
const moved = await broker.write("/v1/entrustments", await agreed("entrustAnew", anew));
check(moved.status === "done", "the broker takes over", moved);
check((await bank.get("/v1/users/{userId}", {path: {userId: "acme"}})).vorg === "broker", "on record too");
const end = await own.write("/v1/entrustments/withdrawals", await agreed("endOfEntrustment", {userId: "acme", language: "ja"}, own));
check(end.status === "done", "the user takes the consent to entrust back, and waits for nobody", end);

// --- what the audit told of it, and who has seen that (G8)
const told = await until("an alert about acme", async () => (await own.get("/v1/alerts")).items.find(({userId}) => userId === "acme"));
check(told.acknowledged === undefined, "nobody has seen it yet", told);
check((await stranger.get("/v1/alerts")).items.length === 0, "a stranger sees none");
const seenBy = (who) => who.post("/v1/alerts/{number}/acknowledgement", {path: {number: String(told.number)}});
const seen = await seenBy(own);
check(seen.acknowledged.length === 1 && seen.acknowledged[0].by === company.address.toLowerCase(), "the user says so", seen);
check(JSON.stringify(await seenBy(own)) === JSON.stringify(seen), "once");
check((await seenBy(bank)).acknowledged.length === 2, "and an auditor", await bank.get("/v1/alerts"));
check((await refused(() => seenBy(stranger), "a stranger's word")).slug === "no-such-record", "as not there");

await consortium.end();
report("a token's life over REST");
