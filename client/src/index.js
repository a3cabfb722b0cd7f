// A thin layer over fetch: problems become errors, writes get an idempotency key, operations are followed to their end.
// What can be asked, and what is answered, says api.d.ts, which is made from the node's openapi.json.
import {eventsOf} from "./events.js";
import {fromBase64Url, toBase64Url} from "./passkey.js";

export {PasskeySigner} from "./passkey.js";

/** An answer that is an RFC 9457 problem. */
export class KaishoProblem extends Error {
  constructor(problem) {
    super(problem.detail ?? problem.title ?? "the node refused");
    this.name = "KaishoProblem";
    this.type = problem.type;
    this.title = problem.title;
    this.status = problem.status;
    this.detail = problem.detail;
    this.errors = problem.errors ?? [];
    this.error = problem.error;
    this.operation = problem.operation;
  }
  /** The last part of the type: "ledger-refused". */
  get slug() {
    return String(this.type ?? "").replace(/^urn:kaisho:problem:/, "");
  }
}

const kPollEvery = 200; // ms between two looks at an operation
const kPatience = 120_000; // ms until an operation is given up on

const sleep = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** "/v1/users/{userId}" with its parameters in place. A URL drops ".." and what stands before it: that would be another path. */
function fill(path, parameters = {}) {
  return path.replace(/\{(\w+)\}/g, (_, name) => {
    const value = String(parameters[name] ?? "");
    if (["", ".", ".."].includes(value)) throw new TypeError(`the path ${path} needs "${name}", and "${value}" is none`);
    return encodeURIComponent(value);
  });
}

function idOf(operation) {
  const id = typeof operation === "string" ? operation : operation?.operation;
  if (!id) throw new TypeError("this is no operation");
  return id;
}

/** Whether the same may succeed later: there is no answer, or the node is busy or in trouble. */
const passes = (error) => !(error instanceof KaishoProblem) || error.status === 429 || error.status >= 502;

async function problemOf(response) {
  const text = await response.text();
  try {
    return new KaishoProblem({status: response.status, ...JSON.parse(text)});
  } catch {
    return new KaishoProblem({status: response.status, title: response.statusText, detail: text.slice(0, 500)});
  }
}

/** Account of an ethers Signer, a viem LocalAccount, or a viem WalletClient. */
async function accountOf(signer) {
  if (typeof signer.getAddress === "function") return await signer.getAddress();
  if (typeof signer.address === "string") return signer.address;
  if (signer.account) return signer.account.address;
  throw new TypeError("this is no signer of ethers or viem");
}

async function signMessage(signer, message) {
  if (typeof signer.getAddress === "function") return await signer.signMessage(message);
  return await signer.signMessage({account: signer.account ?? signer.address, message});
}

/** Signs a draft's typed data (eth_signTypedData_v4) with a signer of ethers or viem. */
export async function signDraft(signer, draft) {
  const {domain, types, primaryType, message} = draft.typedData;
  const {EIP712Domain: _, ...named} = types; // both libraries make it from the domain
  if (typeof signer.getAddress === "function") return await signer.signTypedData(domain, named, message);
  return await signer.signTypedData({account: signer.account ?? signer.address, domain, types: named, primaryType, message});
}

/** A fresh idempotency key. */
export const newKey = () => globalThis.crypto.randomUUID();

export class KaishoClient {
  /** @param {{baseUrl: string, token?: string, fetch?: typeof fetch}} options */
  constructor({baseUrl, token, fetch = globalThis.fetch}) {
    this.baseUrl = baseUrl.replace(/\/+$/, "");
    this.token = token;
    this.fetch = (url, options) => fetch(url, options); // a browser refuses its own as a method of something else
  }

  async #ask(method, path, {path: parameters, query, body, idempotencyKey, signal, headers: more} = {}) {
    const url = new URL(this.baseUrl + fill(path, parameters));
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const headers = {Accept: "application/json", ...more};
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (idempotencyKey) headers["Idempotency-Key"] = idempotencyKey;
    const response = await this.fetch(url.href.replace(/\+/g, "%20"), {
      method: method.toUpperCase(),
      headers,
      signal,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw await problemOf(response);
    return response;
  }
  async request(method, path, options) {
    const response = await this.#ask(method, path, options);
    return response.status === 204 ? undefined : await response.json();
  }
  get(path, options) {
    return this.request("get", path, options);
  }
  post(path, options) {
    return this.request("post", path, options);
  }
  delete(path, options) {
    return this.request("delete", path, options);
  }

  /** All items of a list, page after page. */
  async *all(path, options = {}) {
    let cursor;
    do {
      const page = await this.get(path, {...options, query: {...options.query, cursor}});
      yield* page.items;
      cursor = page.next;
    } while (cursor !== undefined);
  }

  /** Asks for a write once, whatever the network does, and gives the operation that was taken. */
  async submit(path, {idempotencyKey = newKey(), tries = 4, path: parameters, ...options} = {}) {
    const target = fill(path, parameters);
    for (let left = tries; ; --left) {
      try {
        return await this.post(target, {...options, idempotencyKey});
      } catch (error) {
        const again = passes(error) || error.slug === "idempotency-key-in-flight";
        if (left <= 1 || !again || options.signal?.aborted) throw error;
        await sleep(kPollEvery);
      }
    }
  }

  /**
   * The operation when it has ended, or when it waits for a second person, also where the node is away in between. Throws
   * the problem of one that failed.
   */
  async follow(operation, {patience = kPatience, signal} = {}) {
    const path = {operation: idOf(operation)};
    for (const end = Date.now() + patience; ; await sleep(kPollEvery)) {
      const late = Date.now() > end;
      const now = await this.get("/v1/operations/{operation}", {path, signal}).catch((error) => {
        if (late || signal?.aborted || !passes(error)) throw error;
      });
      if (now?.status === "done" || now?.status === "awaiting") return now;
      if (now?.status === "failed") throw new KaishoProblem(now.problem);
      if (late) throw new Error(`operation ${path.operation} is still running`);
    }
  }

  /**
   * The steps of an operation as they happen, {type: "progress", time, text}, and at last {type: "end", operation}. A
   * connection that is cut is made again and goes on where it was; `patience`: ms for which the node may be away.
   */
  async *watch(operation, {patience = kPatience, signal} = {}) {
    const path = {operation: idOf(operation)};
    let seen;
    for (let away; ; await sleep(kPollEvery)) {
      try {
        const headers = {Accept: "text/event-stream", ...(seen === undefined ? {} : {"Last-Event-ID": seen})};
        const {body} = await this.#ask("get", "/v1/operations/{operation}/events", {path, signal, headers});
        away = undefined;
        for await (const event of eventsOf(body)) {
          if (event.name === "end") {
            yield {type: "end", operation: JSON.parse(event.data)};
            return;
          }
          seen = event.id;
          yield {type: "progress", ...JSON.parse(event.data)};
        }
      } catch (error) {
        away ??= Date.now();
        if (!passes(error) || signal?.aborted || Date.now() > away + patience) throw error;
      }
    }
  }

  /** submit and follow. */
  async write(path, options = {}) {
    return await this.follow(await this.submit(path, options), options);
  }

  /** Signs in (EIP-4361) and keeps the session's token. `domain`: of the page that asks, where it is not the node's. */
  async signIn(signer, {domain} = {}) {
    this.token = undefined; // one that has expired would be refused even here
    const account = await accountOf(signer);
    const {message} = await this.post("/v1/sign-in/challenges", {body: {account, ...(domain ? {domain} : {})}});
    const signature = await signMessage(signer, message);
    const session = await this.post("/v1/sign-in/sessions", {body: {message, signature}});
    this.token = session.token;
    return session;
  }
  /**
   * Signs an operator in by passkey and keeps the session's token. `get` asks the authenticator, as
   * (publicKey) => navigator.credentials.get({publicKey}) does in a browser.
   */
  async signInWithPasskey(get) {
    this.token = undefined;
    const {challenge, timeout, userVerification} = await this.post("/v1/sign-in/passkey/challenges");
    const {rawId, response} = await get({challenge: fromBase64Url(challenge), timeout, userVerification});
    const {clientDataJSON, authenticatorData, signature} = response;
    const body = {id: toBase64Url(rawId), response: {clientDataJSON: toBase64Url(clientDataJSON),
                  authenticatorData: toBase64Url(authenticatorData), signature: toBase64Url(signature)}};
    const session = await this.post("/v1/sign-in/passkey/sessions", {body});
    this.token = session.token;
    return session;
  }
  async signOut() {
    await this.delete("/v1/sign-in/session");
    this.token = undefined;
  }
}
