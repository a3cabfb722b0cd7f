// Builds the sample projects as Foundry and Hardhat leave them (both tools write what solc says into these layouts), with
// the solc of package.json:   node build.mjs PROJECTS OUT
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const [projects, out] = process.argv.slice(2);
const modules = process.env.KAISHO_NODE_MODULES ?? path.resolve(projects, '../../../../node_modules');
const solc = createRequire(path.join(modules, 'x.js'))('solc');
const version = solc.version().split('.Emscripten')[0];

const write = (file, content) => {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
};
const solidity = (folder) =>
  fs.readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.sol')).sort();

function compile(sources, settings) {
  const found = {};
  const input = { language: 'Solidity', sources: { ...sources }, settings };
  const read = (name) => {
    const file = path.join(modules, name);
    if (!name.startsWith('@openzeppelin/') || !fs.existsSync(file)) return { error: `no ${name}` };
    found[name] = { content: fs.readFileSync(file, 'utf8') };
    return { contents: found[name].content };
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read }));
  const errors = (output.errors ?? []).filter((one) => one.severity === 'error');
  if (errors.length > 0) throw new Error(errors[0].formattedMessage);
  input.sources = Object.fromEntries(Object.entries({ ...input.sources, ...found }).sort());
  return { input, output };
}
const selection = { '*': { '*': ['abi', 'metadata', 'evm.bytecode', 'evm.deployedBytecode', 'evm.methodIdentifiers'] } };

function foundry() {
  const to = path.join(out, 'foundry');
  fs.cpSync(path.join(projects, 'foundry'), to, { recursive: true });
  const sources = Object.fromEntries(
    solidity(to).map((name) => [name, { content: fs.readFileSync(path.join(to, name), 'utf8') }]));
  const settings = { remappings: ['@shares/=lib/shares/src/'], optimizer: { enabled: true, runs: 200 },
    metadata: { bytecodeHash: 'ipfs' }, evmVersion: 'cancun', outputSelection: selection };
  const { output } = compile(sources, settings);
  for (const [source, contracts] of Object.entries(output.contracts)) {
    for (const [name, made] of Object.entries(contracts)) {
      write(path.join(to, 'build', path.basename(source), `${name}.json`), {
        abi: made.abi,
        bytecode: { object: `0x${made.evm.bytecode.object}`, linkReferences: {} },
        deployedBytecode: { object: `0x${made.evm.deployedBytecode.object}`, linkReferences: {} },
        methodIdentifiers: made.evm.methodIdentifiers,
        rawMetadata: made.metadata,
        metadata: JSON.parse(made.metadata),
        id: 0,
      });
    }
  }
}

function hardhat() {
  const to = path.join(out, 'hardhat');
  fs.cpSync(path.join(projects, 'hardhat'), to, { recursive: true });
  const sources = Object.fromEntries(solidity(path.join(to, 'contracts')).map((name) =>
    [`contracts/${name}`, { content: fs.readFileSync(path.join(to, 'contracts', name), 'utf8') }]));
  const settings = { optimizer: { enabled: false, runs: 200 }, evmVersion: 'cancun', outputSelection: selection };
  const { input, output } = compile(sources, settings);
  const id = '0123456789abcdef0123456789abcdef';
  write(path.join(to, 'artifacts/build-info', `${id}.json`),
    { id, _format: 'hh-sol-build-info-1', solcVersion: version.split('+')[0], solcLongVersion: version, input, output });
  for (const [source, contracts] of Object.entries(output.contracts)) {
    for (const [name, made] of Object.entries(contracts)) {
      const base = path.join(to, 'artifacts', source, name);
      write(`${base}.json`, { _format: 'hh-sol-artifact-1', contractName: name, sourceName: source, abi: made.abi,
        bytecode: `0x${made.evm.bytecode.object}`, deployedBytecode: `0x${made.evm.deployedBytecode.object}`,
        linkReferences: {}, deployedLinkReferences: {} });
      write(`${base}.dbg.json`, { _format: 'hh-sol-dbg-1', buildInfo: `../../build-info/${id}.json` });
    }
  }
}

fs.rmSync(out, { recursive: true, force: true });
foundry();
hardhat();
