// What members' nodes tell each other beside consensus: every node co-signs, packages travel by hash, and a member whose
// service lies about history and packages is found out by every other, with evidence that verifies offline.
//   node peers_test.mjs --kaisho PROGRAM --cometbft PROGRAM --program FOLDER
import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {createHash, createPrivateKey, createPublicKey, sign} from "node:crypto";
import {cpSync, readFileSync, writeFileSync} from "node:fs";
import {createServer} from "node:https";
import {join} from "node:path";

import {Network} from "./lib/network.mjs";
import {until} from "./lib/process.mjs";

const given = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const programs = {kaisho: given("kaisho"), cometbft: given("cometbft", process.env.KAISHO_COMETBFT ?? "cometbft")};

/** Runs the command for people; returns what it printed. */
function kaisho(words, expected = 0) {
  const {status, stdout, stderr} = spawnSync(programs.kaisho, words, {encoding: "utf8"});
  assert.equal(status, expected, `kaisho ${words.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}
const operator = (member) => join(member.folder, "keys/operator.key");
const size = (checkpoint) => Number(checkpoint.size);

/** The compiled program as a package for a token; another token is another hash. */
function packageOf(folder, token) {
  cpSync(given("program"), folder, {recursive: true});
  return JSON.parse(kaisho(["program", "init", folder, "--token", token, "--name", "BondToken", "--program-version", "1.0.0",
                            "--contract", "artifacts/BondToken.json", "--test", "artifacts/BondTokenTest.json",
                            "--json"])).packageHash;
}

async function cosigned(members, signers) {
  for (const member of members) {
    await until(`${signers} signatures at ${member.name}`, async () => {
      const [newest] = await member.rpc.call("kaisho_checkpoints");
      return newest && size(newest) === await member.height() + 1 && newest.signers.length === signers;
    });
  }
}

async function everywhere(members, hash) {
  for (const member of members) {
    await until(`package at ${member.name}`, async () =>
      (await member.rpc.call("kaisho_packages")).some((one) => one.packageHash === hash && one.here));
  }
}

/** The service of a member that lies: its own keys, a false root for every size, other bytes for every package. */
function liar(member) {
  const seed = Buffer.from(readFileSync(join(member.folder, "keys/checkpoint.key"), "utf8").trim().slice(2), "hex");
  const key = createPrivateKey({key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]),
                                format: "der", type: "pkcs8"});
  const point = createPublicKey(key).export({format: "der", type: "spki"}).subarray(-32);
  const id = createHash("sha256").update(`${member.name}\n`).update(Buffer.concat([Buffer.from([1]), point])).digest();
  const note = (origin, blocks) => {
    const text = `${origin}\n${blocks}\n${Buffer.alloc(32, 7).toString("base64")}\n`;
    const line = Buffer.concat([id.subarray(0, 4), sign(null, Buffer.from(text), key)]).toString("base64");
    return `${text}\n\u2014 ${member.name} ${line}\n`;
  };
  const read = (name) => readFileSync(join(member.folder, "keys", name));
  const toml = readFileSync(join(member.folder, "node.toml"), "utf8");
  const [, host, port] = toml.slice(toml.indexOf("[peers]")).match(/listen = "(.*):(\d+)"/);
  const server = createServer({key: read("tls.key"), cert: read("tls.crt"), requestCert: true, rejectUnauthorized: false,
                               minVersion: "TLSv1.3"}, (request, response) => {
    if (request.url.startsWith("/v1/package/")) return response.end(Buffer.alloc(5_000, 1));
    response.end(note(server.origin, request.url.split("/")[3] ?? server.blocks));
  });
  return new Promise((resolve) => server.listen(Number(port), host, () => resolve(server)));
}

const network = await Network.found(programs);
let failed = true;
try {
  const {bank, broker, exchange, auditor} = network;
  await network.keep();

  // --- packages travel, everybody signs
  const honest = packageOf(join(network.folder, "honest"), "PEERS-1");
  kaisho(["program", "publish", join(network.folder, "honest"), "--rpc", bank.url]);
  kaisho(["program", "register", join(network.folder, "honest"), "--rpc", bank.url, "--key", operator(bank)]);
  await everywhere(network.members, honest);
  await cosigned(network.members, 4);
  kaisho(["program", "check", join(network.folder, "honest")]);
  kaisho(["program", "test", "--package-hash", honest, "--rpc", auditor.url]);
  kaisho(["program", "attest", "--package-hash", honest, "--rpc", broker.url, "--key", operator(broker)]);
  await cosigned(network.members, 4);
  assert.match(kaisho(["peers", "list", "--rpc", bank.url]), /broker +answers, signed \d+ blocks/);

  // --- a pack that all of them vouch for
  const [newest] = await bank.rpc.call("kaisho_checkpoints");
  const pack = join(network.folder, "pack.json");
  const states = [{kind: "account", address: "0x4b00000000000000000000000000000000000001",
                   block: "0x" + (size(newest) - 1).toString(16)}];
  writeFileSync(pack, JSON.stringify(await bank.rpc.call("kaisho_getEvidence", {states})));
  const genesis = join(bank.folder, "genesis.json");
  kaisho(["verify", pack, "--genesis", genesis]);
  kaisho(["verify", pack, "--genesis", genesis, "--require", "All[bank,broker,exchange,auditor]"]);
  kaisho(["verify", pack, "--require", "Majority[bank,broker]"], 2);

  // --- a member is replaced by a liar; the others go on
  await exchange.stop();
  const server = await liar(exchange);
  server.origin = newest.note.split("\n")[0];
  server.blocks = size(newest);
  const others = [bank, broker, auditor];
  const second = packageOf(join(network.folder, "second"), "PEERS-2");
  kaisho(["program", "register", join(network.folder, "second"), "--rpc", bank.url, "--key", operator(bank)]);
  for (const member of others) {
    const [fork] = await until(`${member.name} to find the fork`, async () => {
      const forks = await member.rpc.call("kaisho_forks");
      return forks.length > 0 && forks;
    });
    assert.equal(fork.member, "exchange");
    kaisho(["verify", fork.file, "--genesis", genesis]);
    kaisho(["checkpoint", "forks", "--rpc", member.url], 1);
    await until(`${member.name} to refuse the liar's package`, async () => {
      const {peers} = await member.rpc.call("kaisho_peers");
      return Number(peers.find((peer) => peer.name === "exchange").packagesRefused) === 1;
    });
    assert.ok((await member.rpc.call("kaisho_packages")).some((one) => one.packageHash === second && !one.here));
  }
  kaisho(["program", "publish", join(network.folder, "second"), "--rpc", broker.url]);
  await everywhere(others, second);
  await cosigned(others, 3);

  // --- a renewed certificate is taken while the node runs
  const renewed = kaisho(["peers", "renew-certificate", "--key", join(auditor.folder, "keys/tls.key"), "--out",
                          join(auditor.folder, "keys/tls.crt")]);
  assert.match(renewed, /365 days|364 days/);
  kaisho(["program", "attest", "--package-hash", second, "--rpc", broker.url, "--key", operator(broker)]);
  await cosigned(others, 3);
  server.close();
  server.closeAllConnections();
  console.log("four signed, packages came by hash, the liar was found out by three nodes");
  failed = false;
} finally {
  await network.end(failed);
  if (failed) process.exitCode = 1;
}
