#!/usr/bin/env node
import { readArguments } from './config.js';
import { startRadio } from './context.js';
import { RadioError } from './error.js';
import { logToStderr as log } from './log.js';

async function main(): Promise<void> {
  const radio = await startRadio(readArguments(process.argv), log);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      log('info', 'stopping');
      void radio.close().then(() => process.exit(0));
    });
  }
  process.stdout.write(`${JSON.stringify({ event: 'listening', port: radio.port })}\n`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof RadioError)) throw error;
  log('error', 'refused', { code: error.code, message: error.message });
  process.exit(1);
}
