import type {components, paths} from "./api.js";

export type {components, paths} from "./api.js";
export type Schemas = components["schemas"];
export type Operation = Schemas["Operation"];
export type Accepted = Schemas["Accepted"];
export type Draft = Schemas["Draft"];

type Verb = "get" | "post" | "delete";
/** Paths that have this method. */
export type PathOf<V extends Verb> = {
  [P in keyof paths]: Row<P, V> extends {responses: unknown} ? P : never;
}[keyof paths];
type Row<P extends keyof paths, V extends Verb> = V extends keyof paths[P] ? paths[P][V] : undefined;

type JsonOf<T> = T extends {content: {"application/json": infer Body}} ? Body : undefined;
/** What success answers: the body of 200, 202 or nothing. */
export type AnswerOf<P extends keyof paths, V extends Verb> =
    Row<P, V> extends {responses: infer R}
      ? R extends {200: infer Ok} ? JsonOf<Ok> : R extends {202: infer Taken} ? JsonOf<Taken> : undefined
      : never;

type PathParameters<T> = T extends {parameters: {path: infer Path}} ? {path: Path} : {path?: undefined};
type QueryParameters<T> = T extends {parameters: {query?: infer Query}} ? {query?: Query} : {query?: undefined};
type BodyOf<T> = T extends {requestBody: {content: {"application/json": infer Body}}} ? {body: Body} : {body?: undefined};
export type OptionsOf<P extends keyof paths, V extends Verb> =
    PathParameters<Row<P, V>> & QueryParameters<Row<P, V>> & BodyOf<Row<P, V>> & {signal?: AbortSignal};
type NeedsOptions<T> = {} extends T ? [options?: T] : [options: T];

/** Writes: answered with an operation. */
export type WritePath = {
  [P in PathOf<"post">]: AnswerOf<P, "post"> extends Accepted ? (Accepted extends AnswerOf<P, "post"> ? P : never) : never;
}[PathOf<"post">];
/** Lists: answered with pages. */
export type ListPath = {
  [P in PathOf<"get">]: AnswerOf<P, "get"> extends {items: unknown[]; next?: string} ? P : never;
}[PathOf<"get">];
type ItemOf<P extends keyof paths> = AnswerOf<P, "get"> extends {items: (infer Item)[]} ? Item : never;

/** A part of PublicKeyCredentialRequestOptions (WebAuthn). */
export interface PasskeyOptions {
  challenge: Uint8Array;
  timeout: number;
  userVerification: "required";
}
/** The parts of a PublicKeyCredential that are sent. */
export interface PasskeyAnswer {
  rawId: ArrayBuffer | Uint8Array;
  response: Record<"clientDataJSON" | "authenticatorData" | "signature", ArrayBuffer | Uint8Array>;
}

export interface Fault {
  pointer: string;
  detail: string;
}

/** An answer that is an RFC 9457 problem. */
export class KaishoProblem extends Error {
  constructor(problem: Partial<Schemas["Problem"]>);
  /** urn:kaisho:problem:…, stable. */
  readonly type?: string;
  /** The last part of the type: "ledger-refused". */
  readonly slug: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  /** Of invalid-request. */
  readonly errors: Fault[];
  /** Of ledger-refused: the contract's error, "PolicyWeakened". */
  readonly error?: string;
  readonly operation?: string;
}

/** A signer of ethers 6. */
export interface EthersSigner {
  getAddress(): Promise<string>;
  signMessage(message: string): Promise<string>;
  signTypedData(domain: any, types: any, value: any): Promise<string>;
}
/** A LocalAccount or a WalletClient with an account, of viem 2. */
export interface ViemSigner {
  address?: string;
  account?: {address: string};
  signMessage(parameters: any): Promise<string>;
  signTypedData(parameters: any): Promise<string>;
}
export type Signer = EthersSigner | ViemSigner;

/** A user whose key is a passkey (G10): signs drafts and sign-ins like a wallet. */
export class PasskeySigner implements EthersSigner {
  constructor(options: {
    /** SubjectPublicKeyInfo: getPublicKey() of the credential's creation. */
    publicKey: ArrayBuffer | Uint8Array;
    /** rawId; without it the browser lets the user choose. */
    credentialId?: ArrayBuffer | Uint8Array;
    /** (publicKey) => navigator.credentials.get({publicKey}) in a browser. */
    get: (options: any) => Promise<PasskeyAnswer>;
    /** The module ethers (6) or viem (2), which computes the digests. */
    library: any;
  });
  /** Of the key; it holds no transactions of its own. */
  readonly address: string;
  getAddress(): Promise<string>;
  signMessage(message: string): Promise<string>;
  signTypedData(domain: any, types: any, value: any): Promise<string>;
}

/** Signs a draft's typed data (eth_signTypedData_v4). */
export function signDraft(signer: Signer, draft: Draft): Promise<string>;
/** A fresh idempotency key. */
export function newKey(): string;

export interface Following {
  /** ms until an operation that still runs is given up on. */
  patience?: number;
  signal?: AbortSignal;
}
export type OperationEvent = ({type: "progress"} & Schemas["ProgressStep"]) | {type: "end"; operation: Operation};
export interface Writing {
  /** The same one names the same write for ever; fresh by default. */
  idempotencyKey?: string;
  /** How often it is asked for while the network or the node is in trouble. */
  tries?: number;
}

export class KaishoClient {
  constructor(options: {baseUrl: string; token?: string; fetch?: typeof fetch});
  baseUrl: string;
  token?: string;

  get<P extends PathOf<"get">>(path: P, ...options: NeedsOptions<OptionsOf<P, "get">>): Promise<AnswerOf<P, "get">>;
  post<P extends PathOf<"post">>(
      path: P, ...options: NeedsOptions<OptionsOf<P, "post"> & {idempotencyKey?: string}>): Promise<AnswerOf<P, "post">>;
  delete<P extends PathOf<"delete">>(
      path: P, ...options: NeedsOptions<OptionsOf<P, "delete">>): Promise<AnswerOf<P, "delete">>;

  /** All items of a list, page after page. */
  all<P extends ListPath>(path: P, ...options: NeedsOptions<OptionsOf<P, "get">>): AsyncGenerator<ItemOf<P>>;

  /** Asks for a write once, whatever the network does, and gives the operation that was taken. */
  submit<P extends WritePath>(path: P, ...options: NeedsOptions<OptionsOf<P, "post"> & Writing>): Promise<Accepted>;
  /**
   * The operation when it has ended, or when it waits for a second person, also where the node is away in between. Throws
   * the problem of one that failed.
   */
  follow(operation: string | {operation: string}, options?: Following): Promise<Operation>;
  /**
   * The steps of an operation as they happen, and at last its end. A connection that is cut is made again and goes on
   * where it was; `patience`: ms for which the node may be away.
   */
  watch(operation: string | {operation: string}, options?: Following): AsyncGenerator<OperationEvent, void>;
  /** submit and follow. */
  write<P extends WritePath>(
      path: P, ...options: NeedsOptions<OptionsOf<P, "post"> & Writing & Following>): Promise<Operation>;

  /** Signs in (EIP-4361) and keeps the session's token. */
  signIn(signer: Signer, options?: {domain?: string}): Promise<Schemas["Session"]>;
  /** `get`: (publicKey) => navigator.credentials.get({publicKey}) in a browser. */
  signInWithPasskey(get: (options: PasskeyOptions) => Promise<PasskeyAnswer>): Promise<Schemas["OperatorSession"]>;
  signOut(): Promise<void>;
}
