import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { loadFamilies } from '../adapters/families.js';
import { type Context, enrolledIdentity, openCentral, startDrain, type WithContext } from '../context.js';
import { Patience } from '../patience.js';
import { run } from '../run.js';
import { statusOf } from '../status.js';
import { Turn } from '../turn.js';
import { print, withLeaves } from './options.js';

/** Adds `run`: the bridge itself. */
export function addRun(program: Command, withContext: WithContext): void {
  program
    .command('run')
    .description('synchronise the wearables, seal and publish; until stopped, or once until all is delivered')
    .option('--once', 'end when everything that the wearables hold is stored and proven')
    .addOption(withLeaves())
    .action((options: RunOptions) => withContext((context) => runAgent(context, options)));
}

interface RunOptions {
  readonly once?: boolean;
  readonly leaves?: boolean;
}

async function runAgent(context: Context, { once = false, leaves = false }: RunOptions): Promise<void> {
  const identity = await enrolledIdentity(context);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const pause = (milliseconds: number, until: AbortSignal): Promise<void> =>
    delay(milliseconds, undefined, { signal: until }).catch(() => undefined);
  const patience = new Patience({ ...context, pause, stopped: stop.signal });
  const store = { vault: patience.over(context.vault), outbox: patience.over(context.outbox) };
  const drain = await startDrain({ ...context, ...store }, identity, 'run');
  const central = await openCentral(context);
  try {
    const own = { central, drain, pause, families: await loadFamilies(), writing: new Turn(), stopped: stop.signal };
    const { keepDays } = context.config;
    const ports = { ...context, ...store, ...own, keepDays };
    await run(ports, { identity, zone: context.config.zone }, once);
    print(await statusOf(context, await loadFamilies(), leaves));
  } finally {
    await central.close();
    await drain.close();
  }
}
