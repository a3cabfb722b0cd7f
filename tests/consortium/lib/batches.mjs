// Batches as docs/formats/batch.md has them, read and made without Kaisho's own code.
import {decodeRlp, encodeRlp, getBytes} from "ethers";

/** An LZ4 block of so many bytes. Throws where it is none. */
function unpacked(block, size) {
  const out = [];
  const length = (at, start) => {
    let more = start === 15 ? 255 : 0;
    while (more === 255) start += more = block[at++];
    return [start, at];
  };
  for (let at = 0; at < block.length;) {
    const token = block[at++];
    let count;
    [count, at] = length(at, token >> 4);
    out.push(...block.subarray(at, at + count));
    at += count;
    if (at >= block.length) break;
    const offset = block.readUInt16LE(at);
    [count, at] = length(at + 2, token & 15);
    for (let i = 0; i < count + 4; ++i) out.push(out[out.length - offset]);
  }
  if (out.length !== size) throw new Error(`an LZ4 block of ${out.length} bytes instead of ${size}`);
  return Buffer.from(out);
}

/** Of [sender ‖ wire, …], hexadecimal or bytes. */
export const batch = (entries) => Buffer.concat([Buffer.from([2]), getBytes(encodeRlp(entries))]);
/** The entries of a batch, packed or not, in hexadecimal digits. */
export function entriesOf(bytes) {
  const plain = bytes[0] === 3 ? unpacked(bytes.subarray(5), bytes.readUInt32BE(1)) : bytes;
  if (plain[0] !== 2) throw new Error(`a batch of version ${plain[0]}`);
  return decodeRlp(plain.subarray(1));
}
/** A packed batch of zeros that is 0.004 of the size that it unpacks to. */
export function packedZeros(size) {
  const match = size - 1 - 4 - 15;
  const head = Buffer.from([3, 0, 0, 0, 0]);
  head.writeUInt32BE(size, 1);
  return Buffer.concat([head, Buffer.from([0x1f, 0, 1, 0]), Buffer.alloc(Math.floor(match / 255), 255),
                        Buffer.from([match % 255, 0])]);
}
