// A member's service as a liar runs it: with the member's own keys, at the address that its record names, and with signed
// checkpoints of another history.
import {createHash, createPrivateKey, createPublicKey, sign} from "node:crypto";
import {readFileSync} from "node:fs";
import {createServer} from "node:https";
import {join} from "node:path";

/** Ed25519 private key of 32 bytes of seed (RFC 8410, section 7). */
const keyOf = (seed) =>
    createPrivateKey({key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]), format: "der", type: "pkcs8"});

/** A signed note (C2SP) of one line of signature. */
function note(text, name, key) {
  const raw = createPublicKey(key).export({format: "der", type: "spki"}).subarray(-32);
  const id = createHash("sha256").update(`${name}\n\x01`).update(raw).digest().subarray(0, 4);
  return `${text}\n— ${name} ${Buffer.concat([id, sign(null, Buffer.from(text), key)]).toString("base64")}\n`;
}

export class Impostor {
  checkpoints = 0;
  #server;

  /** `origin`: first line of the ledger's checkpoints. */
  constructor(member, port, origin) {
    const file = (name) => readFileSync(join(member.folder, "keys", name));
    const key = keyOf(Buffer.from(file("checkpoint.key").toString().trim().slice(2), "hex"));
    const answers = [
      [/^\/v1\/hello$/, () => JSON.stringify({member: member.name, ledger: origin, you: "member"})],
      [/^\/v1\/checkpoint(?:\/(\d+))?$/, ([, size = "3"]) => {
        ++this.checkpoints;
        return note(`${origin}\n${size}\n${Buffer.alloc(32, 7).toString("base64")}\n`, member.name, key);
      }],
    ];
    this.#server = createServer({key: file("tls.key"), cert: file("tls.crt"), minVersion: "TLSv1.3", requestCert: true,
                                 rejectUnauthorized: false}, (request, response) => {
      for (const [path, answer] of answers) {
        const found = request.url.match(path);
        if (!found) continue;
        const body = answer(found);
        response.writeHead(200, {"Content-Length": Buffer.byteLength(body)});
        return response.end(request.method === "HEAD" ? undefined : body);
      }
      response.writeHead(404, {"Content-Length": 0}).end();
    }).listen(port, "127.0.0.1");
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
