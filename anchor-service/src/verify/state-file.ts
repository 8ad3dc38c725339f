import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder, replaceFile } from '../adapters/durable-file.js';
import type { PolicyFile } from '../adapters/policy-file.js';
import { lockState } from '../adapters/state-lock.js';
import { AnchorError } from '../error.js';
import { FindingError } from './finding-error.js';
import { formatState, type KeptState, parseState } from './kept-state.js';

const UNWRITTEN = 'It cannot be written.';

/**
 * Reads the state of an earlier run, as {@link parseState}.
 * @returns the state, and the policy that stood; `undefined` when there is none
 * @throws FindingError `bad-state`
 */
export function readState(file: string, given: PolicyFile): (KeptState & { standing: PolicyFile }) | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return parseState(readFileSync(file, 'utf8'), given);
  } catch (cause) {
    throw new FindingError({ kind: 'bad-state', path: file }, cause);
  }
}

/**
 * Keeps other runs from a state until it is let go of: of two that overlap, the one that began earlier and ended later would take the state
 * back to what it had seen.
 * @returns lets go of it
 * @throws FindingError `busy-state`, `bad-file`
 */
export function holdState(file: string): () => void {
  try {
    makeFolder(dirname(file));
    return lockState(file, 'verifier');
  } catch (cause) {
    const isBusy = cause instanceof AnchorError && cause.code === 'busy-state';
    throw new FindingError({ kind: isBusy ? 'busy-state' : 'bad-file', path: file, detail: UNWRITTEN }, cause);
  }
}

/** Keeps what was verified, in one step. @throws FindingError `bad-file` */
export function writeState(file: string, state: Omit<KeptState, 'checkpoint'>): void {
  try {
    replaceFile(file, Buffer.from(formatState(state)));
  } catch (cause) {
    throw new FindingError({ kind: 'bad-file', path: file, detail: UNWRITTEN }, cause);
  }
}
