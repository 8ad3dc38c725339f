import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/* What a run of every process cost: time on cores and memory by what a process is, and what its folder takes. */

/** What a process is, by the name under which it was started. @param {string} name */
const kindOf = (name) => name.replace(/^agent-.*/, 'agents').replace(/^witness-.*/, 'witnesses');

/** @param {Readonly<Record<string, number>>} figures by name of a process @param {(one: number, other: number) => number} both */
function byKind(figures, both) {
  /** @type {Map<string, number>} */
  const kinds = new Map();
  for (const [name, figure] of Object.entries(figures)) {
    const kind = kindOf(name);
    const known = kinds.get(kind);
    kinds.set(kind, known === undefined ? figure : both(known, figure));
  }
  return kinds;
}

/** Seconds of a core, of all processes of a kind. @param {Readonly<Record<string, number>>} used */
export const usedByKind = (used) => byKind(used, (one, other) => one + other);

/** MiB, of the largest process of a kind. @param {Readonly<Record<string, number>>} peaks */
export const peakByKind = (peaks) => byKind(peaks, Math.max);

/** @param {string} folder @returns {number} bytes that the file system gave to what is in it */
export function diskOf(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? diskOf(path) : statSync(path).blocks * 512);
  }, 0);
}
