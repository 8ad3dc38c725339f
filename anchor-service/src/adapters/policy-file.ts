import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogError, type Policy, parsePolicy } from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import { historyOf, type PolicyHistory } from '../rotation/history.js';

/** A policy with the text that it was read from. */
export interface PolicyFile {
  readonly text: string;
  readonly policy: Policy;
}

/** @throws AnchorError `bad-policy` naming the file and what is wrong with it */
export function readPolicy(file: string): PolicyFile {
  return usable(file, () => {
    const text = readText(file);
    return { text, policy: parsePolicy(text) };
  });
}

/**
 * Reads the first policy of a log and the statements after it, which are files named 1, 2, 3, …
 * @param folder of the statements; without it, or while it is not there, there are none
 * @throws AnchorError `bad-policy` naming the file or folder and what is wrong with it
 */
export function readHistory(file: string, folder?: string): PolicyHistory {
  const text = usable(file, () => readText(file));
  const first = usable(file, () => historyOf(text));
  if (folder === undefined) return first;
  return usable(folder, () => historyOf(text, readStatements(folder)));
}

function readStatements(folder: string): Uint8Array[] {
  const statements: Uint8Array[] = [];
  for (let number = 1; existsSync(join(folder, String(number))); number += 1) {
    statements.push(new Uint8Array(readFileSync(join(folder, String(number)))));
  }
  return statements;
}

/** Exactly as it is: statements name its hash, so that letters must not be put in the place of others. */
function readText(file: string): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
}

function usable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const why = cause instanceof LogError ? cause.message : 'Give a readable file.';
    throw new AnchorError('bad-policy', `The policy file ${path} cannot be used. ${why}`, { cause });
  }
}
