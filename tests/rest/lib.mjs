// A governed consortium in one process, with operators, for the tests of REST.
import {execFile, execFileSync, spawn} from "node:child_process";
import * as http from "node:http";
import * as https from "node:https";
import {appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {AbiCoder, Wallet} from "ethers";

const run = promisify(execFile);
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

export const kToken = "ACME-2031";
export const constructorTypes = ["string", "string", "string", "string", "uint256", "uint16", "uint64", "address"];
export const bondArguments = (issuer) => AbiCoder.defaultAbiCoder().encode(
    constructorTypes, [kToken, "ACME 1.50% 2031", "JP3435000009", "JPY", 100000n, 150, 1917302400n, issuer]);

let checks = 0;
const verbose = process.env.KAISHO_VERBOSE;
export function check(condition, what, seen) {
  if (!condition) {
    console.error(`FAILED ${what}`, seen ?? "");
    process.exit(1);
  }
  if (verbose) console.log(`    ${what}`);
  ++checks;
}
export const report = (name) => console.log(`ok  ${name}: ${checks} checks`);

export class Consortium {
  /** Founds one of these members in a fresh folder and starts it. `settings`: lines for node.toml. */
  static async start(program, {members = ["bank", "broker"], settings = ""} = {}) {
    const folder = mkdtempSync(join(tmpdir(), "kaisho-rest-"));
    const self = new Consortium(program, folder, members);
    await self.kaisho("consortium", "new", "--solo", "--members", members.join(","), "--listen", "127.0.0.1:0",
                      join(folder, "c"));
    const keys = members.map((name) => `"keys/${name}.key"`).join(", ");
    const path = join(folder, "c/node.toml");
    const text = readFileSync(path, "utf8");
    const lines = `operator_keys = [${keys}]\n${settings.top ?? ""}`;
    rmSync(path);
    appendFileSync(path, text.replace(/^listen.*$/m, (line) => `${line}\n${lines}`) + (settings.tables ?? ""));
    await self.up();
    return self;
  }
  constructor(program, folder, members) {
    Object.assign(this, {program, folder, members});
  }

  async up() {
    this.child = spawn(this.program, ["node", "--config", join(this.folder, "c/node.toml"), "--json"],
                       {stdio: ["ignore", "pipe", "pipe"]});
    running.add(this.child);
    this.log = "";
    this.child.stderr.on("data", (text) => (this.log += text));
    this.ended = new Promise((resolve) => this.child.once("close", (code) => (running.delete(this.child), resolve(code))));
    let seen = "";
    const first = await Promise.race([
      new Promise((resolve) => this.child.stdout.on("data", (text) => {
        seen += text;
        if (seen.includes("\n")) resolve(JSON.parse(seen.slice(0, seen.indexOf("\n"))));
      })),
      this.ended.then((code) => {
        throw new Error(`the node ended with ${code}: ${this.log}`);
      }),
    ]);
    this.url = first.listening;
    this.tls = first.tls;
  }
  async down(signal = "SIGTERM") {
    this.child.kill(signal);
    await this.ended;
  }
  async end() {
    await this.down();
    rmSync(this.folder, {recursive: true, force: true});
  }

  /** A command of the program with --json; its object. */
  async kaisho(...args) {
    const {stdout} = await run(this.program, [...args, "--json"], {maxBuffer: 1 << 26});
    return JSON.parse(stdout);
  }
  get config() {
    return ["--config", join(this.folder, "c/node.toml")];
  }
  key(name) {
    return join(this.folder, `c/keys/${name}.key`);
  }
  operator(name, provider) {
    return new Wallet(readFileSync(this.key(name), "utf8").trim(), provider);
  }
  /** A token of a new operator. */
  async token(organization, roles, name = `${organization} ${roles}`) {
    return await this.kaisho("access", "token", "create", ...this.config, "--organization", organization, "--name", name,
                             "--role", roles);
  }

  /** The demo's bond, or its second version (bond2, BondToken2), as a package folder; given to the node. */
  async publishBond(version = "1.0.0", program = {}) {
    const bond = packageBond(this.program, join(this.folder, `bond-${version}`), version, program);
    const published = await this.kaisho("program", "publish", bond.folder, "--rpc", this.url);
    return {...bond, packageHash: published.packageHash};
  }
}

/** The demo's bond, or its second version (bond2, BondToken2), as a package in this folder. */
export function packageBond(program, folder, version = "1.0.0", {kind = "bond", contract = "BondToken"} = {}) {
  cpSync(join(process.env.KAISHO_BUILD ?? join(dirname(fileURLToPath(import.meta.url)), "../../build"), `contracts/${kind}`),
         folder, {recursive: true});
  const made = execFileSync(program, ["program", "init", folder, "--token", kToken, "--name", "BondToken",
                                      "--program-version", version, "--contract", `artifacts/${contract}.json`,
                                      "--test", `artifacts/${contract}Test.json`, "--json"], {encoding: "utf8"});
  return {folder, packageHash: JSON.parse(made).packageHash,
          manifest: JSON.parse(readFileSync(join(folder, "program.json"), "utf8"))};
}

/** The part of a document that stands here, or that a reference here names. */
export function resolved(document, part) {
  if (part?.$ref === undefined) return part;
  return resolved(document, part.$ref.split("/").slice(1).reduce((at, name) => at[name.replaceAll("~1", "/").replaceAll("~0", "~")], document));
}

/** A request without the client, as a stranger makes it. */
export async function raw(url, method, path, {headers = {}, body} = {}) {
  const response = await fetch(url + path, {method, headers, body});
  const text = await response.text();
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return {status: response.status, headers: response.headers, text, json};
}

/** Before its node starts: the member's node signs for it, and these people of it may ask it to. Their tokens. */
export function admit(program, member, names, roles = "registrar,administrator") {
  const path = join(member.folder, "node.toml");
  const text = readFileSync(path, "utf8");
  rmSync(path);
  appendFileSync(path, text.replace(/^listen.*$/m, (line) => `${line}\noperator_keys = ["keys/operator.key"]`));
  return names.map((name) =>
      JSON.parse(execFileSync(program, ["access", "token", "create", "--config", path, "--organization", member.name, "--name", name,
                                        "--role", roles, "--json"], {encoding: "utf8"})).token);
}

/** A certificate of its own name, for 127.0.0.1, and its key: files, and what Node.js takes. */
export function certificate(folder, name, file = name) {
  const [crt, key] = [join(folder, `${file}.crt`), join(folder, `${file}.key`)];
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj",
                           `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", crt], {stdio: "ignore"});
  return {crt, key, pem: {cert: readFileSync(crt), key: readFileSync(key)}};
}

/** An operation's stream of events as it comes. `paused`: it is never read. `whole`: it ended as it should. */
export function openStream(url, token, {operation}, {headers = {}, method = "GET", paused = false, ...options} = {}) {
  const {request} = url.startsWith("https:") ? https : http;
  return new Promise((resolve, reject) => {
    const call = request(`${url}/v1/operations/${operation}/events`,
                         {method, headers: {...(token ? {Authorization: `Bearer ${token}`} : {}), ...headers}, agent: false, ...options},
                         (response) => {
      const self = {status: response.statusCode, headers: response.headers, text: "", whole: false, end: () => call.destroy()};
      self.ended = new Promise((ended) => response.once("close", () => ended(self)).on("error", () => {}));
      response.once("end", () => (self.whole = response.complete));
      if (!paused) response.on("data", (piece) => (self.text += piece));
      resolve(self);
    });
    call.on("error", reject);
    call.end();
  });
}

export const terms = (more = {}) => ({
  language: "en",
  purpose: "Issue and run the bond",
  scope: "This token only",
  expiry: Math.floor(Date.now() / 1000) + 86_400,
  salt: Wallet.createRandom().privateKey,
  ...more,
});
