// A user whose key is a passkey signs like one with a wallet: PasskeySigner has the methods of an ethers signer.
// What is signed is in docs/formats/consent.md: the assertion, whose challenge is the digest of the document.

/** Order of P-256 (SEC 2, secp256r1). */
const kOrder = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

export const toBase64Url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
export const fromBase64Url = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));

const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytesOf = (text) => Uint8Array.from(text.replace(/^0x/, "").match(/../g) ?? [], (pair) => parseInt(pair, 16));
const word = (number) => BigInt(number).toString(16).padStart(64, "0");

/** x and y of a P-256 key in SubjectPublicKeyInfo (RFC 5480), as getPublicKey() of a browser gives it. */
function pointOf(spki) {
  const kHead = "3059301306072a8648ce3d020106082a8648ce3d03010703420004";
  const text = hex(spki);
  if (text.length !== kHead.length + 128 || !text.startsWith(kHead))
    throw new TypeError("this is no P-256 key: create the passkey with {type: \"public-key\", alg: -7} (ES256)");
  return {x: text.slice(kHead.length, kHead.length + 64), y: text.slice(kHead.length + 64)};
}

/** r and s of the DER form (RFC 3279, 2.2.3). */
function numbersOf(der) {
  const bytes = new Uint8Array(der);
  const wrong = () => new TypeError("the authenticator's signature is no DER form");
  if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2) throw wrong();
  const numbers = [];
  for (let at = 2; at < bytes.length;) {
    const end = at + 2 + (bytes[at + 1] ?? 0);
    if (bytes[at] !== 0x02 || end === at + 2 || end > bytes.length) throw wrong();
    numbers.push(BigInt("0x" + hex(bytes.slice(at + 2, end))));
    at = end;
  }
  if (numbers.length !== 2) throw wrong();
  return numbers;
}

/** A dynamic value of the ABI: its length, and its bytes with zeros behind them. */
const tail = (bytes) => word(bytes.byteLength) + hex(bytes).padEnd(Math.ceil(bytes.byteLength / 32) * 64, "0");

/** 0x01 and (bytes32 x, bytes32 y, bytes authenticatorData, string clientDataJSON, bytes32 r, bytes32 s). */
function encode({x, y}, {authenticatorData, clientDataJSON, signature}) {
  const [r, s] = numbersOf(signature);
  const low = s > kOrder / 2n ? kOrder - s : s; // an authenticator may give either; the ledger takes one
  const [first, second] = [tail(authenticatorData), tail(clientDataJSON)];
  const heads = x + y + word(6 * 32) + word(6 * 32 + first.length / 2) + word(r) + word(low);
  return "0x01" + heads + first + second;
}

/** keccak256, hashMessage and hashTypedData as hexadecimal texts, of ethers 6 or viem 2. */
function hashesOf(library) {
  const {keccak256, hashMessage, hashTypedData, TypedDataEncoder} = library;
  const typed = hashTypedData ? (domain, types, primaryType, message) => hashTypedData({domain, types, primaryType, message})
                              : (domain, types, _, message) => TypedDataEncoder.hash(domain, types, message);
  if (!keccak256 || !hashMessage || !(hashTypedData || TypedDataEncoder)) throw new TypeError("this is neither ethers 6 nor viem 2");
  return {keccak256, hashMessage, typed};
}

/** The type that no other one holds. */
const primaryOf = (types) => Object.keys(types).find((name) => !Object.values(types).flat().some(({type}) => type.replace(/\[.*$/, "") === name));

export class PasskeySigner {
  /**
   * `publicKey`: getPublicKey() of the credential's creation. `credentialId`: its rawId; without it the browser lets the
   * user choose. `get` asks the authenticator, as (publicKey) => navigator.credentials.get({publicKey}) does. `library`:
   * the module ethers or viem, which computes the digests here: a node's word for them would be worth nothing.
   */
  constructor({publicKey, credentialId, get, library}) {
    this.point = pointOf(publicKey);
    this.credentialId = credentialId;
    this.get = get;
    this.hashes = hashesOf(library);
    const preimage = hex(new TextEncoder().encode("Kaisho P-256 account")) + this.point.x + this.point.y;
    this.address = "0x" + this.hashes.keccak256("0x" + preimage).slice(-40);
  }
  async getAddress() {
    return this.address;
  }
  async signDigest(digest) {
    const options = {challenge: bytesOf(digest), userVerification: "required"};
    if (this.credentialId) options.allowCredentials = [{type: "public-key", id: this.credentialId}];
    return encode(this.point, (await this.get(options)).response);
  }
  async signMessage(message) {
    return await this.signDigest(this.hashes.hashMessage(message));
  }
  async signTypedData(domain, types, message) {
    return await this.signDigest(this.hashes.typed(domain, types, primaryOf(types), message));
  }
}
