import { fromHex } from '@fit4work/protocol';
import { StampError } from '../error.js';

/** What is used of the header of a Bitcoin block. */
export interface BlockHeader {
  /** 32 bytes, in the order in which the header has them (explorers show them backwards). */
  readonly merkleRoot: Uint8Array;
  /** Unix seconds, as its miner wrote them: right within about two hours. */
  readonly time: number;
}

const MAX_CHARACTERS = 64 * 1024 * 1024;
const LINE = /^(0|[1-9][0-9]{0,8}) ([0-9a-f]{160})$/;

/**
 * Reads a file of block headers: one a line, its height and its 80 bytes in hexadecimal, as `bitcoin-cli getblockheader HASH
 * false` prints them. Whoever gives the file is believed about Bitcoin: proof of work is not looked at.
 * @throws StampError `malformed` naming the line
 */
export function parseBlockHeaders(text: string): ReadonlyMap<number, BlockHeader> {
  if (text.length > MAX_CHARACTERS)
    throw new StampError('malformed', 'The file of block headers has more than 64 MiB.');
  const headers = new Map<number, BlockHeader>();
  for (const [i, line] of text.split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const [, height, hex] = LINE.exec(line) ?? [];
    if (height === undefined || hex === undefined || headers.has(Number(height))) {
      throw new StampError(
        'malformed',
        `Line ${i + 1} of the block headers is not a new height with 80 bytes of hexadecimal.`,
      );
    }
    headers.set(Number(height), readHeader(fromHex(hex, 80)));
  }
  return headers;
}

function readHeader(bytes: Uint8Array): BlockHeader {
  const time = new DataView(bytes.buffer, bytes.byteOffset).getUint32(68, true);
  return { merkleRoot: bytes.slice(36, 68), time };
}
