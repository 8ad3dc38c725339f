#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { cryptoReady } from '@fit4work/protocol';
import { askNewPassphrase, askSecrets } from './adapters/ask-secret.js';
import { checkPassphrase, loadKeys, readPassphrase, replaceKeyFile } from './adapters/key-file.js';
import { newBox } from './adapters/new-keys.js';
import { readEnv, toConfig } from './config.js';
import { type Secrets, withNewBox } from './core/key-file.js';
import { publicParts } from './core/public-parts.js';
import { CoachError } from './error.js';
import { finishRotation } from './finish-rotation.js';
import { keepMemory } from './keep-memory.js';
import { type KeyPlaces, keyPlaces } from './key-places.js';

const USAGE =
  'Say what to do with the keys: node dist/keys.js rotate | finish [--leave-unopened] [--leave-agents] | seal [--passphrase-file FILE]';

const terminal = { input: process.stdin, output: process.stderr };
const clock = (): number => Math.floor(Date.now() / 1000);
const misused = (cause?: unknown): CoachError => new CoachError('bad-config', USAGE, { cause });

/** From its file, else at the terminal. */
async function askPassphrase(places: KeyPlaces): Promise<string> {
  if (places.passphraseFile !== undefined || !process.stdin.isTTY) return readPassphrase(places);
  const [passphrase = ''] = await askSecrets(terminal, ['Passphrase of the key file:']);
  return passphrase;
}

async function rotate(): Promise<Secrets> {
  const places = keyPlaces(readEnv());
  const { secrets, passphrase } = await loadKeys(places, () => askPassphrase(places));
  const rotated = withNewBox(secrets, newBox(clock()));
  await replaceKeyFile(places.path, { secrets: rotated, passphrase });
  return rotated;
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
  const flag = { type: 'boolean', default: false } as const;
  const options = { 'leave-unopened': flag, 'leave-agents': flag, 'passphrase-file': { type: 'string' } } as const;
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (cause) {
    throw misused(cause);
  }
}

function act(): Promise<Secrets> {
  const { positionals, values } = readArguments();
  const { 'leave-unopened': unopened, 'leave-agents': agents, 'passphrase-file': passphraseFile } = values;
  const [word] = positionals;
  const bare = !unopened && !agents;
  if (positionals.length === 1 && word === 'finish' && passphraseFile === undefined)
    return finish({ unopened, agents });
  if (positionals.length === 1 && word === 'seal' && bare) return seal(passphraseFile);
  if (positionals.length === 1 && word === 'rotate' && bare && passphraseFile === undefined) return rotate();
  throw misused();
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
