// Compares the blocks that a pack proves with what CometBFT (or its light client) says about the same heights.
//   node demo/cross_check.mjs PACK URL
// A ledger block's header names the consensus height in which it was made (the first 8 bytes of `extra`); that height's application
// hash is the ledger header's Keccak-256, and stands in the next consensus header (docs/formats/block.md).
import { readFileSync } from 'node:fs';
import { decodeRlp, keccak256 } from 'ethers';

const [pack, url] = process.argv.slice(2);
const { blocks } = JSON.parse(readFileSync(pack, 'utf8'));
let compared = 0;
for (const { header } of blocks) {
  const fields = decodeRlp(header);
  const height = Number(fields[2] === '0x' ? 0 : fields[2]);
  if (height === 0) continue; // genesis: CometBFT has its hash as app_state
  const consensusHeight = BigInt(fields[15].slice(0, 18));
  const answer = await (await fetch(`${url}/commit?height=${consensusHeight + 1n}`)).json();
  if (answer.error) throw new Error(`no commit ${consensusHeight + 1n}: ${JSON.stringify(answer.error)}`);
  const { header: signed } = answer.result.signed_header;
  const hash = keccak256(header);
  if (`0x${signed.app_hash.toLowerCase()}` !== hash) {
    throw new Error(`block ${height} is ${hash}, consensus block ${consensusHeight} decided 0x${signed.app_hash}`);
  }
  const votes = answer.result.signed_header.commit.signatures.filter((vote) => vote.block_id_flag === 2).length;
  console.log(`block ${height}  ${hash.slice(0, 18)}…  decided at consensus height ${consensusHeight}, ${votes} votes`);
  compared += 1;
}
if (compared === 0) throw new Error('the pack proves no block');
console.log(`${compared} blocks: the light client has the same application hash for each`);
