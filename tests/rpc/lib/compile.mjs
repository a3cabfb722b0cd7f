// Compiles the Solidity files of ../contracts with the npm compiler, offline; imports come from node_modules.
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";

const require = createRequire(import.meta.url);
const solc = require("solc");
const folder = new URL("../contracts/", import.meta.url);

const find = (path) => {
  try {
    return {contents: readFileSync(require.resolve(path), "utf8")};
  } catch {
    return {error: `no file ${path}`};
  }
};

/** {abi, bytecode: "0x…"} of one contract. */
export function compile(file, contract, {evmVersion = "osaka"} = {}) {
  const input = {
    language: "Solidity",
    sources: {[file]: {content: readFileSync(new URL(file, folder), "utf8")}},
    settings: {
      evmVersion,
      optimizer: {enabled: true, runs: 200},
      outputSelection: {"*": {"*": ["abi", "evm.bytecode.object"]}},
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), {import: find}));
  const errors = (output.errors ?? []).filter((e) => e.severity === "error");
  if (errors.length) throw new Error(errors.map((e) => e.formattedMessage).join("\n"));
  const made = output.contracts[file][contract];
  return {abi: made.abi, bytecode: "0x" + made.evm.bytecode.object};
}
