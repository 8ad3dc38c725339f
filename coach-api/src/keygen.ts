#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { cryptoReady } from '@fit4work/protocol';
import { askNewPassphrase } from './adapters/ask-secret.js';
import { checkPassphrase, makeKeyFile, readPassphrase } from './adapters/key-file.js';
import { newSecrets } from './adapters/new-keys.js';
import { publicParts } from './core/public-parts.js';
import { CoachError } from './error.js';

const USAGE =
  'Say where the keys shall go, and what seals them: node dist/keygen.js --out FILE [--passphrase-file FILE | --plain]';

interface Asked {
  readonly out: string;
  readonly passphraseFile: string | undefined;
  /** Sealed by nothing: for a demo, a test, or a credential that systemd seals. */
  readonly plain: boolean;
}

function readArguments(): Asked {
  try {
    const text = { type: 'string' } as const;
    const options = { out: text, 'passphrase-file': text, plain: { type: 'boolean' } } as const;
    const { out, 'passphrase-file': passphraseFile, plain = false } = parseArgs({ options }).values;
    if (out !== undefined && out !== '' && !(plain && passphraseFile !== undefined))
      return { out, passphraseFile, plain };
  } catch (cause) {
    throw new CoachError('bad-config', USAGE, { cause });
  }
  throw new CoachError('bad-config', USAGE);
}

async function choosePassphrase({ out, passphraseFile, plain }: Asked): Promise<string | undefined> {
  if (plain) return undefined;
  if (passphraseFile !== undefined) return readPassphrase({ path: out, passphraseFile, credentials: undefined });
  if (!process.stdin.isTTY) throw new CoachError('bad-config', USAGE);
  return checkPassphrase(await askNewPassphrase({ input: process.stdin, output: process.stderr }));
}

async function main(): Promise<void> {
  const asked = readArguments();
  await cryptoReady;
  const secrets = newSecrets(Math.floor(Date.now() / 1000));
  await makeKeyFile(asked.out, { secrets, passphrase: await choosePassphrase(asked) });
  process.stdout.write(`${JSON.stringify(publicParts(secrets))}\n`);
}

main().catch((error: unknown) => {
  if (!(error instanceof CoachError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
