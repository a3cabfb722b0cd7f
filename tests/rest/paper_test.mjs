// A user without a key over REST: what it signs on paper, a clerk witnesses (G10); weaker, and shown so.
//   paper_test.mjs PROGRAM
import {createHash} from "node:crypto";
import {Wallet} from "ethers";

import {bondArguments, check, Consortium, kToken, raw, report, terms} from "./lib.mjs";
import {KaishoClient, signDraft} from "../../client/src/index.js";

const consortium = await Consortium.start(process.argv[2], {members: ["bank", "broker", "exchange"]});
const client = async (organization, roles, name) =>
    new KaishoClient({baseUrl: consortium.url, token: (await consortium.token(organization, roles, name)).token});
const alice = await client("bank", "administrator,registrar", "alice");
const bob = await client("bank", "administrator,registrar", "bob");
const [clerk, stranger, anna] = [Wallet.createRandom(), Wallet.createRandom(), Wallet.createRandom()];
const refused = async (call) => {
  const error = await Promise.resolve(call()).then(() => undefined, (thrown) => thrown);
  check(error?.slug !== undefined, "it is refused", error);
  return error;
};

// --- two people name a clerk
const named = await alice.submit("/v1/clerks", {body: {account: clerk.address, active: true}});
await bob.post("/v1/operations/{operation}/decision", {path: named, body: {agree: true}});
check((await alice.follow(named)).status === "done", "the bank has a clerk");

// --- the draft tells what the user signs on paper and, once there is a scan, what the clerk signs
const scan = (words) => "0x" + createHash("sha256").update(words).digest("hex");
const paper = {organization: "bank", paper: scan("paul's paper")};
const entrust = {userId: "paul", vorg: "bank", profileHash: "0x" + "11".repeat(32), terms: terms()};
const draft = (path, body) => alice.post(`/v1/drafts/${path}`, {body});
/** The body with the clerk's word in place of a signature. */
async function witnessed(path, body, who = clerk, about = paper) {
  const drafted = await draft(path, {...body, witness: about});
  return {...body, witness: {...about, signature: await signDraft(who, drafted.witness)}};
}
const words = await draft("entrust", entrust);
check(words.witness === undefined && words.text.includes("I, user paul with account 0x"), "the words for the paper", words);
const prepared = await draft("entrust", {...entrust, witness: paper});
check(prepared.digest === words.digest && prepared.text === words.text, "are the same with the paper", prepared);
const {primaryType, message} = prepared.witness.typedData;
check(primaryType === "Witness" && message.document === words.digest && message.paperHash === paper.paper &&
      message.userId === "paul" && message.organization === "bank", "the clerk signs which paper it was", prepared.witness);

// --- one of both, and whole
const key = {headers: {Authorization: `Bearer ${alice.token}`, "Content-Type": "application/json", "Idempotency-Key": "k"}};
const post = async (body) => await raw(consortium.url, "POST", "/v1/users", {...key, body: JSON.stringify(body)});
const good = await witnessed("entrust", entrust);
for (const [body, pointer] of [
  [entrust, ""], [{...good, signature: "0x" + "11".repeat(65)}, ""], [{...entrust, witness: paper}, "/witness/signature"],
  [{...entrust, witness: {...good.witness, paper: "0x11"}}, "/witness/paper"],
  [{...entrust, witness: {...good.witness, clerk: clerk.address}}, "/witness/clerk"], [{...entrust, witness: "bank"}, "/witness"]]) {
  const answer = await post(body);
  check(answer.status === 400 && answer.json.errors.some((error) => error.pointer === pointer), `a body is wrong at ${pointer}`, answer.text);
}

// --- whose word counts
const notClerk = await refused(async () => alice.write("/v1/users", {body: await witnessed("entrust", entrust, stranger)}));
check(notClerk.slug === "ledger-refused" && notClerk.error === "BadWitness", "a stranger's word is none", notClerk);
const otherPaper = {...entrust, witness: {...good.witness, paper: scan("another paper")}};
check((await refused(() => alice.write("/v1/users", {body: otherPaper}))).slug === "ledger-refused", "nor is a word about another paper");
const annas = {...entrust, userId: "anna", account: anna.address};
const forged = await refused(async () => alice.write("/v1/users", {body: await witnessed("entrust", annas)}));
check(forged.slug === "ledger-refused", "no clerk can witness for an account with a key", forged);

// --- it is recorded, and shown as what it is
const registered = await alice.write("/v1/users", {body: good});
check(registered.status === "done", "paul is registered", registered);
const paul = await alice.get("/v1/users/{userId}", {path: {userId: "paul"}});
const consent = await alice.get("/v1/consents/{digest}", {path: {digest: paul.consent}});
check(paul.consent === words.digest && paul.account === consent.account, "with the consent of the draft", paul);
check(consent.form === "witnessed" && /weaker/i.test(consent.signedBy), "witnessed, and weaker", consent);
check(consent.witness.organization === "bank" && consent.witness.paper === paper.paper &&
      consent.witness.clerk === clerk.address.toLowerCase(), "with the clerk and the paper", consent.witness);
const own = {...annas, signature: await signDraft(anna, await draft("entrust", annas))};
check((await alice.write("/v1/users", {body: own})).status === "done", "anna has a key");
const {consent: digest} = await alice.get("/v1/users/{userId}", {path: {userId: "anna"}});
const annasConsent = await alice.get("/v1/consents/{digest}", {path: {digest}});
check(annasConsent.form === "own-key" && annasConsent.witness === undefined, "whose consent nobody witnessed", annasConsent);

// --- later consents, and taking one back, the same way
const bond = await consortium.publishBond();
await alice.write("/v1/programs", {body: {sourcePath: "bond", manifest: bond.manifest}});
for (const organization of ["bank", "broker", "exchange"]) {
  const tester = organization === "bank" ? alice : await client(organization, "administrator,registrar", organization);
  await tester.write("/v1/programs/{packageHash}/tests", {path: {packageHash: bond.packageHash}});
}
const issue = {userId: "paul", tokenId: kToken, packageHash: bond.packageHash, constructorArguments: bondArguments(clerk.address),
               vorg: "bank", terms: terms()};
const applied = await alice.write("/v1/applications/issue", {body: await witnessed("issue", issue)});
check(applied.result.application === 1, "paul applies on paper", applied);
const back = {application: 1, language: "ja"};
const taken = await alice.write("/v1/applications/withdrawals", {body: await witnessed("applicationWithdrawal", back)});
check(taken.status === "done", "and takes it back on paper", taken);
const application = await alice.get("/v1/applications/{number}", {path: {number: "1"}});
check(application.status === "withdrawn", "on record", application);

await consortium.end();
report("consents witnessed on paper");
