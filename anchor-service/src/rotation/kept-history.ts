import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { logKeyOf, utf8 } from '@fit4work/protocol';
import { writeFolder } from '../adapters/durable-file.js';
import { readHistory } from '../adapters/policy-file.js';
import { AnchorError } from '../error.js';
import type { ServedPolicies } from '../verify/policy-chain.js';

/** The policies that a policy file was brought up to date by: of one log, from its first. */
export interface KeptHistory {
  /** The log's name. */
  readonly origin: string;
  readonly policies: ServedPolicies;
}

/** Beside the policy file, as a log serves them below `policies/`. */
const folderOf = (policyFile: string): string => `${policyFile}.history`;

/**
 * Keeps what a policy file is brought up to date by, so that evidence can be judged by those who hold an earlier policy.
 * The folder is written anew, since one of another log, or of what a crash left, would have statements that lead nowhere. A crash in it
 * leaves the old one, or none, and the next time writes it.
 * @throws AnchorError `storage-failed`
 */
export function keepHistory(policyFile: string, { first, statements }: ServedPolicies): void {
  if (first === undefined || statements.length === 0) return;
  const folder = folderOf(policyFile);
  try {
    if (existsSync(folder)) rmSync(folder, { recursive: true });
    writeFolder(folder, new Map([first, ...statements].map((bytes, number) => [String(number), bytes])));
  } catch (cause) {
    throw new AnchorError('storage-failed', `${folder} cannot be written: let its folder be writable and have room.`, {
      cause,
    });
  }
}

/** @returns `undefined` where the log never changed its policy, or nothing was kept of it @throws AnchorError `bad-policy` */
export function readKeptHistory(policyFile: string): KeptHistory | undefined {
  const folder = folderOf(policyFile);
  if (!existsSync(join(folder, '0'))) return undefined;
  const { first, successors } = readHistory(join(folder, '0'), folder);
  const policies = { first: utf8(first.text), statements: successors.map(({ statement }) => statement) };
  return { origin: logKeyOf(first.policy).name, policies };
}
