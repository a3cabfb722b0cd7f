// Idempotency keys and operations: the same answer for the same request, also after a restart and a kill.
//   durable_test.mjs PROGRAM
import {Wallet} from "ethers";

import {check, Consortium, raw, report, terms} from "./lib.mjs";
import {KaishoClient, signDraft} from "../../client/src/index.js";

// A block every two seconds: time to ask while a transaction waits, and to kill the node before its block.
const consortium = await Consortium.start(process.argv[2], {settings: {top: "block_time_ms = 2000\n"}});
const token = (await consortium.token("bank", "registrar,administrator")).token;
const client = () => new KaishoClient({baseUrl: consortium.url, token});
const post = (body, key) => raw(consortium.url, "POST", "/v1/users", {
  headers: {Authorization: `Bearer ${token}`, "Content-Type": "application/json", "Idempotency-Key": key}, body});
const registration = async (userId) => {
  const wallet = Wallet.createRandom();
  const consent = {userId, account: wallet.address, vorg: "bank", profileHash: "0x" + "11".repeat(32), terms: terms()};
  return {...consent, signature: await signDraft(wallet, await client().post("/v1/drafts/entrust", {body: consent}))};
};

// --- the same key, the same body
const acme = await registration("acme");
const first = await post(JSON.stringify(acme), "one");
check(first.status === 202, "it is taken", first.text);
const layout = JSON.stringify(Object.fromEntries(Object.entries(acme).reverse()), null, 2);
const again = await post(layout, "one");
check(again.status === 202 && again.text === first.text, "the same answer for the same request in another layout", again.text);
const operation = await client().follow(first.json);
check(operation.status === "done", "it reached its block", operation);
check((await post(JSON.stringify(acme), "one")).text === first.text, "the same answer when it is done");
const conflict = await post(JSON.stringify({...acme, userId: "other"}), "one");
check(conflict.status === 422 && conflict.json.type.endsWith("idempotency-key-reused"), "another body is refused", conflict.text);
const twice = await post(JSON.stringify(acme), "two");
check(twice.status === 422 && twice.json.error === "UserAlreadyRegistered", "another key asks the ledger again", twice.text);

// --- many at once with one key: one operation
const beta = JSON.stringify(await registration("beta"));
const many = await Promise.all(Array.from({length: 12}, () => post(beta, "beta")));
const ids = new Set(many.filter(({status}) => status === 202).map(({json}) => json.operation));
check(ids.size === 1, "twelve at once make one operation", many.map(({status}) => status).join());
check(many.every(({status, json}) => status === 202 || json.type.endsWith("idempotency-key-in-flight")), "the others are told to wait");
await client().follow([...ids][0]);

// --- a kill between the answer and the block
const gamma = JSON.stringify(await registration("gamma"));
const taken = await post(gamma, "gamma");
check(taken.status === 202, "it is taken", taken.text);
const follower = client();
const following = follower.follow(taken.json);
await consortium.down("SIGKILL");
await consortium.up();
follower.baseUrl = consortium.url;
const after = await post(gamma, "gamma");
check(after.text === taken.text, "the same answer after a kill", after.text);
const finished = await following;
check(finished.status === "done", "the very transaction that was signed before is in a block", finished);
check(finished.result.transactionHash === (await client().follow(after.json)).result.transactionHash, "and no second one");
await consortium.down();
await consortium.up();
check((await post(JSON.stringify(acme), "one")).text === first.text, "the first answer, two restarts later");
const users = (await client().get("/v1/users")).items.map(({userId}) => userId);
check(users.sort().join() === "acme,beta,gamma", "each user once", users);

await consortium.end();
report("idempotency keys and operations");
