import { fromHex, toHex } from '@fit4work/protocol';
import { parseOts, parseOtsAnswer } from '../src/stamps/core/ots-reader.js';
import { formatOts } from '../src/stamps/core/ots-writer.js';
import { StampError } from '../src/stamps/error.js';
import { PUBLISHED } from './ots-vectors.js';

/** Numbers that the same seed gives again (xorshift32). */
function numbers(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/**
 * Feeds the reader of OpenTimestamps with changed published proofs.
 * @returns inputs that it answered otherwise than with a proof, which is written as it was read, or its own error
 */
export function feedOts({ seed, inputs }: { readonly seed: number; readonly inputs: number }): string[] {
  const next = numbers(seed);
  const seeds = Object.values(PUBLISHED).map((hex) => fromHex(hex));
  const surprises: string[] = [];
  for (let i = 0; i < inputs; i += 1) {
    let bytes = seeds[next(seeds.length)] ?? new Uint8Array(0);
    for (let changes = 1 + next(3); changes > 0; changes -= 1) bytes = changed(bytes, next);
    if (!isAnswered(bytes)) surprises.push(toHex(bytes));
  }
  return surprises;
}

function changed(bytes: Uint8Array, next: (below: number) => number): Uint8Array {
  // Mostly behind the header and the digest, where there is something to read.
  const at = next(8) === 0 ? next(bytes.length + 1) : Math.min(bytes.length, 65 + next(Math.max(1, bytes.length - 65)));
  const way = next(4);
  if (way === 0) return bytes.slice(0, at);
  if (way === 1) return Uint8Array.from([...bytes.slice(0, at), next(256), ...bytes.slice(at)]);
  if (way === 2) return Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(at + 1 + next(40))]);
  return at < bytes.length ? bytes.with(at, [0, 0xff, 8, 0xf0, 0xf1, next(256)][next(6)] ?? 0) : bytes;
}

function isAnswered(bytes: Uint8Array): boolean {
  try {
    const again = formatOts(parseOts(bytes));
    return toHex(formatOts(parseOts(again))) === toHex(again);
  } catch (error) {
    if (!(error instanceof StampError)) return false;
  }
  try {
    parseOtsAnswer(bytes.slice(65), new Uint8Array(32));
    return true;
  } catch (error) {
    return error instanceof StampError;
  }
}
