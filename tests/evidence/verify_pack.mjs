// A second verifier of evidence packs, written from docs/formats/evidence-pack.md alone, so that the page is shown to be
// complete and the first verifier (src/evidence) to be right.
//   node verify_pack.mjs PACK [TRUSTED-KEY...]      exit 0 true, 1 false, 2 unreadable
import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { blake3 } from '@noble/hashes/blake3';
import { keccak_256 } from '@noble/hashes/sha3';

class Unreadable extends Error {}
class Fails extends Error {}

const require_form = (condition, what) => { if (!condition) throw new Unreadable(what); };
const check = (condition, reason) => { if (!condition) throw new Fails(reason); };

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const keccak = (bytes) => Buffer.from(keccak_256(bytes));
const blake = (...parts) => Buffer.from(blake3(Buffer.concat(parts)));
const hex = (bytes) => '0x' + Buffer.from(bytes).toString('hex');
const same = (a, b) => Buffer.compare(a, b) === 0;

// --- the form ---------------------------------------------------------------------------------------------------------

const ALGORITHMS = {
  block_hash: 'keccak256', block_trees: 'rfc6962-sha256', history: 'rfc6962-sha256',
  signatures: 'c2sp-signed-note-ed25519', state: 'kaisho-state-tree-blake3-ics23',
};
const CLAIMS = {
  signed_checkpoint: ['size', 'root', 'signers', 'chain_id', 'genesis_hash'],
  checkpoint_prefix: ['size', 'root', 'signers', 'newer_size'],
  block_in_history: ['block', 'hash', 'checkpoint_size'],
  transaction_in_block: ['block', 'index', 'transaction_hash', 'receipt_hash', 'status'],
  slot_present: ['block', 'address', 'slot', 'value'],
  slot_absent: ['block', 'address', 'slot'],
  account_present: ['block', 'address', 'value'],
  account_absent: ['block', 'address'],
};

const text = (value) => { require_form(typeof value === 'string', 'not a text'); return value; };
const number = (value) => {
  require_form(/^(0|[1-9][0-9]*)$/.test(text(value)) && BigInt(value) < 1n << 64n, 'not a number');
  return BigInt(value);
};
const bytes = (value) => {
  require_form(/^0x([0-9a-f]{2})*$/.test(text(value)), 'not hex');
  return Buffer.from(value.slice(2), 'hex');
};
const sized = (size) => (value) => {
  const found = bytes(value);
  require_form(found.length === size, `not ${size} bytes`);
  return found;
};
const nullable = (read) => (value) => (value === null ? null : read(value));
const list = (read) => (value) => { require_form(Array.isArray(value), 'not a list'); return value.map(read); };
const path = list(sized(32));
const object = (shape) => (value) => {
  require_form(value !== null && typeof value === 'object' && !Array.isArray(value), 'not an object');
  require_form(Object.keys(value).length === Object.keys(shape).length, 'another number of members');
  const read = {};
  for (const [name, reader] of Object.entries(shape)) {
    require_form(Object.hasOwn(value, name), `${name} is missing`);
    read[name] = reader(value[name]);
  }
  return read;
};
const constant = (expected) => (value) => { require_form(value === expected, `not ${expected}`); return value; };

const verifier_key = (value) => {
  const parts = /^([!-*,-~]+)\+([0-9a-f]{8})\+(.*)$/.exec(text(value));
  require_form(parts, 'not a verifier key');
  const [, name, id, base64] = parts;
  const key = Buffer.from(base64, 'base64');
  require_form(key.toString('base64') === base64 && key.length === 33 && key[0] === 1, 'not an Ed25519 key');
  require_form(sha256(Buffer.from(name + '\n'), key).subarray(0, 4).toString('hex') === id, 'wrong key ID');
  return { name, id, text: value, public_key: key.subarray(1) };
};

const claim = (value) => {
  require_form(value !== null && typeof value === 'object' && Object.hasOwn(CLAIMS, value.kind), 'unknown kind of claim');
  const members = Object.fromEntries(CLAIMS[value.kind].map((name) => [name, text]));
  return object({ kind: text, text, ...members })(value);
};

const read_pack = object({
  format: constant('kaisho-evidence-pack/1'),
  revision: constant('kaisho_1'),
  algorithms: object(Object.fromEntries(Object.entries(ALGORITHMS).map(([name, value]) => [name, constant(value)]))),
  chain: object({ chain_id: number, genesis_header: bytes, genesis_path: path }),
  signers: list(verifier_key),
  checkpoint: text,
  older_checkpoints: list(object({ note: text, consistency: path })),
  blocks: list(object({ header: bytes, path })),
  transactions: list(object({
    block: number, index: number, transaction: bytes, receipt: bytes, transaction_path: path, receipt_path: path,
    label: nullable(text),
  })),
  records: list(object({
    block: number, address: sized(20), slot: nullable(sized(32)), value: nullable(bytes), proof: bytes,
    label: nullable(text),
  })),
  claims: list(claim),
});

// --- RLP --------------------------------------------------------------------------------------------------------------

const big_endian = (part) => BigInt('0x' + (part.toString('hex') || '0'));

/// [item, rest]; an item is a Buffer or an array.
function rlp_item(input) {
  check(input.length > 0, 'RLP ends early');
  const first = input[0];
  if (first < 0x80) return [input.subarray(0, 1), input.subarray(1)];
  const is_list = first >= 0xc0;
  const short = first - (is_list ? 0xc0 : 0x80);
  let start = 1;
  let length = short;
  if (short > 55) {
    start += short - 55;
    const size = input.subarray(1, start);
    check(size.length === short - 55 && size[0] !== 0, 'RLP length');
    length = Number(big_endian(size));
    check(length > 55, 'RLP length');
  }
  const payload = input.subarray(start, start + length);
  check(payload.length === length, 'RLP ends early');
  check(is_list || length !== 1 || payload[0] >= 0x80, 'RLP byte');
  return [is_list ? rlp_items(payload) : payload, input.subarray(start + length)];
}
function rlp_items(payload) {
  const items = [];
  for (let rest = payload; rest.length > 0;) {
    const [item, after] = rlp_item(rest);
    items.push(item);
    rest = after;
  }
  return items;
}
function rlp_list(input, size) {
  const [items, rest] = rlp_item(input);
  check(rest.length === 0 && Array.isArray(items) && items.length === size, `not an RLP list of ${size}`);
  return items;
}
function rlp_number(item) {
  check(Buffer.isBuffer(item) && item.length <= 8 && item[0] !== 0, 'not an RLP number');
  return big_endian(item);
}
function rlp_hash(item) {
  check(Buffer.isBuffer(item) && item.length === 32, 'not a hash');
  return item;
}

function read_header(input) {
  const fields = rlp_list(input, 16);
  check(rlp_number(fields[0]) === 1n, 'unknown revision');
  return {
    chain_id: rlp_number(fields[1]), height: rlp_number(fields[2]), parent: rlp_hash(fields[3]),
    count: rlp_number(fields[10]), transactions: rlp_hash(fields[11]), receipts: rlp_hash(fields[12]),
    state: rlp_hash(fields[13]),
  };
}

// --- RFC 6962 -----------------------------------------------------------------------------------------------------------

const leaf = (entry) => sha256(Buffer.from([0]), entry);
const node = (left, right) => sha256(Buffer.from([1]), left, right);

/// RFC 9162, 2.1.3.2
function inclusion(entry, index, size, proof, root) {
  if (index >= size) return false;
  let [fn, sn, hash] = [index, size - 1n, leaf(entry)];
  for (const sibling of proof) {
    if (sn === 0n) return false;
    if ((fn & 1n) === 1n || fn === sn) {
      hash = node(sibling, hash);
      while ((fn & 1n) === 0n && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      hash = node(hash, sibling);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && same(hash, root);
}

/// RFC 9162, 2.1.4.2
function consistency(size1, size2, proof, root1, root2) {
  if (size1 === 0n || size1 > size2) return false;
  if (size1 === size2) return proof.length === 0 && same(root1, root2);
  const hashes = [...proof];
  if ((size1 & (size1 - 1n)) === 0n) hashes.unshift(root1);
  if (hashes.length === 0) return false;
  let [fn, sn] = [size1 - 1n, size2 - 1n];
  while ((fn & 1n) === 1n) [fn, sn] = [fn >> 1n, sn >> 1n];
  let [fr, sr] = [hashes[0], hashes[0]];
  for (const hash of hashes.slice(1)) {
    if (sn === 0n) return false;
    if ((fn & 1n) === 1n || fn === sn) {
      [fr, sr] = [node(hash, fr), node(hash, sr)];
      while ((fn & 1n) === 0n && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      sr = node(sr, hash);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && same(fr, root1) && same(sr, root2);
}

// --- notes --------------------------------------------------------------------------------------------------------------

function read_checkpoint(note) {
  const blank = note.lastIndexOf('\n\n');
  check(blank >= 0, 'no signatures');
  const signed = note.slice(0, blank + 1);
  check(/^[\n -~]+$/.test(signed), 'not ASCII');
  const lines = note.slice(blank + 2).split('\n');
  check(lines.pop() === '' && lines.length > 0, 'signature lines');
  const signatures = lines.map((line) => {
    const parts = /^\u2014 ([!-*,-~]+) ([A-Za-z0-9+/=]+)$/.exec(line);
    check(parts, 'a signature line');
    const data = Buffer.from(parts[2], 'base64');
    check(data.toString('base64') === parts[2] && data.length > 4, 'a signature line');
    return { name: parts[1], id: data.subarray(0, 4).toString('hex'), signature: data.subarray(4) };
  });
  const body = /^([^\n]+)\n(0|[1-9][0-9]*)\n([A-Za-z0-9+/]{43}=)\n$/.exec(signed);
  check(body, 'not a checkpoint');
  const root = Buffer.from(body[3], 'base64');
  check(root.toString('base64') === body[3] && BigInt(body[2]) < 1n << 64n, 'not a checkpoint');
  return { signed, signatures, origin: body[1], size: BigInt(body[2]), root };
}

function ed25519(public_key, message, signature) {
  const prefix = Buffer.from('302a300506032b6570032100', 'hex');  // SubjectPublicKeyInfo of RFC 8410
  const key = createPublicKey({ key: Buffer.concat([prefix, public_key]), format: 'der', type: 'spki' });
  return signature.length === 64 && verifySignature(null, message, key, signature);
}

function check_signatures(checkpoint, signers) {
  const names = new Set();
  for (const { name, id, signature } of checkpoint.signatures) {
    check(!names.has(name), `two signatures of ${name}`);
    names.add(name);
    const signer = signers.find((candidate) => candidate.name === name && candidate.id === id);
    check(signer, `${name} is no signer`);
    check(ed25519(signer.public_key, Buffer.from(checkpoint.signed), signature), `signature of ${name}`);
  }
}
const names_of = (checkpoint) => checkpoint.signatures.map(({ name }) => name).join(' ');

// --- state --------------------------------------------------------------------------------------------------------------

const LEAF_TAG = Buffer.from('kaisho state tree leaf version 1');
const LEAF_OP = Buffer.concat([Buffer.from('08091009180' + '92a20', 'hex'), LEAF_TAG]);

/// Length-delimited protobuf fields as [number, bytes], in ascending order.
function protobuf(input) {
  const fields = [];
  for (let at = 0; at < input.length;) {
    const tag = input[at++];
    check((tag & 7) === 2 && tag < 0x80, 'protobuf field');
    let [length, shift, byte] = [0, 0, 0];
    do {
      check(at < input.length && shift < 28, 'protobuf length');
      byte = input[at++];
      length += (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    check(byte !== 0 || shift === 7, 'protobuf length');
    check(at + length <= input.length, 'protobuf ends early');
    check(fields.length === 0 || fields.at(-1)[0] <= tag >> 3, 'protobuf order');
    fields.push([tag >> 3, input.subarray(at, at + length)]);
    at += length;
  }
  return fields;
}

function existence(input) {
  const fields = protobuf(input);
  check(fields.length >= 3 && fields[0][0] === 1 && fields[1][0] === 2 && fields[2][0] === 3, 'existence proof');
  check(same(fields[2][1], LEAF_OP), 'leaf operation');
  const steps = fields.slice(3).map(([field, operation]) => {
    check(field === 4 && operation[0] === 8 && operation[1] === 9, 'inner operation');
    const inner = protobuf(operation.subarray(2));
    check(inner.length === 1 && [2, 3].includes(inner[0][0]) && inner[0][1].length === 32, 'inner operation');
    return { left: inner[0][0] === 2, sibling: inner[0][1] };
  });
  const [key, value] = [fields[0][1], fields[1][1]];
  check(key.length > 0 && value.length > 0, 'existence proof');
  let root = blake(LEAF_TAG, blake(key), blake(value));
  for (const { left, sibling } of steps) root = left ? blake(sibling, root) : blake(root, sibling);
  return { key, value, steps, root };
}

function check_neighbours(left, right) {
  const [a, b] = [[...left.steps], [...right.steps]];
  while (a.length && b.length && a.at(-1).left === b.at(-1).left && same(a.at(-1).sibling, b.at(-1).sibling)) {
    a.pop();
    b.pop();
  }
  check(a.length && b.length && !a.pop().left && b.pop().left, 'the neighbours do not part');
  check(a.every((step) => step.left) && b.every((step) => !step.left), 'leaves between the neighbours');
}

function check_absence(root, key, input) {
  const fields = protobuf(input);
  check(fields.length >= 2 && fields[0][0] === 1 && same(fields[0][1], key), 'absence of another key');
  const neighbours = {};
  for (const [field, proof] of fields.slice(1)) {
    check([2, 3].includes(field) && !neighbours[field], 'absence proof');
    neighbours[field] = existence(proof);
    check(same(neighbours[field].root, root), 'another state root');
  }
  const { 2: left, 3: right } = neighbours;
  check(!left || Buffer.compare(blake(left.key), blake(key)) < 0, 'left neighbour is not left');
  check(!right || Buffer.compare(blake(right.key), blake(key)) > 0, 'right neighbour is not right');
  if (left && right) return check_neighbours(left, right);
  if (left) return check(left.steps.every((step) => step.left), 'not the last leaf');
  return check(right.steps.every((step) => !step.left), 'not the first leaf');
}

function check_state(root, key, value, proof) {
  const fields = protobuf(proof);
  check(fields.length === 1 && fields[0][0] === (value === null ? 2 : 1), 'proof of another kind');
  if (value === null) return check_absence(root, key, fields[0][1]);
  const found = existence(fields[0][1]);
  check(same(found.key, key) && same(found.value, value) && same(found.root, root), 'key, value or state root');
}

// --- the checks of the page, each giving its claim ------------------------------------------------------------------------

function judge_checkpoint(pack) {
  const checkpoint = read_checkpoint(pack.checkpoint);
  const { chain_id, genesis_header, genesis_path } = pack.chain;
  const genesis = read_header(genesis_header);
  check(genesis.height === 0n && same(genesis.parent, Buffer.alloc(32)) && genesis.chain_id === chain_id, 'genesis');
  const genesis_hash = hex(keccak(genesis_header));
  check(checkpoint.origin === `kaisho/${chain_id}/${genesis_hash.slice(2, 18)}`, 'origin');
  check(inclusion(genesis_header, 0n, checkpoint.size, genesis_path, checkpoint.root), 'path of genesis');
  check(pack.signers.length > 0 && checkpoint.signatures.length === pack.signers.length, 'signers');
  check_signatures(checkpoint, pack.signers);
  const members = {
    size: `${checkpoint.size}`, root: hex(checkpoint.root), signers: names_of(checkpoint), chain_id: `${chain_id}`,
    genesis_hash,
  };
  const { size, root, signers } = members;
  return [checkpoint, {
    kind: 'signed_checkpoint', ...members,
    text: `the history of chain ${chain_id} with genesis ${genesis_hash} has the root ${root} over its first ${size} ` +
      `blocks, signed by ${signers}`,
  }];
}

function judge_older(pack, checkpoint, { note, consistency: proof }) {
  const older = read_checkpoint(note);
  check(older.origin === checkpoint.origin, 'origin');
  check_signatures(older, pack.signers);
  check(consistency(older.size, checkpoint.size, proof, older.root, checkpoint.root), 'consistency');
  const [size, root, signers, newer_size] = [`${older.size}`, hex(older.root), names_of(older), `${checkpoint.size}`];
  return {
    kind: 'checkpoint_prefix', size, root, signers, newer_size,
    text: `the checkpoint of ${size} blocks with root ${root}, signed by ${signers}, is a prefix of the checkpoint of ` +
      `${newer_size} blocks`,
  };
}

function judge_block(pack, checkpoint, proved, { header: input, path: proof }) {
  const header = read_header(input);
  check(header.chain_id === pack.chain.chain_id && !proved.has(header.height), 'another chain, or twice');
  check(inclusion(input, header.height, checkpoint.size, proof, checkpoint.root), 'path of the header');
  proved.set(header.height, header);
  const [block, hash, checkpoint_size] = [`${header.height}`, hex(keccak(input)), `${checkpoint.size}`];
  return {
    kind: 'block_in_history', block, hash, checkpoint_size,
    text: `block ${block} with hash ${hash} is in the history of the checkpoint of ${checkpoint_size} blocks`,
  };
}

function judge_transaction(proved, evidence) {
  const header = proved.get(evidence.block);
  check(header, 'the block is not proved');
  const fields = rlp_list(evidence.receipt, 7);
  const [type, success] = [rlp_number(fields[0]), rlp_number(fields[1])];
  check(type <= 2n && success <= 1n, 'receipt');
  const first = evidence.transaction[0];
  check(type === (first === 1 || first === 2 ? BigInt(first) : 0n), 'types differ');
  check(inclusion(evidence.transaction, evidence.index, header.count, evidence.transaction_path, header.transactions),
    'path of the transaction');
  check(inclusion(evidence.receipt, evidence.index, header.count, evidence.receipt_path, header.receipts),
    'path of the receipt');
  const [block, index] = [`${evidence.block}`, `${evidence.index}`];
  const transaction_hash = hex(keccak(evidence.transaction));
  const receipt_hash = hex(keccak(evidence.receipt));
  const status = success === 1n ? 'succeeded' : 'failed';
  return {
    kind: 'transaction_in_block', block, index, transaction_hash, receipt_hash, status,
    text: `transaction ${transaction_hash} is number ${index} of block ${block} and ${status} with the receipt ` +
      receipt_hash,
  };
}

function judge_record(proved, evidence) {
  const header = proved.get(evidence.block);
  check(header, 'the block is not proved');
  const { slot: slot_bytes, value: value_bytes } = evidence;
  const key = slot_bytes === null ? Buffer.concat([Buffer.from([1]), evidence.address])
    : Buffer.concat([Buffer.from([2]), evidence.address, slot_bytes]);
  check_state(header.state, key, value_bytes, evidence.proof);
  const [block, address] = [`${evidence.block}`, hex(evidence.address)];
  const slot = slot_bytes && hex(slot_bytes);
  const value = value_bytes && hex(value_bytes);
  const at = `in the state after block ${block}`;
  if (slot && value) {
    return {
      kind: 'slot_present', block, address, slot, value,
      text: `storage slot ${slot} of ${address} had the value ${value} ${at}`,
    };
  }
  if (slot) return { kind: 'slot_absent', block, address, slot, text: `storage slot ${slot} of ${address} was empty ${at}` };
  if (value) {
    return { kind: 'account_present', block, address, value, text: `account ${address} had the record ${value} ${at}` };
  }
  return { kind: 'account_absent', block, address, text: `account ${address} did not exist ${at}` };
}

function evidence_claims(pack) {
  const [checkpoint, first] = judge_checkpoint(pack);
  const proved = new Map();
  return [
    first,
    ...pack.older_checkpoints.map((older) => judge_older(pack, checkpoint, older)),
    ...pack.blocks.map((block) => judge_block(pack, checkpoint, proved, block)),
    ...pack.transactions.map((transaction) => judge_transaction(proved, transaction)),
    ...pack.records.map((record) => judge_record(proved, record)),
  ];
}

// --- named records: what a proved slot is, from its name ------------------------------------------------------------------

const GOVERNANCE = '0x4b00000000000000000000000000000000000001';
const word_of = (value) => Buffer.from(BigInt(value).toString(16).padStart(64, '0'), 'hex');
const hash_key = (key) => { check(/^0x[0-9a-f]{64}$/.test(key), 'a hash'); return word_of(key); };
const address_key = (key) => { check(/^0x[0-9a-f]{40}$/.test(key), 'an address'); return word_of(key); };
const number_key = (key) => { check(/^(0|[1-9][0-9]{0,19})$/.test(key) && BigInt(key) < 1n << 64n, 'a number'); return word_of(key); };
const text_key = (key) => Buffer.from(key, 'utf8');
const element = (words) => (key, slot) => {
  number_key(key);
  check(BigInt(key) > 0n && BigInt(key) <= 0xffffffffffffn, 'an element');
  return word_of((big_endian(keccak(slot)) + (BigInt(key) - 1n) * words) % (1n << 256n));
};
const below = (read) => (key, slot) => keccak(Buffer.concat([read(key), slot]));
/// Beyond the first key's record: so many words on.
const hop = (words, step) => (key, slot) => step(key, word_of((big_endian(slot) + words) % (1n << 256n)));
const VARIABLES = {
  layoutVersion: [0], consortium: [1], 'members.length': [2], memberByOperator: [4, below(address_key)],
  versions: [7, below(text_key), hop(2n, element(1n))], policies: [7, below(text_key), hop(3n, element(2n))],
  versionByName: [7, below(text_key), hop(4n, below(text_key))], tokenOf: [8, below(address_key)],
  'userIds.length': [9], userIds: [9, element(1n)], tokensOf: [10, below(text_key), hop(4n, element(1n))],
  userOf: [11, below(address_key)], 'applications.length': [12], nodes: [16, below(number_key)],
  memberByKey: [17, below(hash_key)], membershipChanges: [18], 'membershipPolicies.length': [19],
  membershipPolicies: [19, element(2n)], 'proposals.length': [20], proposals: [20, element(11n)],
  approvals: [20, element(11n), hop(10n, below(number_key))], clerks: [24, below(address_key)],
  regions: [25, below(text_key)], 'entrustments.length': [26, below(text_key)],
  entrustments: [26, below(text_key), element(2n)], privateRoots: [27, below(number_key)],
  rebuilds: [28, below(hash_key), below(number_key)],
  members: [2, element(2n)], memberByName: [3, below(text_key)], packages: [5, below(hash_key)],
  attestations: [6, below(hash_key), below(number_key)], tokens: [7, below(text_key)], users: [10, below(text_key)],
  applications: [12, element(7n)], applicationOf: [13, below(text_key), below(text_key)], consents: [14, below(hash_key)],
  usable: [15, below(text_key), below(address_key)], lifecycles: [21, below(text_key)], packageRules: [22, below(hash_key)],
  leaving: [23, below(text_key), below(address_key)],
};

/// { variable, keys, offset, part, slot } of a name; throws Fails for a text that is none.
export function named_slot(name) {
  const parts = /^([A-Za-z.]+)((?:\[[^\]]+\])*)(?:\+([1-9][0-9]?))?(?:#([1-9][0-9]{0,3}))?$/.exec(name);
  check(parts && Object.hasOwn(VARIABLES, parts[1]), 'no name');
  const [number, ...steps] = VARIABLES[parts[1]];
  const keys = [...parts[2].matchAll(/\[([^\]]+)\]/g)].map(([, key]) => key);
  const offset = Number(parts[3] ?? 0);
  const part = Number(parts[4] ?? 0);
  check(keys.length === steps.length && offset <= 16 && part <= 2048, 'no name');
  const first = keys.reduce((slot, key, i) => steps[i](key, slot), word_of(number));
  const head = word_of((big_endian(first) + BigInt(offset)) % (1n << 256n));
  const slot = part === 0 ? head : word_of((big_endian(keccak(head)) + BigInt(part - 1)) % (1n << 256n));
  return { variable: parts[1], keys, offset, part, slot };
}

const seconds = (value, at, size) => big_endian(value.subarray(32 - at - size, 32 - at));
const SAY = {
  'applicationOf+0': ([user, token], value) => (value === null ? `no consent of user ${user} for token ${token} existed`
    : `application ${seconds(value, 0, 8)} of user ${user} for token ${token} is the one that counts`),
  'consents+2': ([digest], value) => (value === null ? `consent ${digest} was not withdrawn`
    : `consent ${digest} was withdrawn at ${seconds(value, 0, 8)} (seconds since 1970)`),
  'usable+0': ([token, account], value) => (value === null ? `account ${account} had no right to use token ${token}`
    : `account ${account} could use token ${token} by application ${seconds(value, 0, 8)}`),
};

/// What a record says by itself; null where its label names nothing, or something else than its slot.
function words_of({ address, slot, value, label, block }) {
  if (hex(address) !== GOVERNANCE || slot === null || label === null) return null;
  const name = label.split(': ')[0];
  let named;
  try {
    named = named_slot(name);
  } catch (error) {
    if (error instanceof Fails) return null;
    throw error;
  }
  if (!same(named.slot, slot)) return `after block ${block} the record labelled ${name} is another one: not believed`;
  const say = named.part === 0 ? SAY[`${named.variable}+${named.offset}`] : null;
  return say ? `after block ${block} ${say(named.keys, value)}` : null;
}

/// Members in one order, so that equal claims are equal texts.
const canonical = (value) => JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

/// JSON.parse keeps the last of two equal keys in silence: every string that is followed by a colon is a key.
function refuse_double_keys(json) {
  const open = [];
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (token.endsWith(':')) {
      const key = JSON.parse(token.replace(/\s*:$/, ''));
      require_form(!open.at(-1).has(key), `the key ${key} stands twice`);
      open.at(-1).add(key);
    }
  }
}

function parse(input) {
  try {
    const json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(input);
    const value = JSON.parse(json);
    refuse_double_keys(json);
    return value;
  } catch (error) {
    throw new Unreadable(error.message);
  }
}

function verify(input, trusted) {
  const pack = read_pack(parse(input));
  check(trusted.length === 0 || pack.signers.some((signer) => trusted.includes(signer.text)), 'no trusted key has signed');
  const shown = evidence_claims(pack).map(canonical).sort();
  const claimed = pack.claims.map(canonical).sort();
  check(claimed.length > 0 && claimed.length === shown.length, 'claims and evidence differ in number');
  claimed.forEach((value, i) => check(value === shown[i], `not shown: ${value}`));
  const words = pack.records.map(words_of).filter((sentence) => sentence !== null);
  return [...pack.claims.map((held) => `holds  ${held.text}`), ...words.map((sentence) => `means  ${sentence}`)];
}

/// { exit: 0 | 1 | 2, lines }
export function judge(input, trusted = []) {
  try {
    return { exit: 0, lines: verify(input, trusted) };
  } catch (error) {
    if (error instanceof Fails) return { exit: 1, lines: [`FAILS  ${error.message}`] };
    if (error instanceof Unreadable) return { exit: 2, lines: [`unreadable: ${error.message}`] };
    throw error;
  }
}

if (process.argv[1] === import.meta.filename) {
  const [file, ...trusted] = process.argv.slice(2);
  const { exit, lines } = judge(readFileSync(file), trusted);
  console.log(lines.join('\n'));
  process.exit(exit);
}
