import { equalBytes, type Window } from '@fit4work/protocol';
import type { SealedWindow } from '../ports.js';
import { sealedAs } from './due-windows.js';
import { NOTHING } from './reconcile.js';
import { windowDigest } from './window-digest.js';
import { windowPlaintexts } from './window-plaintext.js';

/**
 * What stands sealed of a window, against what would be sealed of it today. `unlike` is also what was made of samples that
 * are forgotten; of what is `uncompared` nothing tells what was in it, as after a recovery.
 */
type Likeness = 'unsealed' | 'alike' | 'unlike' | 'uncompared';

/** What there is of a day's windows, and what opens it. */
export interface SealedDay {
  readonly sealed: readonly SealedWindow[];
  /** The nine keys, by generation. */
  readonly keys: ReadonlyMap<number, Uint8Array>;
}

/** @param plaintexts that would be sealed today, of all that is known */
export function likenessOf(window: Window, plaintexts: readonly Uint8Array[], { sealed, keys }: SealedDay): Likeness {
  const stands = sealedAs(window, sealed);
  if (stands === undefined) return 'unsealed';
  if (stands.forgotten === true) return 'unlike';
  if (stands.digest === undefined) return 'uncompared';
  const dayKeys = keys.get(stands.generation ?? -1);
  // All that is known can be opened, and those keys cannot: nothing was kept under them, so nothing was in it.
  const isAlike =
    dayKeys === undefined
      ? windowPlaintexts(window, NOTHING).every((plaintext, i) => equalBytes(plaintext, plaintexts[i] ?? NO_BYTES))
      : equalBytes(windowDigest(window, plaintexts, dayKeys), stands.digest);
  return isAlike ? 'alike' : 'unlike';
}

const NO_BYTES = new Uint8Array(0);
