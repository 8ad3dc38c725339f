import { readFile } from 'node:fs/promises';
import { LogError, pinPolicy } from '@fit4work/protocol';
import { readCoaches } from '../core/settings-files.js';
import { CoachError } from '../error.js';
import type { Coach } from '../ports.js';

interface FileKind {
  readonly what: string;
  readonly variable: string;
}

const COACHES = { what: 'coaches file', variable: 'FIT4WORK_COACH_COACHES' };
const POLICY = { what: 'policy file', variable: 'FIT4WORK_COACH_POLICY' };

/** @throws CoachError `bad-config` */
export async function loadCoaches(path: string): Promise<readonly Coach[]> {
  const text = await load(path, COACHES);
  return parse(path, COACHES, () => readCoaches(JSON.parse(text)));
}

/** @returns the text of the policy, which reads @throws CoachError `bad-config` */
export async function loadPolicy(path: string): Promise<string> {
  const text = await load(path, POLICY);
  return parse(path, POLICY, () => pinPolicy(text).text);
}

async function load(path: string, { what, variable }: FileKind): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new CoachError('bad-config', `The ${what} ${path} cannot be read: point ${variable} to it.`, { cause });
  }
}

function parse<T>(path: string, { what }: FileKind, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new CoachError('bad-config', `The ${what} ${path} is malformed: ${reasonOf(cause)}.`, { cause });
  }
}

/** The parser of JSON quotes what it read, which may be a secret: its message is not passed on. */
function reasonOf(cause: unknown): string {
  if (cause instanceof CoachError) return cause.message;
  return cause instanceof LogError ? cause.message.replace(/\.$/, '') : 'it is not JSON';
}
