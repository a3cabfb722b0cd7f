// Compiles a folder of Solidity programs into a package folder that can be tested, registered and deployed.
//
//   node contracts/tools/compile.mjs FOLDER OUT
//
// FOLDER/src/*.sol   the programs            OUT/src, OUT/test   copies of both
// FOLDER/test/*.sol  their tests (optional)  OUT/lib             every imported file, so that the package rebuilds alone
//                                            OUT/artifacts       one JSON a contract: {contractName, abi, bytecode, …}
//
// Works offline with the solc of package.json. The result depends on the sources and on that version only: source names
// are import names, never paths of this machine, so everybody gets the same bytes.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const kRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const kModules = process.env.KAISHO_NODE_MODULES ?? path.join(kRoot, 'node_modules');
const solc = createRequire(path.join(kModules, 'x.js'))('solc');

// Where imports come from, by prefix. A package can reach nothing else.
const kLibraries = {
  '@openzeppelin/contracts/': path.join(kModules, '@openzeppelin/contracts'),
  '@kaisho/contracts/': path.join(kRoot, 'contracts'),
};

const kSettings = {
  evmVersion: 'cancun',
  optimizer: { enabled: true, runs: 200 },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object', 'storageLayout'] } },
};

function fail(message) {
  console.error(`compile: ${message}`);
  process.exit(1);
}

function solidityFiles(folder, below) {
  const start = path.join(folder, below);
  if (!fs.existsSync(start)) return [];
  const names = fs.readdirSync(start, { recursive: true }).map(String);
  return names.filter((name) => name.endsWith('.sol')).sort().map((name) => path.posix.join(below, name));
}

function locate(importName) {
  const prefix = Object.keys(kLibraries).find((known) => importName.startsWith(known));
  if (!prefix) return undefined;
  const file = path.resolve(kLibraries[prefix], importName.slice(prefix.length));
  return file.startsWith(kLibraries[prefix] + path.sep) ? file : undefined;
}

function compile(folder, files) {
  const imported = new Map();
  const findImport = (importName) => {
    const file = locate(importName);
    if (!file || !fs.existsSync(file)) return { error: `no library holds ${importName}` };
    imported.set(importName, fs.readFileSync(file, 'utf8'));
    return { contents: imported.get(importName) };
  };
  const sources = Object.fromEntries(
    files.map((name) => [name, { content: fs.readFileSync(path.join(folder, name), 'utf8') }]));
  const input = { language: 'Solidity', sources, settings: kSettings };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: findImport }));
  for (const problem of output.errors ?? []) console.error(problem.formattedMessage);
  if ((output.errors ?? []).length > 0) fail(`${folder} has errors or warnings`);
  return { contracts: output.contracts, imported };
}

function artifactsOf(contracts, files) {
  const own = files.flatMap((file) => Object.entries(contracts[file] ?? {}).map(([name, made]) => [file, name, made]));
  const deployable = own.filter(([, , made]) => made.evm.bytecode.object.length > 0);
  return deployable.map(([file, name, made]) => ({
    contractName: name,
    sourceName: file,
    compiler: `solc ${solc.version()}`,
    settings: { evmVersion: kSettings.evmVersion, optimizer: kSettings.optimizer },
    abi: made.abi,
    bytecode: `0x${made.evm.bytecode.object}`,
    deployedBytecode: `0x${made.evm.deployedBytecode.object}`,
    storageLayout: made.storageLayout,
  }));
}

function write(out, name, text) {
  const file = path.join(out, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

const [folder, out] = process.argv.slice(2);
if (!folder || !out) fail('usage: node contracts/tools/compile.mjs FOLDER OUT');
const files = [...solidityFiles(folder, 'src'), ...solidityFiles(folder, 'test')];
if (files.length === 0) fail(`${folder} has no src/*.sol`);

const { contracts, imported } = compile(folder, files);
for (const made of ['src', 'test', 'lib', 'artifacts']) fs.rmSync(path.join(out, made), { recursive: true, force: true });
for (const name of files) write(out, name, fs.readFileSync(path.join(folder, name)));
for (const [name, text] of imported) write(out, path.posix.join('lib', name), text);
for (const artifact of artifactsOf(contracts, files)) {
  write(out, `artifacts/${artifact.contractName}.json`, `${JSON.stringify(artifact, null, 1)}\n`);
}
