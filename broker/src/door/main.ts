import { setTimeout as pauseFor } from 'node:timers/promises';
import { cryptoReady } from '@fit4work/protocol';
import { RegistryError } from '@fit4work/registry';
import { helpText } from '@fit4work/settings';
import { startDoorServer } from '../adapters/door-server.js';
import { readEnv } from '../config.js';
import { BrokerError } from '../error.js';
import { DOOR_PROGRAM } from '../settings.js';
import { toDoorConfig } from './config.js';
import { createDoor } from './context.js';

/** What other brokers ask who comes in and what they may. */
async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(helpText(DOOR_PROGRAM));
    return;
  }
  await cryptoReady;
  const config = toDoorConfig(readEnv());
  const { door, logger, refresh, lookMs } = await createDoor(config);
  const stop = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  const { port, close } = await startDoorServer({ ...config, door });
  process.stdout.write(`${JSON.stringify({ event: 'listening', port })}\n`);
  logger.info('listening', { port });
  void (async () => {
    for (;;) {
      await refresh();
      await pauseFor(lookMs, undefined, { ref: false });
    }
  })();
  await stop;
  await close();
  logger.info('stopped');
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    if (!(error instanceof BrokerError || error instanceof RegistryError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
