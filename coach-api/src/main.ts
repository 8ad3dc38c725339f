import { nodeHasher } from '@fit4work/node-hasher';
import { cryptoReady, useHasher } from '@fit4work/protocol';
import { helpText } from '@fit4work/settings';
import { type Config, readEnv, toConfig } from './config.js';
import { type Context, createContext } from './context.js';
import { CoachError } from './error.js';
import { keepMemory } from './keep-memory.js';
import { COACH_PROGRAM } from './settings.js';

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(helpText(COACH_PROGRAM));
    return;
  }
  await cryptoReady;
  useHasher(nodeHasher);
  const env = readEnv();
  const config = toConfig(env);
  keepMemory(env);
  const context = await createContext(config);
  // Before the line that says it is ready: whoever reads that line may stop the process at once.
  const stop = new Promise<undefined>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(undefined));
  });
  const port = await listen(context, config);
  context.start();
  process.stdout.write(`${JSON.stringify({ event: 'listening', port })}\n`);
  context.logger.info('listening', { port });
  const taken = await Promise.race([stop, context.taken]);
  await context.stop();
  context.logger.info('stopped');
  if (taken !== undefined) throw taken;
}

async function listen({ app, stop }: Context, { host, port }: Config): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    await stop();
    const busy = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    throw busy
      ? new CoachError('busy-port', `Port ${port} is in use: stop what listens there or set FIT4WORK_COACH_PORT.`, {
          cause,
        })
      : new CoachError(
          'bad-config',
          `The service cannot listen on ${host}:${port}: check FIT4WORK_COACH_HOST and FIT4WORK_COACH_PORT.`,
          { cause },
        );
  }
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    if (!(error instanceof CoachError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
