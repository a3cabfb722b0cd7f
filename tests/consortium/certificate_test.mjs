// What members tell each other beside consensus: a certificate that ends, a false checkpoint.
import {execFileSync} from "node:child_process";
import {readFileSync, renameSync, writeFileSync} from "node:fs";
import {join} from "node:path";

import {Impostor} from "./lib/impostor.mjs";
import {freePorts} from "./lib/ports.mjs";
import {until} from "./lib/process.mjs";
import {story} from "./lib/story.mjs";

const seen = async (member, other) => (await member.rpc.call("kaisho_peers")).peers.find(({name}) => name === other.name);

/** A certificate of the member's own key for so many days, as if made so many days ago; put in place in one step. */
function certify(member, days, ago = 0) {
  const [key, made] = ["tls.key", "new.crt"].map((name) => join(member.folder, "keys", name));
  execFileSync("faketime", [`${ago} days ago`, "openssl", "req", "-x509", "-key", key, "-subj", `/CN=${member.name}`, "-days",
                            String(days), "-addext", "subjectAltName=IP:127.0.0.1", "-out", made], {stdio: "ignore"});
  renameSync(made, join(member.folder, "keys/tls.crt"));
}

async function certificateEnds(network) {
  const {bank, exchange} = network;
  const warned = (text) => until(`a warning: ${text}`, async () =>
      text.test((await exchange.rpc.call("kaisho_peers")).certificateWarning), 90_000);
  certify(exchange, 10);
  await warned(/expires/);
  certify(exchange, 30, 40);
  await exchange.kill("kaisho");  // connections that are open keep the certificate that they began with
  await until("bank to refuse it", async () => /expired/.test((await seen(bank, exchange)).problem), 90_000);
  await network.reached(await bank.height() + 5);  // consensus does not ask for it
  certify(exchange, 365);
  await until("bank to take the new one", async () => (await seen(bank, exchange)).reachable, 90_000);
  await warned(/^$/);
  return ["certificate", 1, "warned before, refused after its end, blocks meanwhile; taken again after the renewal, no restart"];
}

async function falseCheckpoint(honest, impostor) {
  for (const member of honest) {
    await until(`${member.name} to keep the fork`, async () =>
        (await member.rpc.call("kaisho_forks")).some((fork) => fork.member === "broker"), 90_000);
  }
  return ["false-checkpoint", impostor.checkpoints, "false checkpoints; every other member kept the fork as evidence"];
}

await story(async ({network}) => {
  const rows = [await certificateEnds(network)];
  const {broker} = network;
  const honest = network.members.filter((member) => member !== broker);
  const [{note}] = await until("a checkpoint", async () => {
    const all = await network.bank.rpc.call("kaisho_checkpoints");
    return all.length > 0 && all;
  }, 60_000);
  const file = join(broker.folder, "node.toml");
  const text = readFileSync(file, "utf8");
  const [, port] = text.slice(text.indexOf("[peers]")).match(/^listen = "127\.0\.0\.1:(\d+)"$/m);
  await broker.stop();
  writeFileSync(file, text.replace(`"127.0.0.1:${port}"`, `"127.0.0.1:${await freePorts(1)}"`));
  const impostor = new Impostor(broker, Number(port), note.split("\n")[0]);
  await broker.keep();
  rows.push(await falseCheckpoint(honest, impostor));
  await impostor.close();
  return rows;
});
