// Operators by client certificate, over TLS.   tls_test.mjs PROGRAM
import {mkdtempSync, rmSync} from "node:fs";
import {request} from "node:https";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {connect} from "node:net";

import {certificate, check, Consortium, report} from "./lib.mjs";

const folder = mkdtempSync(join(tmpdir(), "kaisho-tls-"));
const server = certificate(folder, "node");
const consortium = await Consortium.start(process.argv[2], {settings: {
  tables: `\n[tls]\nlisten = "127.0.0.1:0"\ncertificate = "${server.crt}"\nkey = "${server.key}"\n`}});
check(consortium.tls?.startsWith("https://127.0.0.1:"), "the node says where TLS listens", consortium.tls);

const ask = (path, options = {}, method = "GET") => new Promise((resolve, reject) => {
  const call = request(consortium.tls + path, {ca: server.pem.cert, method, agent: false, ...options}, (response) => {
    let text = "";
    response.on("data", (piece) => (text += piece)).on("end", () => resolve(
        {status: response.statusCode, json: JSON.parse(text), protocol: response.socket.getProtocol?.()}));
  });
  call.on("error", reject).end();
});

const carol = certificate(folder, "carol"), eve = certificate(folder, "eve");
const added = await consortium.kaisho("access", "certificate", "add", ...consortium.config, "--certificate", carol.crt, "--organization",
                                      "bank", "--name", "carol", "--role", "auditor");
check((await ask("/v1/consortium")).status === 200, "what anyone may, without a certificate");
check((await ask("/v1/me")).status === 401, "no certificate is nobody");
const me = await ask("/v1/me", carol.pem);
check(me.status === 200 && me.json.name === "carol" && me.json.roles.join() === "auditor", "a known certificate is its operator", me);
check((await ask("/v1/me", eve.pem)).status === 401, "an unknown certificate is nobody");
check((await ask("/v1/members", carol.pem)).status === 200, "an auditor reads");
check((await ask("/v1/proposals", carol.pem, "POST")).status === 403, "an auditor does not propose");
const token = (await consortium.token("broker", "registrar")).token;
check((await ask("/v1/me", {headers: {Authorization: `Bearer ${token}`}})).json.organization === "broker", "a token works under TLS too");
check((await ask("/", carol.pem)).json.type.endsWith("no-such-resource"), "JSON-RPC is not behind TLS");
const tls12 = await ask("/v1/me", {...carol.pem, maxVersion: "TLSv1.2"}).catch((error) => error);
check(/alert protocol version/.test(tls12.message), "TLS 1.2 is refused", tls12);

// Anybody can write carol's name into a certificate; the key is what counts.
const twin = certificate(folder, "carol", "twin");
check((await ask("/v1/me", twin.pem)).status === 401, "a certificate of the same name with another key is nobody");
const refused = await consortium.kaisho("access", "certificate", "add", ...consortium.config, "--certificate", carol.crt, "--organization",
                                        "broker", "--name", "eve", "--role", "administrator").catch((error) => error);
check(JSON.parse(refused.stdout ?? "{}").type === "urn:kaisho:already_known", "one key belongs to one operator", refused);
await consortium.kaisho("access", "revoke", ...consortium.config, added.id);
check((await ask("/v1/me", carol.pem)).status === 401, "a revoked certificate ends with the next request");

// Somebody who says nothing, and somebody who speaks no TLS, hold nobody up.
const silent = connect(new URL(consortium.tls).port, "127.0.0.1").on("error", () => {});
const plain = connect(new URL(consortium.tls).port, "127.0.0.1").on("error", () => {});
plain.write("GET /v1/me HTTP/1.1\r\nHost: localhost\r\n\r\n");
check((await ask("/v1/consortium")).status === 200, "others are answered meanwhile");
silent.destroy();
plain.destroy();

await consortium.end();
rmSync(folder, {recursive: true});
report("operators by client certificate");
