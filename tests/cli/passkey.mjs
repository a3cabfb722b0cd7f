// An authenticator for tests: what a browser's navigator.credentials would answer, with Node's own P-256.
//   passkey.mjs new KEY.json            makes a key, prints its public key (base64url of SubjectPublicKeyInfo)
//   passkey.mjs sign KEY.json DIGEST    prints the assertion for a digest (0x and 64 digits)
import { readFileSync, writeFileSync } from "node:fs";
import { webcrypto, createPrivateKey, sign, createHash } from "node:crypto";

const [, , action, file, digest] = process.argv;
const url = (bytes) => Buffer.from(bytes).toString("base64url");

if (action === "new") {
  const pair = await webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign"]);
  const secret = await webcrypto.subtle.exportKey("pkcs8", pair.privateKey);
  const open = await webcrypto.subtle.exportKey("spki", pair.publicKey);
  writeFileSync(file, JSON.stringify({ secret: url(secret), publicKey: url(open) }), { mode: 0o600 });
  console.log(url(open));
} else {
  const key = JSON.parse(readFileSync(file, "utf8"));
  const clientData = Buffer.from(
    JSON.stringify({
      type: "webauthn.get",
      challenge: url(Buffer.from(digest.slice(2), "hex")),
      origin: "https://bank.example",
      crossOrigin: false,
    }),
  );
  const relyingParty = createHash("sha256").update("bank.example").digest();
  const authenticatorData = Buffer.concat([relyingParty, Buffer.from([0x05, 0, 0, 0, 1])]);
  const message = Buffer.concat([authenticatorData, createHash("sha256").update(clientData).digest()]);
  const secret = createPrivateKey({ key: Buffer.from(key.secret, "base64url"), format: "der", type: "pkcs8" });
  const signature = sign("sha256", message, secret); // DER, as authenticators give it
  console.log(
    JSON.stringify({
      publicKey: key.publicKey,
      response: {
        clientDataJSON: url(clientData),
        authenticatorData: url(authenticatorData),
        signature: url(signature),
      },
    }),
  );
}
