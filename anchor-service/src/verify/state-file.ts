import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { type Block, encodeBlock, equalBytes, type Policy, parseBlock, verifyCheckpoint } from '@fit4work/protocol';
import { replaceFile } from './durable-file.js';
import { FindingError } from './finding-error.js';
import type { HeldLog } from './held-log.js';
import type { VerifiedLog } from './verify-log.js';

/** A state with the bytes of its checkpoint: should the log take it back, they are evidence. */
export interface KeptState extends HeldLog {
  readonly note: Uint8Array;
}

/**
 * Reads the state of an earlier run. It is believed no further than what it proves: its checkpoint carries the signatures of the
 * policy, and its block has that checkpoint's size and root; its digest shows damage to the rest. The tree's edge is not in it:
 * the tiles of that size give it, once they lead to the checkpoint's root.
 * @returns `undefined` when there is none
 * @throws FindingError `bad-state`
 */
export function readState(file: string, policy: Policy): KeptState | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const { version, checkpoint, block, digest } = fieldsOf(readFileSync(file, 'utf8'));
    if (version !== 1 || digest !== digestOf(checkpoint, block)) throw new TypeError('a digest of other content');
    const note = new Uint8Array(Buffer.from(checkpoint));
    const trusted = verifyCheckpoint(note, policy).checkpoint;
    const last = block === '' ? undefined : parseBlock(new Uint8Array(Buffer.from(block, 'base64')));
    if (!isEndOf(last, trusted)) throw new TypeError('a block that does not end at the checkpoint');
    return { checkpoint: trusted, last, note };
  } catch (cause) {
    throw new FindingError({ kind: 'bad-state', path: file }, cause);
  }
}

/** Keeps what was verified, in one step. @throws FindingError `bad-file` */
export function writeState(file: string, log: VerifiedLog): void {
  const checkpoint = Buffer.from(log.note).toString('utf8');
  const block = log.last === undefined ? '' : Buffer.from(encodeBlock(log.last)).toString('base64');
  const text = JSON.stringify({ version: 1, checkpoint, block, digest: digestOf(checkpoint, block) });
  try {
    replaceFile(file, Buffer.from(`${text}\n`));
  } catch (cause) {
    throw new FindingError({ kind: 'bad-file', path: file, detail: 'It cannot be written.' }, cause);
  }
}

function isEndOf(last: Block | undefined, { size, root }: { size: number; root: Uint8Array }): boolean {
  return last === undefined ? size === 0 : last.size === size && equalBytes(last.root, root);
}

function digestOf(checkpoint: string, block: string): string {
  return createHash('sha256').update(`fit4work-verify state\n${block}\n${checkpoint}`).digest('hex');
}

function fieldsOf(text: string): { version: unknown; checkpoint: string; block: string; digest: unknown } {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new TypeError('no object');
  const { version, checkpoint, block, digest }: Partial<Record<string, unknown>> = { ...value };
  if (typeof checkpoint !== 'string' || typeof block !== 'string') throw new TypeError('no checkpoint or block');
  return { version, checkpoint, block, digest };
}
