// Private records between members' nodes (G9): sent while their receiver is down, over a kill -9 of the sender, fetched again
// after a loss, and nothing of them for who is no party.
//   node private_test.mjs --kaisho PROGRAM --cometbft PROGRAM --program FOLDER
import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {cpSync, readFileSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {request} from "node:https";
import {join} from "node:path";

import {Network} from "./lib/network.mjs";
import {until} from "./lib/process.mjs";

const given = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const programs = {kaisho: given("kaisho"), cometbft: given("cometbft", process.env.KAISHO_COMETBFT ?? "cometbft")};
const kPrice = "99.5 and not a cent more";

/** Runs the command in the test's folder; its --json answer. */
function kaisho(words, expected = 0) {
  const {status, stdout, stderr} = spawnSync(programs.kaisho, [...words, "--json"], {encoding: "utf8", cwd: network.folder});
  assert.equal(status, expected, `kaisho ${words.join(" ")}\n${stdout}${stderr}`);
  return stdout ? JSON.parse(stdout) : JSON.parse(stderr);
}
const operator = (member) => ["--rpc", member.url, "--key", join(member.folder, "keys/operator.key")];
const config = (member) => ["--config", join(member.folder, "node.toml")];
const held = (member) => kaisho(["private", "list", ...config(member)]).records;
const deliveries = (member) => held(member).flatMap((record) => record.deliveries);
const box = (member, name) => join(member.folder, "peering/private", name);

/** What the service of `member` answers to `caller`, which shows its certificate as its node does. */
function ask(caller, member, path, method = "GET", body = "") {
  const key = (name) => readFileSync(join(caller.folder, "keys", name));
  const toml = readFileSync(join(member.folder, "node.toml"), "utf8");
  const [, host, port] = toml.slice(toml.indexOf("[peers]")).match(/listen = "(.*):(\d+)"/);
  return new Promise((resolve, reject) => {
    const sent = request({host, port, path, method, key: key("tls.key"), cert: key("tls.crt"), rejectUnauthorized: false,
                          agent: false}, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => resolve({status: response.statusCode, type: response.headers["content-type"],
                                        body: Buffer.concat(parts).toString()}));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** A user whom the bank registers, and its application with a private scope. Gives the number. */
function application() {
  const {bank, broker, exchange} = network;
  kaisho(["key", "new", "acme.key"]);
  const {account} = kaisho(["key", "address", "acme.key"]);
  cpSync(given("program"), join(network.folder, "bond"), {recursive: true});
  kaisho(["program", "init", "bond", "--token", "BOND", "--name", "BondToken", "--program-version", "1.0.0", "--contract",
          "artifacts/BondToken.json", "--test", "artifacts/BondTokenTest.json"]);
  kaisho(["program", "register", "bond", ...operator(bank)]);
  for (const member of [bank, broker, exchange]) kaisho(["program", "attest", "bond", ...operator(member)]);
  writeFileSync(join(network.folder, "acme.json"), `{"name":"ACME K.K."}\n`);
  const sign = (file) => kaisho(["consent", "sign", file, "--key", "acme.key", "--yes"]);
  kaisho(["consent", "draft", "entrust", "--user", "acme", "--account", account, "--vorg", "bank", "--profile", "acme.json",
          "--purpose", "issue", "--scope", "all", "--out", "entrust.json", "--rpc", bank.url]);
  sign("entrust.json");
  kaisho(["user", "register", "--consent", "entrust.json", ...operator(bank)]);
  kaisho(["consent", "draft", "issue", "--user", "acme", "--vorg", "bank", "--package", "bond", "--purpose", "issue a bond",
          "--private", "record.json", "--out", "issue.json", "--rpc", bank.url, "--arguments", "BOND", "Bond", "JP3000000001", "JPY",
          "100000", "250", "1924992000", account]);
  sign("issue.json");
  kaisho(["apply", "issue", "--consent", "issue.json", ...operator(bank)]);
  return 1;
}

/** A second user, anna, whose profile is a private record in the bank's folder of personal data. Gives the folder's options. */
function profile() {
  const {bank} = network;
  const store = ["--users", "users", "--users-key", "users.key"];
  for (const name of ["users", "anna"]) kaisho(["key", "new", `${name}.key`]);
  const {account} = kaisho(["key", "address", "anna.key"]);
  writeFileSync(join(network.folder, "passport.txt"),
                "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n");
  writeFileSync(join(network.folder, "anna.json"),
                `{"familyName":"Eriksson","givenNames":"Anna Maria","birthDate":"1974-08-12"}`);
  kaisho(["user", "request", "--user", "anna", "--profile", "anna.json", ...store]);
  kaisho(["user", "check", "--user", "anna", "--mrz", "passport.txt", "--today", "2012-04-01", ...store]);
  kaisho(["consent", "draft", "entrust", "--user", "anna", "--account", account, "--vorg", "bank", "--purpose", "invest",
          "--scope", "all", "--out", "anna-entrust.json", "--rpc", bank.url, ...store]);
  kaisho(["consent", "sign", "anna-entrust.json", "--key", "anna.key", "--yes"]);
  kaisho(["user", "register", "--consent", "anna-entrust.json", ...operator(bank)]);
  return store;
}

const network = await Network.found(programs);
let failed = true;
try {
  const {bank, broker, exchange, auditor} = network;
  await network.keep();
  writeFileSync(join(network.folder, "deal.json"), JSON.stringify({amount: "100000", price: kPrice, seller: "ACME"}));
  const {root} = kaisho(["private", "make", "--fields", "deal.json", "--out", "record.json"]);
  const number = String(application());
  const about = ["--application", number];
  const path = `/v1/private/application/${number}/${root.slice(2)}`;

  // --- one receiver is up and one is down
  await broker.stop();
  const sent = kaisho(["private", "send", "record.json", ...about, "--to", "broker,exchange", ...config(bank)]);
  assert.deepEqual(sent.deliveries.map(({member, delivered}) => [member, delivered]), [["broker", false], ["exchange", false]]);
  await until("the exchange to have it", () => deliveries(bank).some(({member, delivered}) => member === "exchange" && delivered));
  assert.equal(kaisho(["private", "show", ...about, ...config(exchange)]).fields.price, kPrice);
  await until("the bank to say why it waits", () => deliveries(bank).find(({member}) => member === "broker").said !== "");

  // --- kill -9 of the sender before the receiver is back
  await bank.kill("kaisho");
  await until("the bank to be back", async () => await bank.height() > 0);
  assert.ok(deliveries(bank).some(({member, delivered}) => member === "broker" && !delivered), "nothing is lost");
  await broker.keep();
  await until("the broker to have it", () => deliveries(bank).every(({delivered}) => delivered), 120_000);
  assert.equal(kaisho(["private", "show", ...about, ...config(broker)]).fields.price, kPrice);

  // --- many sends, with a kill -9 of the sender at some moment of each: acknowledged means kept, and all arrive
  for (let round = 0; round < 5; ++round) {
    rmSync(box(exchange, "records"), {recursive: true, force: true});
    await exchange.kill("kaisho");
    await until("the exchange to be back", async () => await exchange.height() > 0);
    kaisho(["private", "send", "record.json", ...about, "--to", "exchange", ...config(bank)]);
    await bank.kill("kaisho");
    await until("the bank to be back", async () => await bank.height() > 0);
    await until(`delivery ${round}`, () => deliveries(bank).every(({delivered}) => delivered), 120_000);
    assert.equal(kaisho(["private", "show", ...about, ...config(exchange)]).fields.price, kPrice);
  }

  // --- who is no party: the same answer as about what is not there, and nothing on its disk
  const nothing = await ask(auditor, bank, path.replace("application/1", "application/2"));
  for (const member of [bank, broker, exchange]) {
    const refused = await ask(auditor, member, path);
    assert.equal(refused.status, 404);
    assert.deepEqual(refused, nothing, `${member.name} tells the auditor something`);
    assert.equal((await ask(broker, member, path)).status, 200);
  }
  assert.ok(!kaisho(["private", "ask", ...about, "--wait", "2", ...config(auditor)]).here);
  assert.deepEqual(held(auditor), []);
  const parcel = (await ask(broker, bank, path)).body;
  assert.equal((await ask(auditor, broker, path, "PUT", parcel)).status, 404, "it gives none to others either");
  const changed = await ask(bank, broker, path, "PUT", parcel.replace("ACME", "EMCA"));
  assert.deepEqual([changed.status, JSON.parse(changed.body).type], [400, "urn:kaisho:problem:other-private-record"]);

  // --- a party that lost its folder asks another one
  rmSync(box(broker, "records"), {recursive: true});
  await broker.kill("kaisho");
  await until("the broker to be back", async () => await broker.height() > 0);
  assert.deepEqual(held(broker), []);
  assert.ok(kaisho(["private", "ask", ...about, "--wait", "60", ...config(broker)]).here);
  assert.equal(kaisho(["private", "show", ...about, "--out", "again.json", ...config(broker)]).fields.price, kPrice);

  // --- a user's profile, from the organization that it entrusted, and from nobody else
  const store = profile();
  kaisho(["private", "send", "--user", "anna", ...store, "--to", "exchange", ...config(bank)]);
  await until("the exchange to have anna's profile", () => held(exchange).some(({record}) => record.startsWith("user/anna/")));
  assert.equal(kaisho(["private", "show", "--user", "anna", "--out", "anna-record.json", ...config(exchange)]).fields.birthDate,
               "1974-08-12");
  kaisho(["private", "send", "anna-record.json", "--user", "anna", "--to", "auditor", ...config(exchange)]);
  await until("the exchange to say that it may not", () =>
    deliveries(exchange).some(({member, said}) => member === "auditor" && /only the organization .*: bank/.test(said)));
  const cancel = (to, expected = 0) => kaisho(["private", "cancel", "--user", "anna", "--to", to, ...config(exchange)], expected);
  assert.match(cancel("auditor,broker", 1).type, /nothing_waits/);
  assert.ok(deliveries(exchange).some(({member}) => member === "auditor"), "all are taken back, or none");
  cancel("auditor");
  assert.ok(deliveries(exchange).every(({member}) => member !== "auditor"));
  assert.deepEqual(held(auditor), []);

  // --- a misspelt member is no party; what is erased does not come back
  assert.match(kaisho(["private", "send", "record.json", ...about, "--to", "brokr", ...config(bank)], 2).type, /bad_member/);
  assert.deepEqual(held(bank).find(({record}) => record.startsWith("application/")).parties, ["bank", "broker", "exchange"]);
  kaisho(["private", "erase", ...about, ...config(exchange)]);
  assert.deepEqual(held(exchange).filter(({record}) => record.startsWith("application/")), []);
  kaisho(["private", "send", "record.json", ...about, "--to", "exchange", ...config(bank)]);
  await until("the bank to hear that it was erased", () =>
    readFileSync(bank.logs.kaisho, "utf8").includes("exchange erased the private record of application 1"));
  await until("the delivery to end", () => readdirSync(box(bank, "outbox")).length === 0);
  assert.equal((await ask(bank, exchange, path)).status, 404);
  assert.deepEqual(held(exchange).filter(({record}) => record.startsWith("application/")), []);

  // --- single fields for the auditor, from the record that travelled
  kaisho(["private", "open", "again.json", "--field", "amount", "--out", "opening.json"]);
  assert.deepEqual(kaisho(["private", "verify", "opening.json", ...about, "--rpc", auditor.url]).fields, {amount: "100000"});

  // --- another key for what lies on a node's disk: not under a running node, and then everything as before
  kaisho(["key", "new", join(broker.folder, "keys/private-2.key")]);
  const rekey = ["private", "rekey", "--to", join(broker.folder, "keys/private-2.key"), ...config(broker)];
  assert.match(kaisho(rekey, 4).detail, /in use: stop the node/);
  await broker.stop();
  assert.equal(kaisho(rekey).sealed, 1);
  assert.deepEqual([kaisho(rekey).sealed, kaisho(rekey).before], [0, 1]);
  assert.match(kaisho(["private", "list", ...config(broker)], 4).detail, /not the one that sealed/);
  const settings = join(broker.folder, "node.toml");
  writeFileSync(settings, readFileSync(settings, "utf8").replace("keys/private.key", "keys/private-2.key"));
  await broker.keep();
  await until("the broker to be back", async () => await broker.height() > 0);
  assert.equal(kaisho(["private", "show", ...about, ...config(broker)]).fields.price, kPrice);
  assert.equal((await ask(bank, broker, path)).status, 200);

  // --- the contents lie nowhere in clear: neither in the members' folders, with ledger and engine, nor in what is logged
  assert.ok(readFileSync(join(network.folder, "again.json")).includes(kPrice), "a search for the price finds it where it is");
  for (const member of network.members) {
    const files = readdirSync(member.folder, {recursive: true, withFileTypes: true}).filter((each) => each.isFile());
    assert.ok(files.some(({name}) => name.endsWith(".sealed")) || member === auditor, `${member.name} has records`);
    for (const {parentPath, path, name} of files) {
      const file = join(parentPath ?? path, name);
      assert.ok(!readFileSync(file).includes(kPrice), file);
    }
    assert.ok(!readFileSync(member.logs.kaisho).includes(kPrice), `${member.name} logs the price`);
  }
  console.log("the record came to both parties over kills and losses, and the auditor got one field");
  failed = false;
} finally {
  await network.end(failed);
  if (failed) process.exitCode = 1;
}
