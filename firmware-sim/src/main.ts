#!/usr/bin/env node
import { RadioError } from '@fit4work/virtual-radio';
import { readArguments } from './config.js';
import { startSimulation } from './context.js';
import { SimError } from './error.js';
import { logToStderr as log } from './log.js';

async function main(): Promise<void> {
  const { plan } = readArguments(process.argv);
  const simulation = await startSimulation(plan, { log, clock: () => Date.now() / 1000 });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      log('info', 'stopping');
      void simulation.close().then(() => process.exit(0));
    });
  }
  process.stdout.write(`${JSON.stringify({ event: 'listening', port: simulation.port })}\n`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SimError) && !(error instanceof RadioError)) throw error;
  log('error', 'refused', { code: error.code, message: error.message });
  process.exit(1);
}
