// docs/operate/faults.md from faults.mjs and from what the tests counted.
//   node table.mjs --write DOCUMENT RESULTS    after the tests: rows with their counts
//   node table.mjs --check DOCUMENT            the rows are those of faults.mjs; counts may differ
import {existsSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";

import {faults} from "./faults.mjs";

const [mode, path, results] = process.argv.slice(2);
const kHead = `# Faults

What the tests do to a consortium of four members on one machine, under load, and what comes of it. Written by
\`tests/consortium/table.mjs --write\` from the tests' own counts; a test compares the rows. After every row all members' blocks
are compared at every height, every receipt that a client saw is asked for again at every member, balances and nonces are
compared with what was sent, and every member's store is replayed (\`tests/consortium/lib/judge.mjs\`).

| fault | what is done | what must come of it | times | what came of it |
| --- | --- | --- | --- | --- |
`;
const start = ({fault, done, expected}) => `| ${fault} | ${done} | ${expected} |`;

function row(fault) {
  const file = join(results, `${fault.id}.json`);
  if (!existsSync(file)) throw new Error(`no result of '${fault.id}': run the tests of tests/consortium first`);
  const {times, outcome} = JSON.parse(readFileSync(file));
  return `${start(fault)} ${times} | ${outcome} |`;
}

if (mode === "--write") {
  writeFileSync(path, kHead + faults.map(row).join("\n") + "\n");
} else if (mode === "--check") {
  const text = readFileSync(path, "utf8");
  if (!text.startsWith(kHead)) throw new Error(`the head of ${path} is another: write it again`);
  const rows = text.slice(kHead.length).trimEnd().split("\n");
  if (rows.length !== faults.length) throw new Error(`${path} has ${rows.length} rows, faults.mjs ${faults.length}`);
  faults.forEach((fault, index) => {
    if (!rows[index].startsWith(start(fault))) throw new Error(`the row of '${fault.id}' differs: write it again`);
  });
} else {
  console.error("usage: table.mjs --write DOCUMENT RESULTS | --check DOCUMENT");
  process.exitCode = 2;
}
