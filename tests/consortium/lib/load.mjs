// Clients who do not lose patience: each sends an account's transfers in their order and asks again, at another member
// where one is down, until every one of them has a receipt. What a receipt said once must stay true for ever.
import {Interface, SigningKey, Transaction, computeAddress, getCreateAddress, id} from "ethers";
import {readFileSync} from "node:fs";

import {Random} from "../../rpc/lib/random.mjs";
import {pause, until} from "./process.mjs";

const token = new Interface([
  "constructor(uint256)", "function transfer(address,uint256) returns (bool)",
  "function balanceOf(address) view returns (uint256)", "function totalSupply() view returns (uint256)",
]);
const kSupply = 1_000_000_000n;
const kStock = 1_000_000n;
const kWindow = 16;        // transactions of one account that wait for their receipts, at most
const kPatience = 1_500;   // ms without news until everything that waits is sent again, elsewhere

class Account {
  constructor(number, chainId) {
    this.key = new SigningKey(id(`kaisho fault ${number}`));
    this.address = computeAddress(this.key.publicKey).toLowerCase();
    this.chainId = chainId;
    this.nonce = 0;
  }
  sign(fields) {
    const tx = Transaction.from({type: 2, chainId: this.chainId, nonce: this.nonce++, gasLimit: 100_000, value: 0,
                                 maxFeePerGas: 0, maxPriorityFeePerGas: 0, ...fields});
    tx.signature = this.key.sign(tx.unsignedHash);
    return {raw: tx.serialized, hash: tx.hash, nonce: tx.nonce};
  }
}

export class Load {
  receipts = new Map();  // hash -> receipt, as it was seen first
  sends = 0;
  problems = [];
  #stopping = false;
  #clients = [];

  /** `accounts` clients, spread over the members. `artifact` is the compiled token. */
  constructor(network, {accounts = 8, seed = 1, artifact, chainId = 31337, pace = 0}) {
    this.network = network;
    this.random = new Random(seed);
    this.pace = pace;  // ms between an account's rounds
    this.bytecode = JSON.parse(readFileSync(artifact)).bytecode;
    this.accounts = Array.from({length: accounts}, (_, number) => new Account(number, chainId));
    this.balances = new Map(this.accounts.map(({address}) => [address, 0n]));
  }

  /** Deploys the token and gives every account its stock. */
  async prepare() {
    const [owner, ...others] = this.accounts;
    this.token = getCreateAddress({from: owner.address, nonce: 0}).toLowerCase();
    const first = [owner.sign({data: this.bytecode + token.encodeDeploy([kSupply]).slice(2), gasLimit: 5_000_000})];
    for (const {address} of others)
      first.push(owner.sign({to: this.token, data: token.encodeFunctionData("transfer", [address, kStock])}));
    others.forEach(({address}) => this.balances.set(address, kStock));
    this.balances.set(owner.address, kSupply - kStock * BigInt(others.length));
    await this.#deliver(this.accounts[0], first, 0);
  }

  start() {
    this.#stopping = false;
    this.#clients = this.accounts.map((account, number) => this.#run(account, number));
  }
  /** Ends the load and waits for every receipt that is still missing. */
  async stop(patience = 90_000) {
    this.#stopping = true;
    await until("the last receipts", async () => {
      await Promise.race([Promise.all(this.#clients).then(() => (this.#clients = [])), pause(500)]);
      return this.#clients.length === 0;
    }, patience);
    if (this.problems.length > 0) throw new Error(this.problems[0]);
  }

  #transfer(account) {
    const to = this.random.pick(this.accounts).address;
    const amount = BigInt(this.random.between(1, 20));
    this.balances.set(account.address, this.balances.get(account.address) - amount);
    this.balances.set(to, this.balances.get(to) + amount);
    return account.sign({to: this.token, data: token.encodeFunctionData("transfer", [to, amount])});
  }

  async #run(account, number) {
    let waiting = [];
    while (!this.#stopping) {
      while (waiting.length < kWindow) waiting.push(this.#transfer(account));
      await this.#deliver(account, waiting, number);
      waiting = [];
      if (this.pace) await pause(this.pace);
    }
  }

  /** Sends until every transaction has a receipt; stays with a member as long as it has news. */
  async #deliver(account, transactions, number) {
    let missing = transactions;
    account.at ??= number;
    for (let news = 0; missing.length > 0;) {
      const member = this.network.members[account.at % this.network.members.length];
      if (Date.now() - news > kPatience) {
        news = Date.now();
        this.sends += missing.length;
        await this.#batch(member, missing.map(({raw}) => ["eth_sendRawTransaction", raw]));
      }
      const answers = await this.#batch(member, missing.map(({hash}) => ["eth_getTransactionReceipt", hash]));
      const left = missing.filter(({hash}, index) => !this.#kept(hash, answers?.[index]?.result, member));
      if (left.length < missing.length) news = Date.now();
      missing = left;
      if (!answers || Date.now() - news > kPatience) [account.at, news] = [account.at + 1, 0];
      if (missing.length > 0) await pause(20);
    }
  }
  #kept(hash, receipt, member) {
    if (!receipt) return false;
    if (receipt.status !== "0x1") this.problems.push(`${hash} failed, says ${member.name}`);
    this.receipts.set(hash, receipt);
    return true;
  }
  /** The answers; nothing where the member is dead. */
  async #batch(member, calls) { return await member.rpc.batch(calls).catch(() => null); }

  /** What must be true of one member's ledger now. */
  async judge(member) {
    const call = async (name, ...values) => {
      const data = token.encodeFunctionData(name, values);
      return token.decodeFunctionResult(name, await member.rpc.call("eth_call", {to: this.token, data}, "latest"))[0];
    };
    for (const account of this.accounts) {
      const nonce = Number(await member.rpc.call("eth_getTransactionCount", account.address, "latest"));
      if (nonce !== account.nonce) throw new Error(`${member.name}: ${account.address} has nonce ${nonce}, sent ${account.nonce}`);
      const balance = await call("balanceOf", account.address);
      if (balance !== this.balances.get(account.address))
        throw new Error(`${member.name}: ${account.address} holds ${balance}, should ${this.balances.get(account.address)}`);
    }
    const supply = await call("totalSupply");
    if (supply !== kSupply) throw new Error(`${member.name}: the supply is ${supply}`);
  }
}

