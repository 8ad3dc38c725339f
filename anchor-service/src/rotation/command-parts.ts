import { readFileSync } from 'node:fs';
import { parseSignedPolicyStatement } from '@fit4work/protocol';
import { AnchorError } from '../error.js';

/* What the commands that change a policy have in common. */

/** What a command says: to people a text, to machines one line of JSON. */
export type Say = (text: string, json: Readonly<Record<string, unknown>>) => void;

export const now = (): number => Math.floor(Date.now() / 1000);
export const LOG = ['--log <source>', 'the public folder of the log, or its address'] as const;
export const HELD = ['--policy <file>', 'the policy that you hold, which must be the newest of the log'] as const;
export const AGREE = ['--agree', 'you looked at the changes and sign them'] as const;
export const JSON_LINE = ['--json', 'print one line of JSON'] as const;

/** Tells what a statement changes, and whether it was signed. */
export function sayChanges(say: Say, changes: readonly string[], isSigned = false): void {
  const next = isSigned ? 'Signed: send the file back.' : 'Nothing is signed yet: add --agree to sign.';
  say(`${changes.join('\n')}\n${next}`, { event: isSigned ? 'signed' : 'shown', changes });
}

/** @throws AnchorError `bad-statement` naming the file */
export function readStatement(file: string): Uint8Array {
  try {
    const bytes = new Uint8Array(readFileSync(file));
    parseSignedPolicyStatement(bytes);
    return bytes;
  } catch (cause) {
    const message = `${file} is no policy statement: give one that "policy propose" made.`;
    throw new AnchorError('bad-statement', message, { cause });
  }
}
