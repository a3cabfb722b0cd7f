// What the two admit and refuse. Kaisho follows geth: what cannot be included is refused at once, with its reason.
// anvil 1.7.1 takes some of it, and includes some of what it takes. docs/start/json-rpc.md shows this table to users.
import {decodeRlp, encodeRlp, toBeHex} from "ethers";
import assert from "node:assert/strict";

import {accounts, sign} from "./accounts.mjs";

const kOrder = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const kSomeone = "0x00000000000000000000000000000000000000aa";
const quantity = (number) => (number === 0n ? "0x" : toBeHex(number));

/** The same signature with s above half of the order, as a third person can make it. */
function withHighS(raw) {
  const fields = decodeRlp("0x" + raw.slice(4));
  fields[9] = fields[9] === "0x" ? "0x01" : "0x";
  fields[11] = quantity(kOrder - BigInt(fields[11]));
  return "0x02" + encodeRlp(fields).slice(2);
}

/** Bytes of a type-2 transaction whose list has `change` applied; the signature no longer matters. */
function changed(raw, change) {
  const fields = decodeRlp("0x" + raw.slice(4));
  change(fields);
  return "0x02" + encodeRlp(fields).slice(2);
}

/**
 * Rows: name, the bytes, what Kaisho's message must match, and whether anvil takes them. `next` signs a plain transfer
 * of the account's next nonce with other fields laid over it.
 */
const rows = (next, sent) => [
    ["high s (EIP-2)", withHighS(next().raw), /signature/i, "takes"],
    ["gas above 2^24 (EIP-7825)", next({gasLimit: 16_777_217}).raw, /gas limit|exceeds/i, "takes"],
    [
      "more than 128 KiB", next({
                             data: "0x" +
                                 "00".repeat(131_100),
                             gasLimit: 16_000_000
                           }).raw,
      /large|oversized/i, "takes"
    ],
    ["bytes behind the transaction", next().raw + "00", /rlp|trailing/i, "takes"],
    ["too little intrinsic gas", next({gasLimit: 20_999}).raw, /intrinsic gas too low/, "refuses"],
    [
      "gas below the calldata floor (EIP-7623)", next({
                                                   data: "0x" +
                                                       "11".repeat(1000),
                                                   gasLimit: 37_100
                                                 }).raw,
      /floor/, "takes"
    ],
    ["another chain", next({chainId: 1}).raw, /chain/i, "refuses"],
    ["another chain, legacy", next({chainId: 1, type: 0, gasPrice: 0}).raw, /chain/i, "takes"],
    ["no chain at all, legacy", next({chainId: 0, type: 0, gasPrice: 0}).raw, /replay|chain/i, "takes"],
    ["a nonce that is used", next({nonce: 0}).raw, /nonce too low/, "refuses"],
    [
      "more than the account has", next({value: 10n ** 24n}).raw, /insufficient funds for gas \* price \+ value/,
      "refuses"
    ],
    [
      "init code above 49,152 bytes (EIP-3860)", next({
                                                   to: null,
                                                   data: "0x" +
                                                       "00".repeat(49_153),
                                                   gasLimit: 10_000_000
                                                 }).raw,
      /init ?code/i, "refuses"
    ],
    ["a priority fee above the fee", changed(next().raw, (fields) => (fields[2] = "0x01")), /priority fee/, "refuses"],
    ["blobs (type 3)", "0x03" + next().raw.slice(4), /type/i, "refuses"],
    ["no transaction", "0x1234", /rlp|transaction|type/i, "refuses"],
    ["nothing", "0x", /empty|transaction/i, "refuses"],
    ["one that is in a block already", sent, /already known|nonce too low/, "refuses"],
];

/** Checks every row; returns how many there are. */
export async function checkAdmission(kaisho, anvil, world) {
  const from = accounts[0];
  const plain = {type: 2, to: kSomeone, gasLimit: 21_000, maxFeePerGas: 0, maxPriorityFeePerGas: 0};
  const legacy = {maxFeePerGas: undefined, maxPriorityFeePerGas: undefined};
  const next = (fields) =>
      sign(from, {...plain, nonce: world.nonces[0], ...(fields?.type === 0 ? legacy : {}), ...fields});
  const included = next();
  ++world.nonces[0];
  for (const node of [kaisho, anvil]) await node.call("eth_sendRawTransaction", included.raw);
  await anvil.call("evm_mine");

  const table = rows(next, included.raw);
  const surprises = [];
  for (const [name, raw, message, anvilDoes] of table) {
    const snapshot = await anvil.call("evm_snapshot");
    const [ours, theirs] = await Promise.all([kaisho, anvil].map((node) => node.ask("eth_sendRawTransaction", raw)));
    if (ours.error?.code !== -32000 || !message.test(ours.error.message)) surprises.push([name, "kaisho", ours]);
    if ((theirs.error ? "refuses" : "takes") !== anvilDoes) surprises.push([name, "anvil", theirs]);
    await anvil.call("evm_revert", snapshot);
    await anvil.call("anvil_dropAllTransactions");
  }
  assert.deepEqual(surprises, []);
  // Nothing above left a trace.
  const after = await kaisho.call("eth_getTransactionCount", from.address, "pending");
  assert.equal(Number(after), world.nonces[0]);
  return table.length;
}
