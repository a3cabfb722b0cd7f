// Random transactions of all kinds over a small world that grows as they run.
import {Interface} from "ethers";

import {accounts, leastGas, sign} from "./accounts.mjs";
import {compile} from "./compile.mjs";

const probe = compile("Probe.sol", "Probe");
export const probeInterface = new Interface(probe.abi);
const call = (name, ...values) => probeInterface.encodeFunctionData(name, values);
const word = (number) => "0x" + BigInt(number).toString(16).padStart(64, "0");

/**
 * SHA-256 of "kaisho", then r, s, x, y of a signature of it over P-256, made by OpenSSL: for the precompile of
 * EIP-7951.
 */
const kP256Vector = "35fe5802f61e235dac0b61015a7c56b9a0888943bb39147921f0079a1e2eb9b5" +
    "d67ee50c82a670a51c761c811cbf1e71e50955281aecc7a73a48d70a3af378fb" +
    "8aaa3ee1b0011b0937e2a48d5745109de583e65ef59449280eead4016f0412d1" +
    "ed88ca083d444fa026fab29c2f63803eea192cf1c2c75959df013e8d81c2b7d6" +
    "0729360052cde0bd029f0429a7a34e32299d6ed5abeb1604a575827cc84bc2ca";

/** Slots that the probes' functions write. */
export const kSlots = 48;

export class World {
  constructor(random) {
    this.random = random;
    this.nonces = accounts.map(() => 0);
    this.probes = [];
    this.touched = new Set(accounts.map(({address}) => address));
    this.touched.add("0x0000000000000000000000000000000000000000");  // the beneficiary: priority fees go there
  }

  /** What a receipt shows of the world: contracts that can be called from now on, accounts to compare at the end. */
  learn(receipt) {
    if (receipt.to) this.touched.add(receipt.to);
    if (receipt.contractAddress) {
      this.touched.add(receipt.contractAddress);
      if (receipt.status === "0x1" && this.pendingProbes?.has(receipt.transactionHash))
        this.probes.push(receipt.contractAddress);
    }
    const created = probeInterface.getEvent("Created").topicHash;
    for (const log of receipt.logs) {
      if (log.topics[0] === created && log.data.length === 66) this.touched.add("0x" + log.data.slice(26));
    }
  }

  someone() {
    const {random} = this;
    return random.weighted([
      [5, () => random.pick(accounts).address],
      [3, () => random.bytes(20)],
      [4, () => random.pick([...this.touched])],
      [
        1,
        () => "0x" +
            "00".repeat(19) + "0" + random.between(1, 9)
      ],
    ])();
  }

  value() { return this.random.chance(40) ? BigInt(this.random.below(1e9)) * 1000n : 0n; }

  /** Code without opcodes that see the clock or the node: 0x40, 0x42, 0x44, 0x49, 0x4a. */
  randomCode(size) {
    const hidden = new Set([0x40, 0x42, 0x44, 0x49, 0x4a]);
    const bytes = Buffer.from(this.random.bytes(size).slice(2), "hex").map((byte) => (hidden.has(byte) ? 0x5f : byte));
    return "0x" + Buffer.from(bytes).toString("hex");
  }

  /** Init code that returns `code`. */
  deployer(code) {
    const size = (code.length - 2) / 2;
    return "0x61" + size.toString(16).padStart(4, "0") + "80600a3d393df3" + code.slice(2);
  }

  /** [address, input] of a precompile, with inputs that it takes and inputs that it does not. */
  precompile() {
    const {random} = this;
    const hex = (number) => word(number).slice(2);
    const zeros = (size) => "00".repeat(size);
    const anything = () => random.bytes(random.below(300)).slice(2);
    const numbers = () =>
        hex(random.below(40)) + hex(random.below(40)) + hex(random.below(40)) + random.bytes(120).slice(2);
    const point = () => hex(1) + hex(2) + hex(random.chance(50) ? 1 : 2) + hex(2);  // alt_bn128: on the curve, or not
    const [number, input] = random.weighted([
      ...[1, 2, 3, 4].map((which) => [2, () => [which, anything()]]),
      [2, () => [5, numbers()]],
      ...[6, 7, 8].map((which) => [2, () => [which, random.chance(60) ? point() : anything()]]),
      [2, () => [9, "0000" + random.bytes(210).slice(2) + "0" + random.below(3)]],
      [1, () => [0x0a, random.chance(50) ? zeros(192) : anything()]],
      ...[[0x0b, 256], [0x0c, 160], [0x0d, 512], [0x0e, 288], [0x0f, 384], [0x10, 64], [0x11, 128]].map(
          ([which, size]) => [1, () => [which, random.chance(60) ? zeros(size) : anything()]]),
      [2, () => [0x100, random.chance(60) ? kP256Vector : random.bytes(160).slice(2)]],
    ])();
    return ["0x" + number.toString(16).padStart(40, "0"), "0x" + input];
  }

  probeCall() {
    const {random} = this;
    const slot = () => random.below(kSlots);
    const probeAddress = () => random.pick(this.probes);
    return random.weighted([
      [8, () => call("store", slot(), random.chance(40) ? 0 : random.next())],
      [4, () => call("storeMany", random.below(20), random.below(20), random.chance(50) ? 0 : random.next())],
      [3, () => call("flip", slot(), random.below(12))],
      [3, () => call("transient_", slot(), random.next())],
      [6, () => call("logs", random.below(6), random.bytes(random.below(200)))],
      [9, () => call("fail", random.below(12), random.below(1000))],
      [5, () => call("create", random.pick([1, 2, 13]), random.below(3))],
      [5, () => call("create2", random.pick([1, 13]), word(random.below(20)), random.below(2))],
      [3, () => call("createAndEnd", 5, this.someone())],
      [4, () => call("createRaw", this.randomCode(random.below(80)), random.chance(30))],
      [3, () => call("createRaw", this.deployer(this.randomCode(random.between(1, 60))), random.chance(30))],
      [5, () => call("forward", this.someone(), random.below(5), "0x", random.pick([0, 2300, 100000]))],
      [
        6, () => call("forward", probeAddress(), random.below(3), call("store", slot(), random.next()), random.pick([
             5000, 25000, 200000
           ]))
      ],
      [4, () => call("forward", probeAddress(), 0, call("fail", random.below(12), 3), 300000)],
      [
        6,
        () => call(
            "forward", ...[this.precompile()].flatMap(([to, data]) => [to, 0, data]), random.pick([500, 40000, 400000]))
      ],
      [
        3,
        () => call(
            "lookAt", probeAddress(), random.pick([call("load", slot()), call("store", slot(), 1), call("burn", 50)]))
      ],
      [3, () => call("borrow", probeAddress(), call("store", slot(), random.next()))],
      [3, () => call("deep", random.pick([1, 5, 30]))],
      [2, () => call("burn", random.below(2000))],
      [2, () => call("memory_", random.pick([0, 1000, 100000, 1e9]))],
      [4, () => call("world", this.someone())],
      [2, () => call("gasSeen")],
      [1, () => call("end", this.someone())],
      [1, () => random.bytes(random.below(40))],
    ])();
  }

  /** {to, data, value, gas}; `probe` where a new probe is made. */
  content() {
    const {random} = this;
    const deployProbe = () => ({data: probe.bytecode, value: this.value(), gas: 3_000_000, probe: true});
    if (this.probes.length < 3) return deployProbe();
    return random.weighted([
      [14, () => ({to: this.someone(), value: this.value(), gas: 100_000})],
      [3, deployProbe],
      [4, () => ({data: this.randomCode(random.below(200)), value: this.value(), gas: 400_000})],
      [2, () => ({data: this.deployer(this.randomCode(random.below(400))), gas: 600_000})],
      [
        1, () => ({
             data: this.deployer(
                 "0xef" +
                 "00".repeat(9)),
             gas: 300_000
           })
      ],
      [4, () => ({to: this.someone(), data: random.bytes(random.below(6000)), value: this.value(), gas: 400_000})],
      [
        2, () => ({
             to: this.someone(),
             data: "0x" +
                 "00".repeat(random.below(20000)),
             gas: 300_000
           })
      ],
      [
        60, () => ({
              to: random.pick(this.probes),
              data: this.probeCall(),
              value: this.value(),
              gas: random.pick([300_000, 1_000_000, 2_000_000])
            })
      ],
    ])();
  }

  accessList() {
    const {random} = this;
    return Array.from(
        {length: random.below(3)},
        () => ({
          address: random.chance(60) && this.probes.length ? random.pick(this.probes) : random.bytes(20),
          storageKeys: Array.from({length: random.below(4)}, () => word(random.below(kSlots))),
        }));
  }

  fees(type) {
    const {random} = this;
    const fee = BigInt(random.pick([0, 0, 1, 7, 1e9, 2e9]));
    return type === 2 ? {maxFeePerGas: fee, maxPriorityFeePerGas: random.chance(50) ? fee : fee / 2n} : {gasPrice: fee};
  }

  /** A signed transaction that every node has to take: {raw, hash}. */
  transaction() {
    const {random} = this;
    const type = random.below(3);
    const {gas, probe: isProbe, ...content} = this.content();
    if (type !== 0) content.accessList = this.accessList();
    const least = leastGas(content);
    const gasLimit = random.chance(12) ? least + random.below(60_000) : Math.max(gas, least);
    const from = random.below(accounts.length);
    const signed = sign(accounts[from], {type, nonce: this.nonces[from]++, gasLimit, ...this.fees(type), ...content});
    if (isProbe) (this.pendingProbes ??= new Set()).add(signed.hash);
    return {...signed, gasLimit};
  }

  /** A call that is not sent. */
  callObject() {
    const {gas, probe: _, ...content} = this.content();
    const quantity = (number) => "0x" + BigInt(number).toString(16);
    return {
      from: this.random.pick(accounts).address,
      ...content,
      value: quantity(content.value ?? 0),
      gas: quantity(Math.max(gas, leastGas(content)))
    };
  }
}
