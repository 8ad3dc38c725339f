import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { loadFamilies } from '../adapters/families.js';
import type { PageServer } from '../adapters/page/page-server.js';
import { lockRun } from '../adapters/sqlite-run-lock.js';
import { Bell } from '../bell.js';
import type { CoachKeys } from '../coach-keys.js';
import {
  type Context,
  coachTimeOf,
  enrolledIdentity,
  forgetRadioUnlessUsed,
  openCoachKeys,
  openNoticed,
  openWatchedCentral,
  startDrain,
  type WithContext,
} from '../context.js';
import { RUN_HELP } from '../core/help-words/day-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { statusLines } from '../core/status-lines.js';
import { AgentError } from '../error.js';
import { Patience, type Waiting } from '../patience.js';
import type { Person } from '../person.js';
import { run } from '../run.js';
import { statusOf } from '../status.js';
import { Turn } from '../turn.js';
import { openPage } from './open-page.js';
import { jsonOption, languageOption, print, say, withLeaves } from './options.js';
import { examples } from './speaking.js';

/** Adds `run`: the bridge itself. @param lend waits with the vault for the disk, as `run` does afterwards */
export function addRun(program: Command, language: Language, lend: (waiting: Waiting) => WithContext): void {
  const says = inLanguage(RUN_HELP, language);
  program
    .command('run')
    .summary(says.summary)
    .description(says.description)
    .option('--once', says.once)
    .option('--no-page', says.noPage)
    .addOption(jsonOption(language))
    .addOption(withLeaves(language))
    .addOption(languageOption(language))
    .addHelpText('after', examples(language, ['fit4work-agent run', 'fit4work-agent run --once'], says.service))
    .action((options: RunOptions) => {
      const waiting = untilToldToStop();
      return lend(waiting)((context) => runAlone(context, { ...options, waiting }));
    });
}

export function untilToldToStop(): Waiting {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const pause = (milliseconds: number, until: AbortSignal): Promise<void> =>
    delay(milliseconds, undefined, { signal: until }).catch(() => undefined);
  return { pause, stopped: stop.signal };
}

interface RunOptions {
  readonly once?: boolean;
  readonly page: boolean;
  /** Where the page is served already; whoever opened it closes it. */
  readonly at?: PageServer;
  readonly json?: boolean;
  readonly leaves?: boolean;
  readonly language: Language;
}

/** Alone on its vault: the commands of a person go on beside it, another `run` does not. */
async function runAlone(context: Context, { waiting, ...options }: RunOptions & { waiting: Waiting }): Promise<void> {
  const patience = new Patience({ ...context, ...waiting });
  const release = await patience.settle(async () => lockRun(context.config.state));
  try {
    await runLocked(context, options, { patience, ...waiting });
  } finally {
    release();
  }
}

/** For whoever has `run.lock`. */
export async function runLocked(
  context: Context,
  options: RunOptions,
  waiting: Waiting & { readonly patience: Patience },
): Promise<void> {
  try {
    await runAgent(context, options, waiting);
  } catch (error) {
    // For whoever starts programs: it is well, and is to be started again.
    if (error instanceof AgentError && error.code === 'superseded') context.report('superseded');
    throw error;
  }
}

async function runAgent(
  context: Context,
  { once = false, page, at, leaves = false, json = false, language }: RunOptions,
  { patience, ...waiting }: Waiting & { readonly patience: Patience },
): Promise<void> {
  const store = { vault: patience.over(context.vault), outbox: patience.over(context.outbox) };
  const identity = await enrolledIdentity({ ...context, ...store });
  const coachKeys = await openCoachKeys({ ...context, ...store }, identity);
  // Before anything is sealed: whoever was away for long may know none but a key that is gone.
  await coachKeys.look();
  const drain = await startDrain({ ...context, ...store }, coachKeys, 'run');
  await forgetRadioUnlessUsed({ ...context, ...store });
  const central = await openWatchedCentral(context);
  const noticed = await openNoticed(context);
  const bell = new Bell(waiting.pause);
  let served: PageServer | undefined;
  try {
    const families = await loadFamilies();
    if (page && !once) served = await openPage(context, { drain, families, central, onPaired: () => bell.ring() }, at);
    const coachTime = (): Promise<number | undefined> => coachTimeOf(context, identity);
    const untilLook = bell.pause.bind(bell);
    const own = { central, drain, families, untilLook, writing: new Turn(), coachTime, noticed, ...waiting };
    // What is sealed waits for a finding that goes before it; those of others wait for nothing.
    const findings = patience.over(context.findings);
    const ports = { ...context, ...store, findings, ...own, keepDays: context.config.settings.keepDays };
    await whileLooking(coachKeys, waiting, () => run(ports, personOf(coachKeys, context.config.zone), once));
    const status = await statusOf(context, families, { leaves, language });
    if (json) print(status);
    else say(statusLines(status, { language, zone: context.config.zone }));
  } finally {
    if (served !== at) await served?.close();
    await central.close();
    await drain.close();
    await noticed.close();
    await coachKeys.close();
  }
}

const DAY_MS = 86_400_000;

/** Asks for the keys of the coach API each day, for as long as the work lasts. */
async function whileLooking(
  coachKeys: CoachKeys,
  { pause, stopped }: Waiting,
  work: () => Promise<void>,
): Promise<void> {
  const done = new AbortController();
  const until = AbortSignal.any([stopped, done.signal]);
  const looking = (async () => {
    while (!until.aborted) {
      await pause(DAY_MS, until);
      if (!until.aborted) await coachKeys.look();
    }
  })();
  try {
    await work();
  } finally {
    done.abort();
    await looking;
  }
}

/** Whose agent it is while it runs: with the keys as they are by then. */
const personOf = (coachKeys: CoachKeys, zone: string): Person => ({
  get identity() {
    return coachKeys.identity;
  },
  zone,
});
