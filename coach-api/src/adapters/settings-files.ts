import { readFile } from 'node:fs/promises';
import { LogError, pinPolicy } from '@fit4work/protocol';
import { type OidcSettings, readOidcSettings } from '../core/oidc-settings.js';
import { readCoaches } from '../core/settings-files.js';
import { CoachError } from '../error.js';
import type { Coach } from '../ports.js';
import { readPrivateFile } from './private-file.js';

interface FileKind {
  readonly what: string;
  readonly variable: string;
}

const COACHES = { what: 'coaches file', variable: 'FIT4WORK_COACH_COACHES' };
const OIDC = { what: 'file of the identity provider', variable: 'FIT4WORK_COACH_OIDC' };
const POLICY = { what: 'policy file', variable: 'FIT4WORK_COACH_POLICY' };

/** @throws CoachError `bad-config` */
export async function loadCoaches(path: string): Promise<readonly Coach[]> {
  const text = await load(path, COACHES);
  return parse(path, COACHES, () => readCoaches(JSON.parse(text)));
}

/** An identity provider, and the secret by which this service is known there. */
export interface Oidc {
  readonly settings: OidcSettings;
  readonly secret: string;
}

/** @throws CoachError `bad-config`, also when others than the owner may read the secret */
export async function loadOidc(path: string): Promise<Oidc> {
  const text = await load(path, OIDC);
  const settings = parse(path, OIDC, () => readOidcSettings(JSON.parse(text)));
  const { file, method } = settings.clientAuthentication;
  const secret = (
    await readPrivateFile({ ...OIDC, what: 'secret of the client', path: file, credentials: undefined })
  ).trim();
  if (secret === '') throw new CoachError('bad-config', `The secret of the client ${file} is empty: fill it.`);
  if (method === 'private_key_jwt') parse(file, { ...OIDC, what: 'key of the client' }, () => JSON.parse(secret));
  return { settings, secret };
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
