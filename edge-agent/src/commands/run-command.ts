import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { loadFamilies } from '../adapters/families.js';
import { lockRun } from '../adapters/sqlite-run-lock.js';
import type { Environment } from '../config.js';
import { type Context, enrolledIdentity, openCentral, openPage, startDrain, type WithContext } from '../context.js';
import type { Language } from '../core/language.js';
import { statusLines } from '../core/status-lines.js';
import { AgentError } from '../error.js';
import { Patience } from '../patience.js';
import { run } from '../run.js';
import { statusOf } from '../status.js';
import { Turn } from '../turn.js';
import { jsonOption, languageOption, print, say, withLeaves } from './options.js';

/** Adds `run`: the bridge itself. */
export function addRun(program: Command, env: Environment, withContext: WithContext): void {
  program
    .command('run')
    .summary('the bridge itself: read the wearables, seal and publish')
    .description(
      'Keeps the wearables connected, seals and sends until it is stopped; or once, until all that is found is stored and proven. It ends with the status.',
    )
    .option('--once', 'end when everything that the wearables hold is stored and proven')
    .option('--no-page', 'serve no page to this machine')
    .addOption(jsonOption())
    .addOption(withLeaves())
    .addOption(languageOption(env, 'of the status at the end'))
    .addHelpText(
      'after',
      '\nExamples:\n  fit4work-agent run\n  fit4work-agent run --once\n\nAs a service: see deploy/ of the project.',
    )
    .action((options: RunOptions) => withContext((context) => runAlone(context, options)));
}

interface RunOptions {
  readonly once?: boolean;
  readonly page: boolean;
  readonly json?: boolean;
  readonly leaves?: boolean;
  readonly language: Language;
}

/** Alone on its vault: the commands of a person go on beside it, another `run` does not. */
async function runAlone(context: Context, options: RunOptions): Promise<void> {
  const release = lockRun(context.config.state);
  try {
    await runAgent(context, options);
  } catch (error) {
    // For whoever starts programs: it is well, and is to be started again.
    if (error instanceof AgentError && error.code === 'superseded') context.report('superseded');
    throw error;
  } finally {
    release();
  }
}

async function runAgent(
  context: Context,
  { once = false, page, leaves = false, json = false, language }: RunOptions,
): Promise<void> {
  const identity = await enrolledIdentity(context);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const pause = (milliseconds: number, until: AbortSignal): Promise<void> =>
    delay(milliseconds, undefined, { signal: until }).catch(() => undefined);
  const patience = new Patience({ ...context, pause, stopped: stop.signal });
  const store = { vault: patience.over(context.vault), outbox: patience.over(context.outbox) };
  const drain = await startDrain({ ...context, ...store }, identity, 'run');
  const central = await openCentral(context);
  let served: { close(): Promise<void> } | undefined;
  try {
    const families = await loadFamilies();
    if (page && !once) served = await openPage(context, { drain, families });
    const own = { central, drain, pause, families, writing: new Turn(), stopped: stop.signal };
    const ports = { ...context, ...store, ...own, keepDays: context.config.settings.keepDays };
    await run(ports, { identity, zone: context.config.zone }, once);
    const status = await statusOf(context, families, leaves);
    if (json) print(status);
    else say(statusLines(status, { language, zone: context.config.zone, now: context.clock() }));
  } finally {
    await served?.close();
    await central.close();
    await drain.close();
  }
}
