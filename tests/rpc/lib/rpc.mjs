// JSON-RPC over HTTP as it is: what a library would hide is what the tests look at.
import http from "node:http";

export class Rpc {
  #agent = new http.Agent({keepAlive: true, maxSockets: 4});
  #id = 0;

  constructor(url) { this.url = url; }

  /** Posts a text; resolves with {status, text}. */
  post(body, headers = {"Content-Type": "application/json"}) {
    return new Promise((resolve, reject) => {
      const request = http.request(this.url, {method: "POST", agent: this.#agent, headers}, (response) => {
        const parts = [];
        response.on("data", (part) => parts.push(part));
        response.on("end", () => resolve({status: response.statusCode, text: Buffer.concat(parts).toString()}));
        response.on("error", reject);
      });
      request.on("error", reject);
      request.end(body);
    });
  }

  #request(method, params) { return {jsonrpc: "2.0", id: ++this.#id, method, params}; }

  /** The whole response object. */
  async ask(method, ...params) {
    return JSON.parse((await this.post(JSON.stringify(this.#request(method, params)))).text);
  }

  /** The result; throws where there is an error. */
  async call(method, ...params) {
    const answer = await this.ask(method, ...params);
    if (answer.error) throw Object.assign(new Error(`${method}: ${answer.error.message}`), answer.error);
    return answer.result;
  }

  /** The response objects of a batch of [method, ...params], in the order of the requests. */
  async batch(calls) {
    const requests = calls.map(([method, ...params]) => this.#request(method, params));
    const answers = JSON.parse((await this.post(JSON.stringify(requests))).text);
    const byId = new Map(answers.map((answer) => [answer.id, answer]));
    return requests.map((request) => byId.get(request.id));
  }

  close() { this.#agent.destroy(); }
}
