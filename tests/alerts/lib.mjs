// Real receivers of alerts: an SMTP server with STARTTLS and AUTH, an HTTPS receiver of webhooks; and the program.
import {execFileSync, spawn, spawnSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {createServer as createHttps} from "node:https";
import {createServer as createTcp} from "node:net";
import {simpleParser} from "mailparser";
import {SMTPServer} from "smtp-server";
import {Webhook} from "standardwebhooks";

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** Waits until `look` gives something; an error after a minute. */
export async function until(what, look) {
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((done) => setTimeout(done, 50))) {
    const seen = await look();
    if (seen) return seen;
  }
  throw new Error(`waited in vain: ${what}`);
}

/** An authority, and a certificate of its own for this machine. */
export function makeCertificates(folder) {
  const openssl = (...args) => execFileSync("openssl", args, {cwd: folder, stdio: "pipe"});
  openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key", "-out",
          "ca.pem", "-days", "2", "-subj", "/CN=test authority");
  openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "server.key",
          "-out", "server.pem", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-CA",
          "ca.pem", "-CAkey", "ca.key");
  const read = (name) => readFileSync(`${folder}/${name}`);
  return {key: read("server.key"), cert: read("server.pem"), ca: `${folder}/ca.pem`};
}

/** A port that is free now. */
export const freePort = () => new Promise((resolve) => {
  const server = createTcp().listen(0, "127.0.0.1", () => {
    const {port} = server.address();
    server.close(() => resolve(port));
  });
});

/**
 * Takes mail from the one who knows the password, over TLS; without a user, from anybody. `mails` are parsed by another
 * implementation; `onMail` sees each before it is acknowledged.
 */
export class MailServer {
  mails = [];
  onMail = () => {};
  constructor(tls, {user, password, refuse = 0}) {
    this.refuse = refuse;  // so many mails with a temporary error
    this.server = new SMTPServer({
      ...tls,
      authOptional: user === undefined,
      onAuth: (auth, session, done) => done(
          session.secure && auth.username === user && auth.password === password ? null : new Error("no"), {user}),
      onData: (stream, session, done) => {
        const parts = [];
        stream.on("data", (part) => parts.push(part));
        stream.on("end", async () => {
          if (this.refuse-- > 0) return done(Object.assign(new Error("try again later"), {responseCode: 451}));
          const raw = Buffer.concat(parts);
          this.mails.push({raw: raw.toString("latin1"), envelope: session.envelope, secure: session.secure,
                           ...await simpleParser(raw)});
          this.onMail(this.mails.at(-1));
          done();
        });
      },
    });
    this.server.on("error", () => {});  // of a connection that was killed
  }
  listen = (port) => new Promise((done) => this.server.listen(port, "127.0.0.1", done));
  close = () => new Promise((done) => this.server.close(done));
}

/** Takes webhooks whose signature holds by the reference library; answers 500 to the first `refuse`. */
export class WebhookServer {
  bodies = [];
  refused = 0;
  constructor(tls, secret, refuse = 0) {
    const verifier = new Webhook(secret);
    this.server = createHttps(tls, (request, response) => {
      let text = "";
      request.on("data", (part) => (text += part));
      request.on("end", () => {
        try {
          if (this.refused < refuse) throw new Error(`refusal ${++this.refused}`);
          this.bodies.push({...verifier.verify(text, request.headers), id: request.headers["webhook-id"]});
          response.writeHead(204).end();
        } catch (error) {
          response.writeHead(500).end(error.message);
        }
      });
    });
  }
  listen = (port) => new Promise((done) => this.server.listen(port, "127.0.0.1", done));
  close = () => new Promise((done) => (this.server.close(done), this.server.closeAllConnections()));
}

/** The program in a folder: commands, and a node that can be killed. */
export class Program {
  constructor(binary, folder) {
    this.binary = binary;
    this.folder = folder;
    this.env = {...process.env};
  }
  /** Runs a command; its JSON answer. */
  run(...args) {
    const text = execFileSync(this.binary, [...args, "--json"], {cwd: this.folder, env: this.env, stdio: "pipe"});
    return JSON.parse(text.toString().trim().split("\n").at(-1));
  }
  text(...args) {
    return execFileSync(this.binary, args, {cwd: this.folder, env: this.env, stdio: "pipe"}).toString();
  }
  /** The same for a command that must fail; its problem. */
  refused(...args) {
    const done = spawnSync(this.binary, [...args, "--json"], {cwd: this.folder, env: this.env});
    if (done.status === 0) throw new Error(`this should have been refused: ${args.join(" ")}`);
    return done.stderr.toString() + done.stdout.toString();
  }
  async start() {
    const child = spawn(this.binary, ["node", "--config", "c/node.toml", "--json"], {cwd: this.folder, stdio: "pipe"});
    running.add(child);
    let out = "";
    this.log = "";
    child.stdout.on("data", (part) => (out += part));
    child.stderr.on("data", (part) => (this.log += part));
    this.ended = new Promise((done) => child.once("close", (code) => (running.delete(child), done(code))));
    this.child = child;
    await until("the node listens", () => {
      if (child.exitCode !== null) throw new Error(`the node ended:\n${this.log}`);
      return out.includes("\n");
    });
    this.env.KAISHO_RPC = JSON.parse(out.split("\n")[0]).listening;
  }
  async kill(signal = "SIGKILL") {
    this.child.kill(signal);
    return await this.ended;
  }
}
