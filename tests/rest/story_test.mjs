// The governance's story over REST with @kaisho/client: register a user, test, issue, distribute, audit, withdraw; the
// user signs with a wallet of ethers, the investor with an account of viem.   story_test.mjs PROGRAM
import {Wallet} from "ethers";
import {generatePrivateKey, privateKeyToAccount} from "viem/accounts";

import {KaishoClient, KaishoProblem, signDraft} from "../../client/src/index.js";
import {bondArguments, check, Consortium, kToken, report, terms} from "./lib.mjs";

const consortium = await Consortium.start(process.argv[2], {members: ["bank", "broker", "exchange"]});
const client = async (organization, roles) =>
    new KaishoClient({baseUrl: consortium.url, token: (await consortium.token(organization, roles)).token});
const bank = await client("bank", "registrar,auditor,administrator");
const broker = await client("broker", "registrar,administrator");

async function refusal(work, what) {
  try {
    await work();
  } catch (error) {
    check(error instanceof KaishoProblem, `${what}: a problem`, error);
    return error;
  }
  check(false, `${what}: was not refused`);
}

// --- who is who
const about = await bank.get("/v1/consortium");
check(about.members === 3 && about.name === "consortium", "the consortium says what it is", about);
check((await bank.get("/v1/me")).organization === "bank", "the bank's operator is known");

// --- the program (G1, G2)
const bond = await consortium.publishBond();
const {packageHash} = bond;
const registered = await bank.write("/v1/programs", {body: {sourcePath: "bond", manifest: bond.manifest}});
check(registered.status === "done" && registered.result.packageHash === packageHash, "the program is registered", registered);
for (const member of [bank, broker]) {
  const tested = await member.write("/v1/programs/{packageHash}/tests", {path: {packageHash}});
  check(tested.result.success === true, "its tests succeed on the node", tested);
  check(tested.progress.some((step) => /^\d+ tests: Success$/.test(step.text)), "the progress names the tests", tested);
}
const program = await bank.get("/v1/programs/{packageHash}", {path: {packageHash}});
check(program.tests.length === 2 && program.tests.every((test) => test.success), "both results are on the ledger", program);

// --- the user (G3)
const company = Wallet.createRandom();
const entrust = {userId: "acme", account: company.address, vorg: "bank", profileHash: "0x" + "11".repeat(32), terms: terms()};
const draft = await bank.post("/v1/drafts/entrust", {body: entrust});
check(draft.text.includes("acme") && draft.text.includes("bank"), "the user reads what it signs", draft.text);
const wrong = await refusal(() => bank.write("/v1/users", {body: {...entrust, signature: "0x" + "22".repeat(65)}}), "a made-up signature");
check(wrong.slug === "ledger-refused" && /NotSignedBy|BadSignature/.test(wrong.error), "and says why", wrong);
const signature = await signDraft(company, draft);
const user = await bank.write("/v1/users", {body: {...entrust, signature}});
check(user.status === "done", "the user is registered", user);
check((await bank.get("/v1/users/{userId}", {path: {userId: "acme"}})).vorg === "bank", "and entrusts the bank");

// --- issue (G4, G6, G7)
const constructorArguments = bondArguments(company.address);
const issue = {userId: "acme", tokenId: kToken, packageHash, constructorArguments, vorg: "bank", terms: terms()};
const issueDraft = await bank.post("/v1/drafts/issue", {body: issue});
const applied = await bank.write("/v1/applications/issue", {body: {...issue, signature: await signDraft(company, issueDraft)}});
const number = applied.result.application;
check(number === 1, "the application has its number", applied);
const policies = await bank.get("/v1/tokens/{tokenId}/policies", {path: {tokenId: kToken}});
check(policies.items.length === 2 && policies.items[1].policy.includes("bank"), "the policy makes the bank indispensable", policies);
const weaker = await refusal(() => bank.write("/v1/tokens/{tokenId}/policies", {path: {tokenId: kToken}, body: {policy: "broker"}}), "a weaker policy");
check(weaker.error === "PolicyWeakened", "and names the error", weaker);
const words = [];
for (const member of [bank, broker]) words.push(await member.post("/v1/applications/{number}/approvals", {path: {number: String(number)}}));
const deployment = {path: {number: String(number)}, body: {constructorArguments, signatures: words.map((word) => word.signature)}};
const alone = await refusal(() => broker.write("/v1/applications/{number}/deployment", {...deployment, body: {constructorArguments, signatures: [words[1].signature]}}), "the broker alone");
check(["EntrustedSignatureMissing", "PolicyNotSatisfied"].includes(alone.error), "and names the error", alone);
const deployed = await bank.write("/v1/applications/{number}/deployment", deployment);
check(/^0x[0-9a-f]{40}$/.test(deployed.result.contract), "the program runs", deployed);

// --- distribute (G5): the investor asks by itself, the registrar agrees
const investor = privateKeyToAccount(generatePrivateKey());
const investorTerms = {...entrust, userId: "investor", account: investor.address, vorg: "broker"};
const own = new KaishoClient({baseUrl: consortium.url});
await own.signIn(investor);
check((await own.get("/v1/me")).kind === "user", "the investor signed in with its account");
const investorDraft = await own.post("/v1/drafts/entrust", {body: investorTerms});
const asked = await own.write("/v1/users", {body: {...investorTerms, signature: await signDraft(investor, investorDraft)}});
check(asked.status === "awaiting", "its request waits for the registrar", asked);
const agreed = await broker.post("/v1/operations/{operation}/decision", {path: {operation: asked.operation}, body: {agree: true}});
check((await own.follow(agreed)).status === "done", "the registrar agreed, and it is registered");
const hold = {userId: "investor", tokenId: kToken, packageHash, vorg: "broker", terms: terms()};
const holdDraft = await own.post("/v1/drafts/distribute", {body: hold});
const held = await broker.write("/v1/applications/distribute", {body: {...hold, signature: await signDraft(investor, holdDraft)}});
check(held.result.application === 2, "the investor may hold the bond", held);
const balance = await own.get("/v1/tokens/{tokenId}/balances/{account}", {path: {tokenId: kToken, account: investor.address}});
check(balance.balance === "0", "an amount is a decimal text", balance);
const others = await refusal(() => own.get("/v1/users/{userId}", {path: {userId: "acme"}}), "another user's record");
check(others.status === 403, "is not the investor's", others);
for (const [kind, body] of [["distribute", {...hold, userId: "acme"}], ["entrust", entrust], ["withdrawal", {userId: "acme", tokenId: kToken, language: "en"}]]) {
  const another = await refusal(() => own.post(`/v1/drafts/${kind}`, {body}), `a draft to ${kind} for another user`);
  check(another.status === 403, `a user drafts to ${kind} for itself only`, another);
}

// --- audit (G8), the story, withdrawal (G12)
const audit = await bank.get("/v1/audits/{userId}/{tokenId}", {path: {userId: "acme", tokenId: kToken}});
check(audit.agrees === true && audit.indispensable.includes("bank"), "the audit agrees", audit);
const story = await bank.get("/v1/applications/{number}/story", {path: {number: "1"}});
check(story.sentences.length >= 3, "the story is told", story);
const applications = [];
for await (const application of bank.all("/v1/applications", {query: {limit: 1}})) applications.push(application.number);
check(applications.join() === "1,2", "every page is visited", applications);
const leave = {userId: "investor", tokenId: kToken, language: "en"};
const leaveDraft = await own.post("/v1/drafts/withdrawal", {body: leave});
const left = await own.write("/v1/withdrawals", {body: {...leave, signature: await signDraft(investor, leaveDraft)}});
check(left.status === "done", "a withdrawal waits for nobody", left);
const consent = await own.get("/v1/consents/{digest}", {path: {digest: (await own.get("/v1/applications/{number}", {path: {number: "2"}})).consent}});
check(consent.withdrawn > 0, "and stands on the ledger", consent);
await own.signOut();

await consortium.end();
report("the governance's story over REST with @kaisho/client");
