// ethers 6, viem and cast, unchanged, on `kaisho dev`: deploy an OpenZeppelin ERC-20, call, send, read, decode errors.
//   node tools_test.mjs BINARY
import {
  Contract, ContractFactory, isError, JsonRpcProvider,
  parseEther, verifyMessage, verifyTypedData, Wallet
} from "ethers";
import assert from "node:assert/strict";
import {execFile} from "node:child_process";
import {after, before, describe, test} from "node:test";
import {promisify} from "node:util";
import {
  BaseError, ContractFunctionRevertedError, createPublicClient,
  createWalletClient, defineChain, http, parseAbiItem
} from "viem";
import {privateKeyToAccount} from "viem/accounts";

import {accounts, sign} from "./lib/accounts.mjs";
import {compile} from "./lib/compile.mjs";
import {Rpc} from "./lib/rpc.mjs";
import {foundry, startKaisho} from "./lib/servers.mjs";

const token = compile("Token.sol", "Token");
const kSupply = 1_000_000n;
const [alice, bob, carol] = accounts;
const kTypedData = {
  domain: {name: "Bond", version: "1", chainId: 31337},
  types: {Consent: [{name: "package", type: "bytes32"}, {name: "until", type: "uint64"}]},
  message: {
    package: "0x" +
        "ab".repeat(32),
    until: 1893456000
  },
};
let server;
let rpc;

before(async () => {
  server = await startKaisho(process.argv[2]);
  rpc = new Rpc(server.url);
});
after(async () => {
  rpc.close();
  await server.stop();
});

describe("ethers 6", () => {
  let provider, wallet, contract;
  before(async () => {
    provider = new JsonRpcProvider(server.url, undefined, {polling: true, pollingInterval: 50, cacheTimeout: -1});
    wallet = new Wallet(alice.privateKey, provider);
    contract = await new ContractFactory(token.abi, token.bytecode, wallet).deploy("Bond", "BND", kSupply);
    await contract.waitForDeployment();
  });
  after(() => provider.destroy());

  test("deploys an OpenZeppelin ERC-20 and reads it", async () => {
    assert.equal(await contract.symbol(), "BND");
    assert.equal(await contract.balanceOf(alice.address), kSupply);
    assert.notEqual(await provider.getCode(contract), "0x");
  });

  test("sends, waits, and reads the receipt with its logs", async () => {
    const receipt = await (await contract.transfer(bob.address, 25n)).wait();
    assert.equal(receipt.status, 1);
    assert.equal(receipt.from.toLowerCase(), alice.address);
    const [log] = receipt.logs;
    assert.equal(log.eventName, "Transfer");
    assert.deepEqual([...log.args].map(String), [wallet.address, log.args.to, "25"]);
    assert.equal(await contract.balanceOf(bob.address), 25n);
    const found = await contract.queryFilter(contract.filters.Transfer(alice.address, bob.address), 0);
    assert.equal(found.length, 1);
    assert.equal(found[0].transactionHash, receipt.hash);
  });

  test("reads blocks and transactions", async () => {
    const block = await provider.getBlock("latest", true);
    assert.equal(block.prefetchedTransactions.length, 1);
    const tx = await provider.getTransaction(block.transactions[0]);
    assert.equal(tx.blockNumber, block.number);
    assert.equal((await provider.getBlock(block.hash)).number, block.number);
    assert.equal(tx.type, 0);  // ethers takes a base fee of 0 for none
    assert.equal(await provider.getBlock(10 ** 9), null);
    assert.equal(
        await provider.getTransactionReceipt(
            "0x" +
            "00".repeat(32)),
        null);
  });

  test("decodes every kind of revert", async () => {
    const refused = async (kind) => {
      try {
        await contract.refuse(kind);
      } catch (error) {
        assert(isError(error, "CALL_EXCEPTION"), error);
        return error;
      }
      assert.fail("no revert");
    };
    assert.equal((await refused(0)).reason, "not today");
    assert.equal((await refused(1)).revert.name, "Custom");
    assert.deepEqual([...(await refused(1)).revert.args], [7n, "custom"]);
    assert.match((await refused(2)).reason, /DIVIDE_BY_ZERO/);
    assert.equal((await refused(3)).data, "0x");
    const own = await contract.transfer.staticCall(bob.address, kSupply * 2n).catch((error) => error);
    assert.equal(own.revert.name, "ERC20InsufficientBalance");
    const estimate = await contract.transfer.estimateGas(bob.address, kSupply * 2n).catch((error) => error);
    assert(isError(estimate, "CALL_EXCEPTION"));
    assert(estimate.data.startsWith("0xe450d38c"), "the custom error's bytes");
  });

  test("includes a transaction that reverts, with status 0", async () => {
    const sent = await contract.transfer(bob.address, kSupply * 2n, {gasLimit: 100_000});
    const failure = await sent.wait().catch((error) => error);
    assert(isError(failure, "CALL_EXCEPTION"));
    assert.equal(failure.receipt.status, 0);
  });

  test("understands refusals", async () => {
    const old = await wallet.sendTransaction({to: bob.address, nonce: 0}).catch((error) => error);
    assert(isError(old, "NONCE_EXPIRED"), String(old));
    const poor = await wallet.sendTransaction({to: bob.address, value: parseEther("100000"), gasLimit: 21000})
                     .catch((error) => error);
    assert(isError(poor, "INSUFFICIENT_FUNDS"), String(poor));
  });

  test("uses the node's own accounts", async () => {
    const signer = await provider.getSigner(1);
    assert.equal((await signer.getAddress()).toLowerCase(), bob.address);
    const sent = await signer.sendTransaction({to: carol.address, value: 5n});
    assert.equal((await sent.wait()).status, 1);
    assert.equal(verifyMessage("hello", await signer.signMessage("hello")).toLowerCase(), bob.address);
    const {domain, types, message} = kTypedData;
    const signature = await signer.signTypedData(domain, types, message);
    assert.equal(verifyTypedData(domain, types, message, signature).toLowerCase(), bob.address);
  });

  test("asks many things at once", async () => {
    const balances = await Promise.all(accounts.map(({address}) => provider.getBalance(address)));
    assert.equal(balances.length, 10);
    const fees = await provider.getFeeData();
    assert.equal(fees.gasPrice, 0n);
    assert.equal((await provider.getNetwork()).chainId, 31337n);
    const asOwner = new Contract(await contract.getAddress(), token.abi, provider);
    assert.equal(await asOwner.totalSupply({blockTag: "latest"}), kSupply);
  });
});

describe("viem", () => {
  const chain = () => defineChain({
    id: 31337,
    name: "Kaisho",
    nativeCurrency: {name: "Ether", symbol: "ETH", decimals: 18},
    rpcUrls: {default: {http: [server.url]}}
  });
  const account = privateKeyToAccount(carol.privateKey);
  let reader, writer, address;
  const wait = (hash) => reader.waitForTransactionReceipt({hash, pollingInterval: 50});
  before(async () => {
    reader = createPublicClient({chain: chain(), transport: http(server.url, {batch: true}), cacheTime: 0});
    writer = createWalletClient({account, chain: chain(), transport: http(server.url)});
    const hash = await writer.deployContract({...token, args: ["Share", "SHR", kSupply]});
    ({contractAddress: address} = await wait(hash));
  });

  test("writes and reads a contract", async () => {
    const call = {address, abi: token.abi, functionName: "transfer", args: [bob.address, 9n]};
    const {request, result} = await reader.simulateContract({account, ...call});
    assert.equal(result, true);
    const receipt = await wait(await writer.writeContract(request));
    assert.equal(receipt.status, "success");
    assert.equal(
        await reader.readContract({address, abi: token.abi, functionName: "balanceOf", args: [bob.address]}), 9n);
    const logs = await reader.getLogs({
      address,
      fromBlock: 0n,
      event: parseAbiItem("event Transfer(address indexed from, address indexed to, uint256 value)"),
      args: {to: bob.address}
    });
    assert.deepEqual(logs.map((log) => log.args.value), [9n]);
  });

  test("decodes custom errors, reasons and panics", async () => {
    const refused = async (kind) => {
      const error =
          await reader.readContract({address, abi: token.abi, functionName: "refuse", args: [kind]}).catch((e) => e);
      assert(error instanceof BaseError);
      return error.walk((cause) => cause instanceof ContractFunctionRevertedError);
    };
    assert.equal((await refused(0n)).reason, "not today");
    assert.equal((await refused(1n)).data.errorName, "Custom");
    assert.deepEqual((await refused(1n)).data.args, [7n, "custom"]);
    assert.match((await refused(2n)).reason, /zero/i);
  });

  test("reads blocks, transactions, fees and state", async () => {
    const block = await reader.getBlock({includeTransactions: true});
    const tx = await reader.getTransaction({hash: block.transactions[0].hash});
    assert.equal(tx.blockHash, block.hash);
    assert.equal(tx.type, "eip1559");
    assert.equal((await reader.getBlockTransactionCount()), 1);
    assert.equal((await reader.estimateFeesPerGas()).maxFeePerGas, 0n);
    assert.equal((await reader.getFeeHistory({blockCount: 4, rewardPercentiles: [25, 75]})).reward.length, 4);
    assert.match(await reader.getStorageAt({address, slot: "0x2"}), /^0x0{59}f4240$/);
    assert.equal((await reader.getProof?.name) !== undefined, true);
    const nonce = await reader.getTransactionCount({address: account.address, blockTag: "pending"});
    assert.equal(nonce, await reader.getTransactionCount({address: account.address}));
  });
});

describe("cast", () => {
  const run = promisify(execFile);
  const cast = async (...args) =>
      (await run(foundry("cast"), args, {env: {...process.env, ETH_RPC_URL: server.url}})).stdout.trim();
  const castJson = async (command, ...args) => JSON.parse(await cast(command, "--json", ...args));
  let address;
  before(async () => {
    const args = [
      "send", "--private-key", bob.privateKey, "--create", token.bytecode, "constructor(string,string,uint256)", "Cast",
      "CST", "1000"
    ];
    ({contractAddress: address} = await castJson(...args));
  });

  test("asks about the chain", async () => {
    assert.equal(await cast("chain-id"), "31337");
    assert.match(await cast("client"), /kaisho\//);
    assert(Number(await cast("block-number")) > 0);
    assert.equal(await cast("gas-price"), "0");
    const block = await castJson("block", "latest");
    assert.equal(block.transactions.length, 1);
  });

  test("calls, estimates, sends and reads", async () => {
    assert.match(await cast("call", address, "balanceOf(address)(uint256)", bob.address), /^1000/);
    assert(
        Number(await cast(
            "estimate", "--from", bob.address, address, "transfer(address,uint256)", carol.address, "1")) > 21000);
    const receipt = await castJson(
        "send", "--private-key", bob.privateKey, address, "transfer(address,uint256)", carol.address, "400");
    assert.equal(receipt.status, "0x1");
    assert.equal((await castJson("receipt", receipt.transactionHash)).logs.length, 1);
    assert.equal((await castJson("tx", receipt.transactionHash)).hash, receipt.transactionHash);
    assert.match(await cast("call", address, "balanceOf(address)(uint256)", carol.address), /^400/);
    assert.equal((await castJson("logs", "--from-block", "0", "--address", address)).length, 2);
    assert.equal(await cast("code", carol.address), "0x");
    assert.match(await cast("storage", address, "2"), /3e8$/);
    assert(Number(await cast("nonce", bob.address)) >= 2);
    assert.match(await cast("balance", bob.address, "--ether"), /^9999/);
  });

  test("says why a call reverts", async () => {
    const failure = await cast("call", address, "refuse(uint256)", "0").catch((error) => error);
    assert.match(failure.stderr, /not today/);
  });
});

describe("the node itself", () => {
  test("has the receipt, the state and the block before it answers a send", async () => {
    const nonce = Number(await rpc.call("eth_getTransactionCount", accounts[5].address, "pending"));
    for (let i = 0; i < 20; ++i) {
      const {raw, hash} = sign(accounts[5], {
        type: 2,
        nonce: nonce + i,
        to: "0x" +
            "05".repeat(20),
        value: 1,
        gasLimit: 21000,
        maxFeePerGas: 0,
        maxPriorityFeePerGas: 0
      });
      assert.equal(await rpc.call("eth_sendRawTransaction", raw), hash);
      const [receipt, count, balance, tx] = await rpc.batch([
        ["eth_getTransactionReceipt", hash], ["eth_getTransactionCount", accounts[5].address],
        [
          "eth_getBalance",
          "0x" +
              "05".repeat(20)
        ],
        ["eth_getTransactionByHash", hash]
      ]);
      assert.equal(receipt.result.status, "0x1");
      assert.equal(Number(count.result), nonce + i + 1);
      assert.equal(Number(balance.result), i + 1);
      assert.equal(tx.result.blockHash, receipt.result.blockHash);
    }
  });

  test("takes a batch of sends of one account and answers in order", async () => {
    const nonce = Number(await rpc.call("eth_getTransactionCount", accounts[6].address, "pending"));
    const signed = Array.from(
        {length: 25},
        (_, i) => sign(accounts[6], {type: 0, nonce: nonce + i, to: alice.address, gasLimit: 21000, gasPrice: 0}));
    const answers = await rpc.batch(signed.map(({raw}) => ["eth_sendRawTransaction", raw]));
    assert.deepEqual(answers.map(({result}) => result), signed.map(({hash}) => hash));
    const receipts = await rpc.batch(signed.map(({hash}) => ["eth_getTransactionReceipt", hash]));
    receipts.forEach(({result}) => assert.equal(result.status, "0x1"));
    const again = await rpc.ask("eth_sendRawTransaction", signed[0].raw);
    assert.match(again.error.message, /already known|nonce too low/);
  });

  test("gives sends of one account that arrive together consecutive nonces", async () => {
    const before_ = Number(await rpc.call("eth_getTransactionCount", accounts[7].address, "latest"));
    await Promise.all(Array.from(
        {length: 8},
        () => rpc.call("eth_sendTransaction", {from: accounts[7].address, to: alice.address, value: "0x1"})));
    assert.equal(Number(await rpc.call("eth_getTransactionCount", accounts[7].address, "latest")), before_ + 8);
  });

  test("tells of a reverting send of its own accounts with the revert's bytes", async () => {
    const deploy = await rpc.call("eth_sendTransaction", {
      from: accounts[8].address,
      data: token.bytecode + "0000000000000000000000000000000000000000000000000000000000000060" +
          "00000000000000000000000000000000000000000000000000000000000000a0" +
          "0000000000000000000000000000000000000000000000000000000000000001" +
          "0".repeat(63) + "1" +
          "41".padEnd(64, "0") + "0".repeat(63) + "1" +
          "41".padEnd(64, "0")
    });
    const {contractAddress} = await rpc.call("eth_getTransactionReceipt", deploy);
    const refusal = await rpc.ask(
        "eth_sendTransaction",
        {from: accounts[8].address, to: contractAddress, gas: "0x30d40", data: "0x6bc8c2a1".padEnd(10, "0")});
    assert(refusal.error, "an unknown function reverts");
    assert.equal(refusal.error.code, 3);
    assert.equal(refusal.error.data, "0x");
  });

  test("shows objects as the specification says", async () => {
    const block = await rpc.call("eth_getBlockByNumber", "latest", true);
    assert.deepEqual(Object.keys(block).sort(), [
      "baseFeePerGas", "difficulty", "extraData", "gasLimit",     "gasUsed",          "hash",         "logsBloom",
      "miner",         "mixHash",    "nonce",     "number",       "parentHash",       "receiptsRoot", "sha3Uncles",
      "size",          "stateRoot",  "timestamp", "transactions", "transactionsRoot", "uncles"
    ]);
    const [tx] = block.transactions;
    assert.equal(tx.blockTimestamp, block.timestamp);
    const [receipt] = await rpc.call("eth_getBlockReceipts", "latest");
    assert.deepEqual(Object.keys(receipt).sort(), [
      "blockHash", "blockNumber", "contractAddress", "cumulativeGasUsed", "effectiveGasPrice", "from", "gasUsed",
      "logs", "logsBloom", "status", "to", "transactionHash", "transactionIndex", "type"
    ]);
    const same = await rpc.batch([
      ["eth_getTransactionByHash", tx.hash], ["eth_getTransactionByBlockHashAndIndex", block.hash, "0x0"],
      ["eth_getTransactionByBlockNumberAndIndex", block.number, "0x0"]
    ]);
    same.forEach(({result}) => assert.deepEqual(result, tx));
    assert.equal(await rpc.call("eth_getTransactionByBlockHashAndIndex", block.hash, "0xff"), null);
  });

  test("mines an empty block when it is told to", async () => {
    const height = Number(await rpc.call("eth_blockNumber"));
    await rpc.call("evm_mine");
    assert.equal(Number(await rpc.call("eth_blockNumber")), height + 1);
  });

  test("proves a slot and the absence of an account", async () => {
    const proof = await rpc.call("kaisho_getProof", alice.address, null, "latest");
    const {stateRoot} = await rpc.call("eth_getBlockByNumber", proof.height, false);
    assert.equal(proof.stateRoot, stateRoot);
    assert.match(proof.value, /^0x/);
    const absent = await rpc.call(
        "kaisho_getProof",
        "0x" +
            "77".repeat(20),
        "0x1", "latest");
    assert.equal(absent.value, null);
    assert.match(absent.proof, /^0x[0-9a-f]+$/);
  });
});
