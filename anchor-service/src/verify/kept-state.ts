import {
  type Block,
  encodeBlock,
  equalBytes,
  parseBlock,
  sha256,
  toHex,
  utf8,
  verifyCheckpoint,
} from '@fit4work/protocol';
import type { PolicyFile } from '../adapters/policy-file.js';
import type { HeldLog } from './held-log.js';
import { chainPolicies, type ServedPolicies } from './policy-chain.js';

/** What is kept of a log: the bytes of its checkpoint too, for should the log take it back, they are evidence. */
export interface KeptState extends HeldLog {
  readonly note: Uint8Array;
  /** The policies up to the one that stood: nobody goes back to an earlier one (SPEC.md clause 15.15). */
  readonly history: ServedPolicies;
}

/**
 * Reads what an earlier run kept. It is believed no further than what it proves: its policies follow from the one that is
 * given, its checkpoint carries the signatures of the last of them, and its block has that checkpoint's size and root; its digest
 * shows damage to the rest. The tree's edge is not in it: the tiles of that size give it, once they lead to the checkpoint's root.
 * @returns the state, and the policy that stood
 * @throws whatever shows that it cannot be believed
 */
export function parseState(text: string, given: PolicyFile): KeptState & { standing: PolicyFile } {
  const { version, checkpoint, block, policies, digest } = fieldsOf(text);
  if (version !== 1 || digest !== digestOf({ checkpoint, block, policies })) {
    throw new TypeError('a digest of other content');
  }
  const note = utf8(checkpoint);
  const [first, ...statements] = policies.map((each) => utf8(each));
  const history = { first, statements };
  const standing = chainPolicies(given, history)?.successors.at(-1) ?? given;
  const trusted = verifyCheckpoint(note, standing.policy).checkpoint;
  const last = block === '' ? undefined : parseBlock(Uint8Array.from(atob(block), (char) => char.charCodeAt(0)));
  if (!isEndOf(last, trusted)) throw new TypeError('a block that does not end at the checkpoint');
  return { checkpoint: trusted, last, note, history, standing: { text: standing.text, policy: standing.policy } };
}

/** Writes what was verified, for {@link parseState}. */
export function formatState({ note, last, history: { first, statements } }: Omit<KeptState, 'checkpoint'>): string {
  const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const content = {
    checkpoint: text(note),
    block: last === undefined ? '' : btoa(String.fromCharCode(...encodeBlock(last))),
    policies: first === undefined ? [] : [first, ...statements].map(text),
  };
  return `${JSON.stringify({ version: 1, ...content, digest: digestOf(content) })}\n`;
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

const digestOf = ({ checkpoint, block, policies }: Content): string =>
  toHex(sha256(utf8(`fit4work-verify state\n${JSON.stringify([block, checkpoint, policies])}`)));

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
