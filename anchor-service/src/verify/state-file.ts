import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Block, encodeBlock, equalBytes, parseBlock, verifyCheckpoint } from '@fit4work/protocol';
import { makeFolder, replaceFile } from '../adapters/durable-file.js';
import type { PolicyFile } from '../adapters/policy-file.js';
import { lockState } from '../adapters/state-lock.js';
import { AnchorError } from '../error.js';
import { FindingError } from './finding-error.js';
import type { HeldLog } from './held-log.js';
import { chainPolicies, type ServedPolicies } from './policy-chain.js';

const UNWRITTEN = 'It cannot be written.';

/** What is kept of a log: the bytes of its checkpoint too, for should the log take it back, they are evidence. */
export interface KeptState extends HeldLog {
  readonly note: Uint8Array;
  /** The policies up to the one that stood: nobody goes back to an earlier one (SPEC.md clause 15.15). */
  readonly history: ServedPolicies;
}

/**
 * Reads the state of an earlier run. It is believed no further than what it proves: its policies follow from the one that is
 * given, its checkpoint carries the signatures of the last of them, and its block has that checkpoint's size and root; its digest
 * shows damage to the rest. The tree's edge is not in it: the tiles of that size give it, once they lead to the checkpoint's root.
 * @returns the state, and the policy that stood; `undefined` when there is none
 * @throws FindingError `bad-state`
 */
export function readState(file: string, given: PolicyFile): (KeptState & { standing: PolicyFile }) | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const { version, checkpoint, block, policies, digest } = fieldsOf(readFileSync(file, 'utf8'));
    if (version !== 1 || digest !== digestOf({ checkpoint, block, policies }))
      throw new TypeError('a digest of other content');
    const note = new Uint8Array(Buffer.from(checkpoint));
    const [first, ...statements] = policies.map((each) => new Uint8Array(Buffer.from(each)));
    const history = { first, statements };
    const { text, policy } = chainPolicies(given, history)?.successors.at(-1) ?? given;
    const trusted = verifyCheckpoint(note, policy).checkpoint;
    const last = block === '' ? undefined : parseBlock(new Uint8Array(Buffer.from(block, 'base64')));
    if (!isEndOf(last, trusted)) throw new TypeError('a block that does not end at the checkpoint');
    return { checkpoint: trusted, last, note, history, standing: { text, policy } };
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
export function writeState(file: string, { note, last, history }: Omit<KeptState, 'checkpoint'>): void {
  const { first, statements } = history;
  const content = {
    checkpoint: Buffer.from(note).toString('utf8'),
    block: last === undefined ? '' : Buffer.from(encodeBlock(last)).toString('base64'),
    policies: first === undefined ? [] : [first, ...statements].map((each) => Buffer.from(each).toString('utf8')),
  };
  try {
    replaceFile(file, Buffer.from(`${JSON.stringify({ version: 1, ...content, digest: digestOf(content) })}\n`));
  } catch (cause) {
    throw new FindingError({ kind: 'bad-file', path: file, detail: UNWRITTEN }, cause);
  }
}

function isEndOf(last: Block | undefined, { size, root }: { size: number; root: Uint8Array }): boolean {
  return last === undefined ? size === 0 : last.size === size && equalBytes(last.root, root);
}

interface Content {
  readonly checkpoint: string;
  readonly block: string;
  /** The text of the first, then the statements. */
  readonly policies: readonly string[];
}

function digestOf({ checkpoint, block, policies }: Content): string {
  return createHash('sha256')
    .update(`fit4work-verify state\n${JSON.stringify([block, checkpoint, policies])}`)
    .digest('hex');
}

function fieldsOf(text: string): Content & { version: unknown; digest: unknown } {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new TypeError('no object');
  const { version, checkpoint, block, policies, digest }: Partial<Record<string, unknown>> = { ...value };
  if (typeof checkpoint !== 'string' || typeof block !== 'string') throw new TypeError('no checkpoint or block');
  if (!isTexts(policies)) throw new TypeError('no policies');
  return { version, checkpoint, block, policies, digest };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
