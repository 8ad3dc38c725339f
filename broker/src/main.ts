import { cryptoReady } from '@fit4work/protocol';
import { RegistryError } from '@fit4work/registry';
import { helpText } from '@fit4work/settings';
import { readEnv, toConfig } from './config.js';
import { createContext } from './context.js';
import { BrokerError } from './error.js';
import { BROKER_PROGRAM } from './settings.js';

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(helpText(BROKER_PROGRAM));
    return;
  }
  await cryptoReady;
  const { broker, logger } = await createContext(toConfig(readEnv()));
  // Before the line that says it is ready: whoever reads that line may stop the process at once.
  const stop = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  process.on('SIGHUP', () => void broker.renewCertificate());
  const { close, ...ports } = await broker.start();
  process.stdout.write(`${JSON.stringify({ event: 'listening', ...ports })}\n`);
  logger.info('listening', { port: ports.port });
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
