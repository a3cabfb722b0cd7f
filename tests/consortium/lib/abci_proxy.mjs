// Stands between a member's CometBFT and its Kaisho and may change what they tell each other: what a lying or broken
// member would do, without a switch for it in the product. Also keeps the names of the calls of each connection.
import {createServer, createConnection} from "node:net";
import {rmSync} from "node:fs";

/** Names of the messages by the number of their field in Request and in Response (tendermint.abci, 0.38). */
const kRequests = {1: "echo", 2: "flush", 3: "info", 5: "init_chain", 6: "query", 8: "check_tx", 11: "commit",
                   12: "list_snapshots", 13: "offer_snapshot", 14: "load_snapshot_chunk", 15: "apply_snapshot_chunk",
                   16: "prepare_proposal", 17: "process_proposal", 18: "extend_vote", 19: "verify_vote_extension",
                   20: "finalize_block"};
const kResponses = Object.fromEntries([[1, "exception"],
                                       ...Object.entries(kRequests).map(([at, name]) => [Number(at) + 1, name])]);

/** [value, next position], or null where the bytes end within the number. */
function varint(bytes, at) {
  let value = 0n;
  for (let shift = 0n; at < bytes.length; shift += 7n) {
    const byte = bytes[at++];
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return [Number(value), at];
  }
  return null;
}
function encodeVarint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}

/** The fields of a message as [{number, wire, value}]: Buffers where the wire type is 2, numbers where it is 0. */
export function decode(bytes) {
  const fields = [];
  for (let at = 0; at < bytes.length;) {
    const [key, begin] = varint(bytes, at);
    const field = {number: key >> 3, wire: key & 7};
    const sized = field.wire === 2;
    if (field.wire !== 0 && !sized) throw new Error(`wire type ${field.wire} does not occur in ABCI`);
    const [number, next] = varint(bytes, begin);
    field.value = sized ? bytes.subarray(next, next + number) : number;
    at = sized ? next + number : next;
    fields.push(field);
  }
  return fields;
}
export function encode(fields) {
  return Buffer.concat(fields.flatMap(({number, wire, value}) => {
    const key = encodeVarint((number << 3) | wire);
    return wire === 2 ? [key, encodeVarint(value.length), value] : [key, encodeVarint(value)];
  }));
}
/** The values of one repeated bytes field. */
export const values = (bytes, number) => decode(bytes).filter((field) => field.number === number).map(({value}) => value);
/** The message with a repeated bytes field put in place of what it had. */
export function replaced(bytes, number, list) {
  const others = decode(bytes).filter((field) => field.number !== number);
  return encode([...others, ...list.map((value) => ({number, wire: 2, value}))].sort((a, b) => a.number - b.number));
}

/** Cuts a stream into frames and hands each message's name and body to `change`, which gives the body to pass on. */
function relay(from, to, names, change) {
  let rest = Buffer.alloc(0);
  from.on("data", (data) => {
    rest = rest.length ? Buffer.concat([rest, data]) : data;
    for (;;) {
      const size = varint(rest, 0);
      if (!size || rest.length < size[1] + size[0]) return;
      const frame = rest.subarray(size[1], size[1] + size[0]);
      rest = rest.subarray(size[1] + size[0]);
      const [{number, value}] = decode(frame);
      const body = change(names[number], value);
      const message = encode([{number, wire: 2, value: body}]);
      to.write(Buffer.concat([encodeVarint(message.length), message]));
    }
  });
  from.on("close", () => to.destroy());
  from.on("error", () => to.destroy());
}

/** A request's name; of FinalizeBlock the height as well. */
const called = (name, body) =>
    name === "finalize_block" ? {name, height: decode(body).find(({number}) => number === 5)?.value} : {name};

export class AbciProxy {
  /** One list of requests for each connection, in the order of their opening. */
  calls = [];
  #server;
  #open = new Set();

  /**
   * Listens at `path` for CometBFT and dials Kaisho's socket. `answer(name, body)` may give another body for an answer
   * of Kaisho, `request(name, body)` for a request of CometBFT.
   */
  constructor(path, kaisho, {answer = (name, body) => body, request = (name, body) => body} = {}) {
    this.answer = answer;
    this.request = request;
    rmSync(path, {force: true});
    this.#server = createServer((engine) => {
      const calls = [];
      this.calls.push(calls);
      const application = createConnection(kaisho);
      for (const socket of [engine, application]) {
        this.#open.add(socket);
        socket.on("close", () => this.#open.delete(socket));
      }
      relay(engine, application, kRequests, (name, body) => (calls.push(called(name, body)), this.request(name, body)));
      relay(application, engine, kResponses, (name, body) => this.answer(name, body));
    }).listen(path);
  }

  async close() {
    this.#open.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
