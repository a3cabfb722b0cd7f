// G1, G2, G13 over the commands: a package from https, from git and from projects; tests, reports and rebuilds on the
// ledger; what a user sees.   node run.mjs KAISHO SOURCE_DIR BUILD_DIR
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';

const [kaisho, sourceDir, buildDir] = process.argv.slice(2).map((one) => path.resolve(one));
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'kaisho-programs-'));
const solcjs = path.join(process.env.KAISHO_NODE_MODULES ?? path.join(sourceDir, 'node_modules'), '.bin/solcjs');
let node, server;

/// Runs a command; `code` is the exit code that is expected.
function run(words, code = 0) {
  const done = spawnSync(kaisho, [...words, '--json'], { cwd: work, encoding: 'utf8', timeout: 120_000 });
  assert.equal(done.status, code, `kaisho ${words.join(' ')}\n${done.stdout}\n${done.stderr}`);
  const text = done.stdout || done.stderr;
  return JSON.parse(text);
}
/// The same while servers of this process must answer.
function runBeside(words, code = 0) {
  return new Promise((resolve, reject) => {
    const child = spawn(kaisho, [...words, '--json'], { cwd: work });
    let text = '', errors = '';
    child.stdout.on('data', (piece) => (text += piece));
    child.stderr.on('data', (piece) => (errors += piece));
    child.on('close', (status) => {
      if (status !== code) reject(new Error(`exit code ${status}: kaisho ${words.join(' ')}\n${text}\n${errors}`));
      else resolve(JSON.parse(text || errors));
    });
  });
}
const said = (name) => console.log(`ok  ${name}`);

async function startNode() {
  run(['consortium', 'new', '--solo', '--members', 'bank,broker', '--listen', '127.0.0.1:0', 'c']);
  node = spawn(kaisho, ['node', '--config', 'c/node.toml', '--json'], { cwd: work });
  const line = await new Promise((resolve, reject) => {
    let text = '';
    node.stdout.on('data', (piece) => { text += piece; if (text.includes('}')) resolve(text); });
    node.on('close', () => reject(new Error('the node ended')));
  });
  process.env.KAISHO_RPC = JSON.parse(line).listening;
}

async function startServer() {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj',
    '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', 'tls.key', '-out', 'tls.crt'], { cwd: work, stdio: 'ignore' });
  const options = { key: fs.readFileSync(path.join(work, 'tls.key')), cert: fs.readFileSync(path.join(work, 'tls.crt')) };
  server = https.createServer(options, (request, response) => {
    if (request.url.startsWith('/hop')) return response.writeHead(302, { location: `/hop${request.url.slice(4)}x` }).end();
    if (request.url === '/plain') return response.writeHead(302, { location: 'http://localhost/bond.tgz' }).end();
    if (request.url === '/once') return response.writeHead(302, { location: '/bond.tgz' }).end();
    if (request.url === '/gigabyte') {
      response.writeHead(200, { 'content-length': 2 ** 30 });
      return response.end();
    }
    if (request.url === '/endless') {
      response.writeHead(200);
      const piece = Buffer.alloc(1 << 20);
      const more = () => { while (!response.destroyed && response.write(piece)); };
      response.on('drain', more);
      return more();
    }
    const file = path.join(work, path.basename(request.url));
    if (!fs.existsSync(file)) return response.writeHead(404).end();
    response.end(fs.readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://localhost:${server.address().port}`;
}

async function main() {
  // --- G1: a package from a project of each kind
  const projects = path.join(buildDir, 'src/sources/projects');
  const fund = run(['program', 'init', path.join(projects, 'foundry'), '--out', 'fund', '--contract', 'Fund', '--token', 'FUND',
    '--program-version', '1.0.0']);
  assert.deepEqual(fund.leftOut, ['test/Cheating.t.sol:CheatingTest']);
  run(['program', 'init', path.join(projects, 'hardhat'), '--out', 'points', '--contract', 'Points', '--token', 'POINTS',
    '--program-version', '1.0.0']);
  assert.equal(run(['program', 'test', 'fund']).success, true);
  assert.equal(run(['program', 'test', 'points']).success, true);
  assert.equal(run(['program', 'init', projects, '--out', 'x', '--contract', 'X', '--token', 'X', '--program-version', '1'], 2).type,
    'urn:kaisho:source_malformed');
  said('G1 packages from a Foundry and a Hardhat project, whose tests pass');

  // --- G5: a program that does not ask usable()
  assert.equal(run(['program', 'check', 'points'], 1).asksUsable, 'does not ask');
  assert.equal(run(['program', 'check', 'bond-missing'], 2).type, 'urn:kaisho:file_missing');
  said('G5 a program that does not ask usable() is named');

  // --- G2: the bond from git and from https
  fs.cpSync(path.join(buildDir, 'contracts/bond'), path.join(work, 'bond'), { recursive: true });
  const bond = run(['program', 'init', 'bond', '--token', 'ACME-2031', '--name', 'BondToken', '--program-version', '1.0.0', '--contract',
    'artifacts/BondToken.json', '--test', 'artifacts/BondTokenTest.json']);
  await startNode();
  const git = (...words) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...words],
    { cwd: path.join(work, 'repository'), encoding: 'utf8' }).trim();
  fs.cpSync(path.join(work, 'bond'), path.join(work, 'repository/packages/bond'), { recursive: true });
  git('init', '-q', '-b', 'main', '.');
  git('add', '-A');
  git('commit', '-q', '-m', 'bond');
  const repository = `git+file://${path.join(work, 'repository')}`;
  const fetched = run(['program', 'fetch', `${repository}#main:packages/bond`]);
  assert.equal(fetched.packageHash, bond.packageHash);
  assert.equal(fetched.source, `${repository}#${git('rev-parse', 'HEAD')}:packages/bond`);
  said('G2 a branch is led to its commit, and the commit recorded');

  const address = await startServer();
  execFileSync('tar', ['-czf', 'bond.tgz', 'bond'], { cwd: work });
  const ca = ['--ca-file', 'tls.crt'];
  assert.equal((await runBeside(['program', 'fetch', `${address}/bond.tgz`, ...ca])).packageHash, bond.packageHash);
  assert.equal((await runBeside(['program', 'fetch', `${address}/once`, ...ca])).packageHash, bond.packageHash);
  const refused = async (url, code, type, extra = ca) =>
    assert.equal((await runBeside(['program', 'fetch', url, '--no-node', ...extra], code)).type, `urn:kaisho:${type}`, url);
  await refused(`${address}/bond.tgz`, 3, 'source_unreachable', []); // a certificate that nobody vouches for
  await refused(`${address}/hop`, 1, 'source_not_allowed');
  await refused(`${address}/plain`, 1, 'source_not_allowed');
  await refused(`${address}/gigabyte`, 2, 'source_too_large');
  await refused(`${address}/endless`, 2, 'source_too_large');
  await refused(`${address}/nothing`, 3, 'source_unreachable');
  await refused('http://localhost/bond.tgz', 1, 'source_not_allowed');
  said('G2 https is verified, limited and stays https');

  // --- registered with its source; what the ledger names is fetched as something foreign
  await runBeside(['program', 'register', `${address}/bond.tgz`, ...ca, '--key', 'c/keys/bank.key']);
  assert.equal((await runBeside(['program', 'fetch', '--package-hash', bond.packageHash, ...ca], 1)).type, 'urn:kaisho:source_not_allowed');
  said('G2 a source on the ledger cannot send a node into its own network');

  // --- tests, report, rebuild
  const attested = run(['program', 'attest', '--package-hash', bond.packageHash, '--key', 'c/keys/bank.key']);
  const report = run(['program', 'report', attested.reportHash]);
  assert.equal(report.success, true);
  run(['program', 'report', attested.reportHash, '--format', 'html', '--out', 'report.html']);
  assert.match(fs.readFileSync(path.join(work, 'report.html'), 'utf8'), /testIssuerMints\(\)/);
  assert.equal(run(['program', 'report', `0x${'1'.repeat(64)}`], 1).type, 'urn:kaisho:no_such_report');
  said('G2 a report opens from its hash');
  const rebuilt = run(['program', 'rebuild', '--package-hash', bond.packageHash, '--compiler', solcjs, '--key', 'c/keys/broker.key']);
  assert.equal(rebuilt.outcome, 'matches');
  const shown = run(['program', 'show', 'ACME-2031']);
  assert.deepEqual(shown.packages[0].rebuilds.map((one) => [one.organization, one.outcome]), [['broker', 'matches']]);
  said('G2 the sources compile to the artifacts, and the ledger says who found it so');

  // --- G13
  const account = run(['key', 'new', 'acme.key']).account;
  const isin = ['ACME-2031', 'Acme bond', 'JP1234567890', 'JPY', '100000', '125', '1956528000', account];
  run(['consent', 'draft', 'entrust', '--user', 'acme', '--account', account, '--vorg', 'bank', '--purpose', 'x', '--scope', 'x', '--out', 'e.json']);
  run(['consent', 'sign', 'e.json', '--key', 'acme.key', '--yes']);
  run(['user', 'register', '--consent', 'e.json', '--key', 'c/keys/bank.key']);
  run(['consent', 'draft', 'issue', '--user', 'acme', '--vorg', 'bank', '--package', 'bond', '--arguments', ...isin, '--purpose', 'x',
    '--scope', 'x', '--out', 'i.json']);
  const page = run(['program', 'explain', '--user', 'acme', '--token', 'ACME-2031', '--consent', 'i.json']);
  const powers = Object.fromEntries(page.facts.powers.map((one) => [one.power, one]));
  const holder = (power) => powers[power].parties.map((index) => page.facts.parties[index].name);
  assert.deepEqual(holder('creates tokens'), ['acme']);
  assert.deepEqual(holder('destroys tokens of others'), ['acme']);
  assert.equal(page.facts.usable.verdict, 'asks');
  assert.equal(page.facts.creationFault, '');
  assert.deepEqual(page.results.map((one) => [one.organization, one.success, one.rebuilt]),
    [['bank', true, 'not tried'], ['broker', false, 'matches']]);
  run(['program', 'explain', '--user', 'acme', '--token', 'ACME-2031', '--consent', 'i.json', '--language', 'ja', '--format', 'html', '--out', 'page.html']);
  const html = fs.readFileSync(path.join(work, 'page.html'), 'utf8');
  assert.match(html, /新しいトークンを発行できる者：acme（発行者）/);
  assert.doesNotMatch(html, /<script|https?:\/\//);
  assert.equal(run(['program', 'explain', 'points', '--consent', 'i.json'], 1).type, 'urn:kaisho:other_package');
  said('G13 the user sees who can make and destroy tokens, and what the organizations found');
  behindProxy(account);
}

/// A package behind a proxy through its whole life, by the commands alone.
function behindProxy(account) {
  const fixture = path.join(buildDir, 'src/governance/fixture/artifacts');
  const version = (name, contract, number) => {
    fs.mkdirSync(path.join(work, name, 'artifacts'), { recursive: true });
    for (const file of [contract, 'NoteProxy', 'NoteTest']) {
      fs.copyFileSync(path.join(fixture, `${file}.json`), path.join(work, name, 'artifacts', `${file}.json`));
    }
    run(['program', 'init', name, '--token', 'NOTE-1', '--name', 'Note', '--program-version', number, '--contract',
      `artifacts/${contract}.json`, '--test', 'artifacts/NoteTest.json', '--proxy', 'artifacts/NoteProxy.json']);
    run(['program', 'publish', name]);
    run(['program', 'register', name, '--key', 'c/keys/bank.key']);
    for (const member of ['bank', 'broker']) run(['program', 'attest', name, '--key', `c/keys/${member}.key`]);
  };
  const agreed = (file, application, folder) => {
    run(['consent', 'sign', file, '--key', 'acme.key', '--yes']);
    const number = run(['apply', application, '--consent', file, '--key', 'c/keys/bank.key']).application;
    const signatures = ['bank', 'broker'].flatMap((member) => {
      run(['deploy', 'sign', String(number), '--key', `c/keys/${member}.key`, '--out', `${member}.${number}`]);
      return ['--signature', `${member}.${number}`];
    });
    return run(['deploy', 'run', String(number), '--package', folder, '--consent', file, ...signatures, '--key', 'c/keys/bank.key']);
  };
  const terms = ['--user', 'acme', '--vorg', 'bank', '--purpose', 'x', '--scope', 'x'];
  const upgraders = (facts) => facts.powers.find((one) => one.power === 'replaces the code').parties.map((one) => facts.parties[one].name);

  version('note', 'ProxiedNote', '1.0.0');
  run(['consent', 'draft', 'issue', ...terms, '--package', 'note', '--call', 'initialize(string,address,uint256)', '--arguments', 'NOTE-1',
    account, '100', '--out', 'note.json']);
  const before = run(['program', 'explain', '--user', 'acme', '--token', 'NOTE-1', '--consent', 'note.json', 'note']).facts;
  assert.equal(before.creationFault, '');
  assert.equal(before.constructor, 'initialize(string,address,uint256)');
  assert.deepEqual(upgraders(before), ['governance']);
  assert.ok(before.functions.find((one) => one.signature === 'transfer(address,uint256)').succeeded.length > 0);
  const { contract } = agreed('note.json', 'issue', 'note');
  said('G13 behind a proxy the user sees the functions and powers of what stands there, and who may upgrade');

  version('note2', 'ProxiedNote2', '2.0.0');
  run(['consent', 'draft', 'upgrade', ...terms, '--package', 'note2', '--call', 'setRate(uint256)', '--arguments', '7', '--out', 'up.json']);
  assert.equal(run(['program', 'diff', 'note', 'note2', '--old-consent', 'up.json'], 1).type, 'urn:kaisho:other_package');
  const diff = run(['program', 'diff', 'note', 'note2', '--old-consent', 'note.json', '--new-consent', 'up.json']);
  assert.deepEqual(diff.functions.map((one) => one.signature), ['setRate(uint256)']);
  assert.deepEqual([diff.powers.gained, diff.powers.lost, diff.powers.changed], [[], [], ['changes terms']]);
  assert.match(diff.powers.words.join('\n'), /From now on: .*setRate\(uint256\)/);
  assert.match(run(['program', 'explain', '--user', 'acme', '--token', 'NOTE-1', '--consent', 'up.json', 'note2']).sections
    .map((one) => JSON.stringify(one)).join(), /From now on: .*setRate/);
  agreed('up.json', 'upgrade', 'note2');
  const token = run(['program', 'show', 'NOTE-1']);
  assert.equal(token.contract, contract, 'the proxy stays');
  const running = run(['program', 'explain', '--user', 'acme', '--token', 'NOTE-1', '--package-hash', token.packages.at(-1).packageHash]).facts;
  assert.equal(running.creationFault, '');
  assert.equal(running.version, '2.0.0');
  assert.deepEqual(upgraders(running), ['governance']);
  said('G7 an upgrade behind a proxy by the commands: powers gained before it, the same proxy after it');
}

try {
  await main();
} finally {
  server?.closeAllConnections();
  server?.close();
  if (node) {
    node.removeAllListeners('close');
    const ended = new Promise((resolve) => node.on('close', resolve));
    node.kill();
    await ended;
  }
  fs.rmSync(work, { recursive: true, force: true });
}
