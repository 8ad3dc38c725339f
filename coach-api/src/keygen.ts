#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { cryptoReady } from '@fit4work/protocol';
import { makeKeyFile } from './adapters/key-file.js';
import { CoachError } from './error.js';

const USAGE = 'Say where the keys shall go: node dist/keygen.js --out FILE';

function readOut(): string {
  try {
    const { out } = parseArgs({ options: { out: { type: 'string' } } }).values;
    if (out !== undefined && out !== '') return out;
  } catch (cause) {
    throw new CoachError('bad-config', USAGE, { cause });
  }
  throw new CoachError('bad-config', USAGE);
}

async function main(): Promise<void> {
  const out = readOut();
  await cryptoReady;
  process.stdout.write(`${JSON.stringify(await makeKeyFile(out))}\n`);
}

main().catch((error: unknown) => {
  if (!(error instanceof CoachError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
