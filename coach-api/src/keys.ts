#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { cryptoReady } from '@fit4work/protocol';
import { askNewPassphrase, askSecrets } from './adapters/ask-secret.js';
import { checkPassphrase, loadKeys, readPassphrase, replaceKeyFile } from './adapters/key-file.js';
import { newKeys } from './adapters/new-keys.js';
import { readEnv, toConfig } from './config.js';
import type { Secrets } from './core/key-file.js';
import { publicParts } from './core/public-parts.js';
import { rotated } from './core/rotated-keys.js';
import { CoachError } from './error.js';
import { finishRotation, refuseBesideService } from './finish-rotation.js';
import { keepMemory } from './keep-memory.js';
import { type KeyPlaces, keyPlaces } from './key-places.js';

const USAGE =
  'Say what to do with the keys: node dist/keys.js rotate [--signing-key] | finish [--leave-unopened] [--leave-agents] | seal [--passphrase-file FILE]';

const terminal = { input: process.stdin, output: process.stderr };
const clock = (): number => Math.floor(Date.now() / 1000);
const misused = (cause?: unknown): CoachError => new CoachError('bad-config', USAGE, { cause });

/** From its file, else at the terminal. */
async function askPassphrase(places: KeyPlaces): Promise<string> {
  if (places.passphraseFile !== undefined || !process.stdin.isTTY) return readPassphrase(places);
  const [passphrase = ''] = await askSecrets(terminal, ['Passphrase of the key file:']);
  return passphrase;
}

/** New secrets and the statement that names them come into the file as one: a crash leaves both or neither. */
async function rotate(withSigningKey: boolean): Promise<Secrets> {
  const places = keyPlaces(readEnv());
  // What it would sign with the older key from now on counts for nothing (SPEC.md clause 7.6).
  if (withSigningKey) await refuseBesideService(toConfig(readEnv()));
  const { secrets, passphrase } = await loadKeys(places, () => askPassphrase(places));
  const next = rotated(secrets, newKeys(clock(), withSigningKey));
  await replaceKeyFile(places.path, { secrets: next, passphrase });
  return next;
}

async function seal(passphraseFile: string | undefined): Promise<Secrets> {
  const places = keyPlaces(readEnv());
  const { secrets } = await loadKeys(places, () => askPassphrase(places));
  if (passphraseFile === undefined && !process.stdin.isTTY) throw misused();
  const passphrase =
    passphraseFile === undefined
      ? checkPassphrase(await askNewPassphrase(terminal))
      : await readPassphrase({ ...places, passphraseFile });
  await replaceKeyFile(places.path, { secrets, passphrase });
  return secrets;
}

async function finish(leave: { readonly unopened: boolean; readonly agents: boolean }): Promise<Secrets> {
  const config = toConfig(readEnv());
  return finishRotation(config, {
    now: clock(),
    askPassphrase: () => askPassphrase(config.keys),
    leaveUnopened: leave.unopened,
    leaveAgents: leave.agents,
  });
}

function readArguments() {
  const flag = { type: 'boolean' } as const;
  const flags = { 'leave-unopened': flag, 'leave-agents': flag, 'signing-key': flag };
  const options = { ...flags, 'passphrase-file': { type: 'string' } } as const;
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (cause) {
    throw misused(cause);
  }
}

const TAKEN: ReadonlyMap<string | undefined, readonly string[]> = new Map([
  ['rotate', ['signing-key']],
  ['finish', ['leave-unopened', 'leave-agents']],
  ['seal', ['passphrase-file']],
]);

function act(): Promise<Secrets> {
  const { positionals, values } = readArguments();
  const [word, ...more] = positionals;
  const taken = TAKEN.get(word);
  if (taken === undefined || more.length > 0 || Object.keys(values).some((name) => !taken.includes(name))) {
    throw misused();
  }
  if (word === 'rotate') return rotate(values['signing-key'] === true);
  if (word === 'seal') return seal(values['passphrase-file']);
  return finish({ unopened: values['leave-unopened'] === true, agents: values['leave-agents'] === true });
}

async function main(): Promise<void> {
  keepMemory(readEnv());
  await cryptoReady;
  process.stdout.write(`${JSON.stringify(publicParts(await act()))}\n`);
}

main().catch((error: unknown) => {
  if (!(error instanceof CoachError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
