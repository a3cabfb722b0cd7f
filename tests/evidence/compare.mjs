// Lets the second verifier judge every pack in a folder and compares with what the first one said.
//   node compare.mjs FOLDER
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from './verify_pack.mjs';

const folder = process.argv[2];
const packs = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
const refused = (exit) => exit !== 0;
let [differences, valid, forged] = [0, 0, 0];

for (const name of packs) {
  const first = Number(readFileSync(join(folder, name.replace('.json', '.exit')), 'utf8'));
  const { exit, lines } = judge(readFileSync(join(folder, name)));
  if (refused(first)) forged += 1; else valid += 1;
  if (refused(first) === refused(exit)) continue;
  differences += 1;
  console.error(`${name}: the first verifier ends with ${first}, the second with ${exit}: ${lines.at(-1)}`);
}

// The second verifier alone: one character of the whole pack changed at a time, but for labels.
const whole = readFileSync(join(folder, '00.json'), 'utf8');
const labels = [...whole.matchAll(/"label":"[^"]*"/g)].map(({ index, 0: found }) => [index, index + found.length]);
for (let at = 0; at < whole.length; at += 41) {
  if (labels.some(([from, to]) => at >= from && at < to)) continue;
  const other = whole.slice(0, at) + (whole[at] === '1' ? '2' : '1') + whole.slice(at + 1);
  if (refused(judge(Buffer.from(other)).exit)) continue;
  differences += 1;
  console.error(`the second verifier accepts a change of character ${at}: ${whole.slice(at - 20, at + 20)}`);
}

console.log(`${valid} valid and ${forged} forged packs, ${differences} differences`);
process.exit(differences === 0 && valid > 2 && forged > 30 ? 0 : 1);
