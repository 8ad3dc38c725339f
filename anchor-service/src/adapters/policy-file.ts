import { readFileSync } from 'node:fs';
import { LogError, type Policy, parsePolicy } from '@fit4work/protocol';
import { AnchorError } from '../error.js';

/** A policy with the text that it was read from. */
export interface PolicyFile {
  readonly text: string;
  readonly policy: Policy;
}

/** @throws AnchorError `bad-policy` naming the file and what is wrong with it */
export function readPolicy(file: string): PolicyFile {
  try {
    const text = readFileSync(file, 'utf8');
    return { text, policy: parsePolicy(text) };
  } catch (cause) {
    const why = cause instanceof LogError ? cause.message : 'Give a readable file.';
    throw new AnchorError('bad-policy', `The policy file ${file} cannot be used. ${why}`, { cause });
  }
}
