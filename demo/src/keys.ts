import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jwkOf, signingKey, toBase64Url } from '@fit4work/protocol';
import { COACH_ACCOUNT } from './login.js';
import { programOf } from './programs.js';
import { type State, sha256Hex, writeWhole } from './state.js';
import type { Supervisor } from './supervisor.js';

/* Keys and files that an operator makes once: each service gets its own, none sees another's. */

export const ORIGIN = 'log.fit4work.example/pilot';
export const COACH = 'coach-1';
const WITNESSES = ['works-council', 'university'] as const;

export interface KeyFiles {
  readonly log: string;
  readonly witnesses: readonly { readonly name: string; readonly key: string; readonly vkey: string }[];
  readonly logVkey: string;
  readonly coach: string;
  readonly anchorBroker: string;
  readonly brokerServices: string;
  /** The token by which broker and anchor ask for the agents. */
  readonly registryToken: string;
  readonly coaches: string;
}

/** Makes what is missing; what is there stays. */
export async function makeKeys(state: State, supervisor: Supervisor): Promise<KeyFiles> {
  const folder = join(state.root, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (name: string): string => join(folder, name);
  const coach = file('coach-api.json');
  const log = file('log.json');
  const witnesses = WITNESSES.map((name) => ({ name, key: file(`witness-${name}.json`) }));
  await Promise.all([
    keygen(supervisor, coach, 'coach-api/keygen', '--plain'),
    keygen(supervisor, log, 'anchor-service/keygen', '--name', ORIGIN, '--type', 'log'),
    ...witnesses.map(({ name, key }) =>
      keygen(supervisor, key, 'anchor-service/keygen', '--name', `${name}.fit4work.example`, '--type', 'witness'),
    ),
  ]);
  return {
    log,
    logVkey: readField(log, 'vkey'),
    witnesses: witnesses.map(({ name, key }) => ({ name, key, vkey: readField(key, 'vkey') })),
    coach,
    anchorBroker: makeAnchorKey(file('anchor-broker.json')),
    brokerServices: makeServices(file('broker-services.json'), { coach, anchor: file('anchor-broker.json') }),
    registryToken: makeToken(file('registry.token')),
    coaches: makeCoaches(file('coaches.json'), state),
  };
}

/** Has a key file made by the program of its owner, unless it is there. */
async function keygen(
  supervisor: Supervisor,
  out: string,
  ...[program = '', ...args]: readonly string[]
): Promise<void> {
  if (existsSync(out)) return;
  await supervisor.command({ name: 'keygen', argv: [programOf(program), ...args, '--out', out], env: {} });
}

function readField(path: string, name: string): string {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'))[name];
  return String(value);
}

function makeAnchorKey(path: string): string {
  if (!existsSync(path)) {
    const seed = randomBytes(32);
    const kid = toBase64Url(signingKey(seed).keyId);
    writeWhole(path, JSON.stringify({ kid, seed: seed.toString('base64') }));
  }
  return path;
}

function makeToken(path: string): string {
  if (!existsSync(path)) writeWhole(path, randomBytes(32).toString('base64url'));
  return path;
}

/** The JWKS of the services that the broker knows beside the registry's agents. */
function makeServices(path: string, files: { coach: string; anchor: string }): string {
  const jwk = (role: string, seed: Uint8Array): Record<string, string> => {
    const key = signingKey(seed);
    return { ...jwkOf(key.publicKey), kid: toBase64Url(key.keyId), alg: 'EdDSA', use: 'sig', f4w_role: role };
  };
  const seedOf = (file: string, field: string): Uint8Array => Buffer.from(readField(file, field), 'base64');
  const keys = [jwk('coach-api', seedOf(files.coach, 'signingSeed')), jwk('anchor', seedOf(files.anchor, 'seed'))];
  writeWhole(path, JSON.stringify({ keys }));
  return path;
}

function makeCoaches(path: string, { manifest }: State): string {
  const coach = { id: COACH, name: 'Demo coach', subject: COACH_ACCOUNT, tokenSha256: sha256Hex(manifest.coachToken) };
  writeWhole(path, JSON.stringify([coach]));
  return path;
}
