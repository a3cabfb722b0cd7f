// The same story with ethers through IGovernance.sol's ABI alone: nothing of Kaisho but its JSON-RPC.
//   ethers_test.mjs PROGRAM
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {Contract, JsonRpcProvider, keccak256, sha256, toUtf8Bytes, Wallet} from "ethers";

import {bondArguments, check, Consortium, kToken, report, terms} from "./lib.mjs";

const solc = createRequire(import.meta.url)("solc");
const source = readFileSync(new URL("../../contracts/interfaces/IGovernance.sol", import.meta.url), "utf8");
const compiled = JSON.parse(solc.compile(JSON.stringify({
  language: "Solidity",
  sources: {"IGovernance.sol": {content: source}},
  settings: {outputSelection: {"*": {"*": ["abi"]}}},
})));
const {abi} = compiled.contracts["IGovernance.sol"].IGovernance;

const consortium = await Consortium.start(process.argv[2]);
const bond = await consortium.publishBond();
const provider = new JsonRpcProvider(consortium.url, undefined, {cacheTimeout: -1});
const {chainId} = await provider.getNetwork();
const kGovernance = "0x4b00000000000000000000000000000000000001";
const as = (signer) => new Contract(kGovernance, abi, signer);
const bank = consortium.operator("bank", provider), broker = consortium.operator("broker", provider);
const view = as(provider);
const done = async (transaction) => {
  const receipt = await (await transaction).wait();
  check(receipt.status === 1, "the transaction is in a block");
  return receipt;
};
const domain = {name: "Kaisho Governance", version: "1", chainId, verifyingContract: kGovernance};

check((await view.consortium()) === "consortium" && (await view.memberCount()) === 2n, "the consortium is read");

// --- what people sign: types from docs/formats/consent.md, read from the document that a wallet gets
const kTerms = "bytes32 textHash,string language,string purpose,string scope,uint64 expiry,bytes32 salt";
const fields = (list) => list.split(",").map((field) => {
  const [type, name] = field.trim().split(" ");
  return {type, name};
});
const agree = async (wallet, type, list, subject, agreed, text) => {
  const textHash = sha256(toUtf8Bytes(text));
  return {terms: {...agreed, textHash},
          signature: await wallet.signTypedData(domain, {[type]: fields(`${list},${kTerms}`)}, {...subject, ...agreed, textHash})};
};
const with_hash = (agreed) => ({textHash: "0x" + "00".repeat(32), ...agreed});

// --- program and tests
const manifest = readFileSync(`${bond.folder}/program.json`);
await done(as(bank).registerProgram(kToken, "bond", manifest));
const {packageHash} = bond;
check((await view.package(packageHash)).tokenId === kToken, "the program is registered under the hash of its manifest");
const kAttestation = {Attestation: fields("string tokenId,bytes32 packageHash,bool success,bytes32 reportHash")};
const tested = await consortium.kaisho("program", "test", bond.folder);
for (const member of [bank, broker]) {
  const result = {tokenId: kToken, packageHash, success: true, reportHash: tested.reportHash};
  await done(as(member).attest(packageHash, true, tested.reportHash, await member.signTypedData(domain, kAttestation, result)));
}
check((await view.attestations(packageHash)).length === 2, "both organizations attested");

// --- users
const company = Wallet.createRandom(), investor = Wallet.createRandom();
for (const [wallet, userId, vorg, sender] of [[company, "acme", "bank", bank], [investor, "investor", "broker", broker]]) {
  const agreed = terms(), profileHash = "0x" + "11".repeat(32);
  const text = await view.entrustText(userId, wallet.address, vorg, profileHash, with_hash(agreed));
  const consent = await agree(wallet, "EntrustConsent", "string userId,address account,string vorg,bytes32 profileHash",
                              {userId, account: wallet.address, vorg, profileHash}, agreed, text);
  await done(as(sender).registerUser(userId, wallet.address, vorg, profileHash, consent.terms, consent.signature));
}
check((await view.user("acme")).vorg === "bank" && (await view.userCount()) === 2n, "both users are registered");

// --- issue
const constructorArguments = bondArguments(company.address);
const argumentsHash = keccak256(constructorArguments);
const agreed = terms();
const text = await view.issueText("acme", kToken, packageHash, argumentsHash, "bank", with_hash(agreed));
const issue = await agree(company, "IssueConsent",
                          "string userId,string tokenId,bytes32 packageHash,bytes32 argumentsHash,string vorg",
                          {userId: "acme", tokenId: kToken, packageHash, argumentsHash, vorg: "bank"}, agreed, text);
const application = [
  "acme", kToken, packageHash, constructorArguments, "bank", issue.terms, issue.signature,
];
let refusal;
await as(broker).applyToIssue.staticCall(...application).catch((error) => (refusal = error));
check(refusal?.revert?.name === "NotEntrusted", "the broker cannot apply for the bank's user", refusal?.revert);
await done(as(bank).applyToIssue(...application));
const number = await view.applicationOf("acme", kToken);
const policy = await view.policy(kToken);
check(number === 1n && policy.includes("bank"), "the policy makes the bank indispensable", policy);
const kApproval = {DeployApproval: fields(
    "uint64 application,string tokenId,bytes32 packageHash,bytes32 argumentsHash,bytes32 policyHash")};
const words = [];
for (const member of [bank, broker]) {
  words.push(await member.signTypedData(domain, kApproval, {
    application: number, tokenId: kToken, packageHash, argumentsHash, policyHash: keccak256(toUtf8Bytes(policy))}));
}
const creationCode = JSON.parse(readFileSync(`${bond.folder}/artifacts/BondToken.json`, "utf8")).bytecode;
await as(broker).deploy.staticCall(number, creationCode, constructorArguments, [words[1]]).catch((error) => (refusal = error));
check(["EntrustedSignatureMissing", "PolicyNotSatisfied"].includes(refusal.revert.name), "the broker alone cannot deploy", refusal.revert);
await done(as(bank).deploy(number, creationCode, constructorArguments, words));
const {deployed} = await view.application(number);
check((await view.tokenOf(deployed)) === kToken && (await provider.getCode(deployed)).length > 2, "the program runs");

// --- distribute, audit, withdrawal
const holding = terms();
const holdText = await view.distributeText("investor", kToken, packageHash, "broker", with_hash(holding));
const hold = await agree(investor, "DistributeConsent", "string userId,string tokenId,bytes32 packageHash,string vorg",
                         {userId: "investor", tokenId: kToken, packageHash, vorg: "broker"}, holding, holdText);
await done(as(broker).applyToDistribute("investor", kToken, packageHash, "broker", hold.terms, hold.signature));
check(await view.usable(kToken, investor.address), "the investor may use the token");
const audit = await view.audit("acme", kToken);
check(audit.agrees && audit.vorg === "bank", "the audit agrees", audit);
const own = await view.applicationOf("investor", kToken);
const {consent} = await view.application(own);
const leaveText = await view.withdrawalText("investor", kToken, own, consent, "en");
const textHash = sha256(toUtf8Bytes(leaveText));
const leave = await investor.signTypedData(
    domain, {Withdrawal: fields("string userId,string tokenId,uint64 application,bytes32 consent,bytes32 textHash,string language")},
    {userId: "investor", tokenId: kToken, application: own, consent, textHash, language: "en"});
await done(as(broker).withdraw("investor", kToken, "en", textHash, leave));
check((await view.consent(consent)).withdrawn > 0n, "the withdrawal stands on the ledger");

provider.destroy();
await consortium.end();
report("the governance's story through IGovernance.sol alone");
