// G8 end to end: a solo node, a real SMTP server and a real webhook receiver that are down at first, kill -9 in between.
//   node alerts_test.mjs PROGRAM [--show]     --show prints what docs/operate/alerts.md quotes
import assert from "node:assert/strict";
import {appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {connect} from "node:net";
import {tmpdir} from "node:os";
import {dirname, join, resolve} from "node:path";
import {Wallet} from "ethers";
import {freePort, MailServer, makeCertificates, Program, until, WebhookServer} from "./lib.mjs";

const binary = resolve(process.argv[2]);
const folder = mkdtempSync(join(tmpdir(), "kaisho-alerts-"));
process.on("exit", () => rmSync(folder, {recursive: true, force: true}));
const kaisho = new Program(binary, folder);
const step = (text) => console.log(`- ${text}`);
const show = (...args) => process.argv[3] === "--show" && console.log(`$ kaisho ${args.join(" ")}\n${kaisho.text(...args)}`);

const secret = "whsec_" + Buffer.from("thirty-two bytes of a test's key").toString("base64");
const tls = makeCertificates(folder);
const [mailPort, hookPort] = [await freePort(), await freePort()];

step("a consortium whose node tells an auditor, the issuer and a webhook");
kaisho.run("consortium", "new", "--solo", "--members", "bank,broker,exchange", "--listen", "127.0.0.1:0", "c");
const write = (name, text) => writeFileSync(join(folder, "c", name), text, {mode: 0o600});
write("hook.secret", secret + "\n");
write("mail.password", "correct horse\n");
write("contacts.json", JSON.stringify({users: {acme: {mail: "cfo@acme.example", language: "ja"}}}));
appendFileSync(join(folder, "c/node.toml"), `
[alerts]
auditors = ["auditor@law.example"]
contacts = "contacts.json"
first_retry_ms = 200
longest_retry_ms = 1000
[[alerts.webhook]]
name = "soc"
url = "https://127.0.0.1:${hookPort}/alerts"
secret = "hook.secret"
ca = "${tls.ca}"
[alerts.mail]
server = "127.0.0.1:${mailPort}"
from = "alerts@bank.example"
from_name = "銀行の監査"
user = "alerts"
password = "mail.password"
ca = "${tls.ca}"
`);
await kaisho.start();

step("ACME entrusts the bank and consents to the issue of a bond");
kaisho.run("key", "new", "acme.key");
const acme = kaisho.run("key", "address", "acme.key").account;
cpSync(join(dirname(binary), "contracts/bond"), join(folder, "bond"), {recursive: true});
kaisho.run("program", "init", "bond", "--token", "ACME-2031", "--name", "BondToken", "--program-version", "1.0.0",
           "--contract", "artifacts/BondToken.json", "--test", "artifacts/BondTokenTest.json");
kaisho.run("program", "register", "bond", "--key", "c/keys/bank.key");
for (const member of ["bank", "broker", "exchange"]) kaisho.run("program", "attest", "bond", "--key", `c/keys/${member}.key`);
kaisho.run("consent", "draft", "entrust", "--user", "acme", "--account", acme, "--vorg", "bank", "--purpose", "issue",
           "--scope", "all", "--out", "entrust.json");
kaisho.run("consent", "sign", "entrust.json", "--key", "acme.key", "--yes");
kaisho.run("user", "register", "--consent", "entrust.json", "--key", "c/keys/bank.key");
kaisho.run("consent", "draft", "issue", "--user", "acme", "--vorg", "bank", "--package", "bond", "--purpose", "issue",
           "--scope", "this bond", "--out", "issue.json", "--arguments", "ACME-2031", "ACME 2.5% 2031", "JP3000000001",
           "JPY", "100000", "250", "1924992000", acme);
kaisho.run("consent", "sign", "issue.json", "--key", "acme.key", "--yes");
kaisho.run("apply", "issue", "--consent", "issue.json", "--key", "c/keys/bank.key");
assert.equal(kaisho.run("audit", "show", "--user", "acme", "--token", "ACME-2031").findings.length, 0);
assert.equal(kaisho.run("audit", "alerts").alerts.length, 0);

step("two members deploy alone: refused, and told of while nobody listens");
for (const member of ["broker", "exchange"]) {
  kaisho.run("deploy", "sign", "1", "--key", `c/keys/${member}.key`, "--out", `${member}.signature`);
}
const alone = ["deploy", "run", "1", "--package", "bond", "--consent", "issue.json", "--signature", "broker.signature",
               "--signature", "exchange.signature", "--key", "c/keys/broker.key", "--gas", "10000000"];
assert.match(kaisho.refused(...alone), /EntrustedSignatureMissing/);
const failing = await until("every receiver was tried", () => {
  const [alert] = kaisho.run("audit", "alerts", "--undelivered").alerts;
  return alert?.deliveries.length === 3 && alert.deliveries.every((d) => Number(d.attempts) > 1 && d.error) && alert;
});
assert.equal(failing.code, "refused_attempt");
assert.equal(failing.userId, "acme");
assert.match(failing.text.en, /^Unauthorized attempt, refused: broker \(0x[0-9a-f]{40}\) tried to deploy the program of application 1/);
assert.deepEqual(failing.deliveries.map((d) => d.target).sort(), ["mail:a…@law.example", "user:acme", "webhook:soc"]);
assert.match(kaisho.log, /warning alert \{"blockHash"/);
assert.match(kaisho.text("audit", "alerts", "--undelivered"), /webhook:soc: NOT DELIVERED after \d+ attempts, .*next try 20/);

show("audit", "alerts", "--undelivered");

step("kill -9; the node comes back, still with one alert, and goes on trying");
await kaisho.kill();
await kaisho.start();
const before = failing.deliveries.find((d) => d.target === "webhook:soc");
await until("it is tried again", () => {
  const {alerts} = kaisho.run("audit", "alerts", "--undelivered");
  assert.equal(alerts.length, 1);
  return Number(alerts[0].deliveries.find((d) => d.target === "webhook:soc").attempts) > Number(before.attempts);
});

step("the receivers come up, at first with errors; each takes the alert once");
const mail = new MailServer(tls, {user: "alerts", password: "correct horse", refuse: 1});
const hook = new WebhookServer(tls, secret, 2);
await Promise.all([mail.listen(mailPort), hook.listen(hookPort)]);
await until("all is delivered", () => kaisho.run("audit", "alerts", "--undelivered").alerts.length === 0);
assert.equal(hook.refused, 2);
assert.equal(hook.bodies.length, 1);
assert.equal(hook.bodies[0].type, "kaisho.audit.refused_attempt");
assert.equal(hook.bodies[0].data.id, failing.id);
assert.equal(hook.bodies[0].id, failing.id);
assert.equal(mail.mails.length, 2);
const to = (address) => mail.mails.filter((one) => one.to.text === address);
const [japanese] = to("cfo@acme.example");
assert.match(japanese.subject, /^\[Kaisho [^\]]+\] 警報: 不正な試みの拒否$/);
assert.match(japanese.raw, /^Subject: =\?UTF-8\?B\?/m);
assert.match(japanese.text, /利用者が委任した組織 bank の署名がありません/);
assert.equal(japanese.from.value[0].name, "銀行の監査");
assert.equal(japanese.from.value[0].address, "alerts@bank.example");
const [english] = to("auditor@law.example");
assert.match(english.subject, /alarm: unauthorized attempt refused$/);
assert.match(english.text, /the signature of bank is missing/);
for (const one of mail.mails) {
  assert.equal(one.secure, true);
  assert.equal(one.headers.get("auto-submitted"), "auto-generated");
  assert.ok(one.messageId.endsWith("@bank.example>"));
  assert.ok(Math.abs(one.date - Date.now()) < 120_000);
  assert.ok(one.raw.split("\r\n").every((line) => line.length <= 78 && /^[\x20-\x7e\t]*$/.test(line)));
}

if (process.argv[3] === "--show") console.log(JSON.stringify(hook.bodies[0], null, 2), japanese.raw, japanese.text);

step("kill -9 and back: nothing is told twice");
await kaisho.kill();
await kaisho.start();
assert.equal(kaisho.run("audit", "alerts").alerts.length, 1);

step("ACME withdraws, and the node is killed at once; the alert comes all the same");
const watching = until("the withdrawal is told", () => to("cfo@acme.example").length === 2);
kaisho.run("apply", "withdraw", "--user", "acme", "--token", "ACME-2031", "--key", "acme.key");
await kaisho.kill();
await kaisho.start();
await watching;
await until("all is delivered", () => kaisho.run("audit", "alerts", "--undelivered").alerts.length === 0);
const codes = kaisho.run("audit", "alerts").alerts.map((alert) => alert.code);
assert.deepEqual(codes, ["refused_attempt", "consent_withdrawn"]);
assert.deepEqual(hook.bodies.map((body) => body.data.code), codes);
assert.equal(new Set(mail.mails.map((one) => one.messageId)).size, 4);
assert.equal(mail.mails.length, 4);
const status = kaisho.run("audit", "status");
assert.equal(status.findings[0].code, "consent_withdrawn");
assert.equal(Number(status.status.undelivered), 0);
assert.match(kaisho.text("audit", "watch", "--after", "0", "--count", "2", "--ja"), /同意の撤回|撤回しました/);

show("audit", "alerts");
show("audit", "alerts", "--ja", "--after", "1");
show("audit", "status");

step("what admission refused is told, though the node is killed as soon as the sender has its refusal");
/** Signs the creation of a contract outside the governance. */
async function creationBy(member) {
  const ask = async (method, ...params) => {
    const body = JSON.stringify({jsonrpc: "2.0", id: 1, method, params});
    const headers = {"Content-Type": "application/json"};
    return (await (await fetch(kaisho.env.KAISHO_RPC, {method: "POST", headers, body})).json()).result;
  };
  const wallet = new Wallet(readFileSync(join(folder, `c/keys/${member}.key`), "utf8").trim());
  return await wallet.signTransaction({type: 0, chainId: BigInt(await ask("eth_chainId")), gasPrice: 0, gasLimit: 100_000,
                                       nonce: Number(await ask("eth_getTransactionCount", wallet.address, "latest")), data: "0x6001"});
}
/** Sends it, and kills the node with the first byte of its answer, which is given. */
function sendAndKill(wire) {
  const body = JSON.stringify({jsonrpc: "2.0", id: 1, method: "eth_sendRawTransaction", params: [wire]});
  const {port} = new URL(kaisho.env.KAISHO_RPC);
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(
        `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`));
    let answer = "";
    socket.once("data", () => kaisho.child.kill("SIGKILL"));
    socket.on("data", (part) => (answer += part)).on("error", () => {}).on("close", () => done(answer));
  });
}
for (const [at, member] of ["broker", "exchange", "bank"].entries()) {
  assert.match(await sendAndKill(await creationBy(member)), /not admitted/);
  await kaisho.ended;
  await kaisho.start();
  await until(`the attempt of ${member} is told`, () => kaisho.run("audit", "alerts").alerts.length === codes.length + at + 1);
  const attempt = kaisho.run("audit", "alerts").alerts.at(-1);
  assert.match(attempt.text.en, new RegExp(`^Unauthorized attempt, refused: ${member} .* tried to create a contract`));
}
await until("all is delivered", () => kaisho.run("audit", "alerts", "--undelivered").alerts.length === 0);
assert.deepEqual(hook.bodies.map((body) => body.data.code), [...codes, ...Array(3).fill("refused_attempt")]);
await kaisho.kill();
await kaisho.start();
assert.equal(kaisho.run("audit", "alerts").alerts.length, codes.length + 3, "nothing is told twice");

step("a server without TLS gets no mail, and a wrong certificate no webhook");
await Promise.all([mail.close(), hook.close()]);
const plain = new MailServer({hideSTARTTLS: true, disabledCommands: ["STARTTLS"]}, {user: "alerts", password: "correct horse"});
const strangers = makeCertificates(mkdtempSync(join(folder, "other-")));
const fake = new WebhookServer(strangers, secret);
await Promise.all([plain.listen(mailPort), fake.listen(hookPort)]);
assert.match(kaisho.refused("deploy", "run", "1", "--package", "bond", "--consent", "issue.json", "--signature",
                            "exchange.signature", "--key", "c/keys/exchange.key", "--gas", "10000000"), /ConsentIsWithdrawn/);
const unsafe = await until("both were tried", () => {
  const [alert] = kaisho.run("audit", "alerts", "--undelivered").alerts;
  return alert?.deliveries.every((d) => Number(d.attempts) > 0) && alert;
});
for (const delivery of unsafe.deliveries) assert.match(delivery.error, /SSL|TLS|certificate/i, delivery.target);
assert.equal(plain.mails.length + fake.bodies.length, 0);
await Promise.all([plain.close(), fake.close()]);

step("the node ends as it is told to, with receivers down");
assert.equal(await kaisho.kill("SIGTERM"), 0);
console.log("all as expected");
process.exit(0);
