import { GRANULARITIES, type Granularity, METRICS, type Metric } from '@fit4work/protocol';
import { type Command, Option } from 'commander';
import type { Environment } from '../config.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import type { Language } from '../core/language.js';
import { daysText, WAITS } from '../core/progress-words.js';
import { sampleLines } from '../core/sample-lines.js';
import { AgentError } from '../error.js';
import { ownSamples } from '../own-samples.js';
import {
  calendarDay,
  jsonOption,
  languageOption,
  listOption,
  passphraseFile,
  print,
  readPassphrase,
  say,
} from './options.js';
import { whileWaiting } from './progress.js';
import { unlock } from './unlock.js';

interface SamplesOptions {
  readonly from: string;
  readonly until: string;
  readonly metrics: readonly Metric[];
  readonly granularity: Granularity;
  readonly json?: boolean;
  readonly language: Language;
  readonly passphraseFile?: string;
  readonly unlock?: boolean;
}

/** Adds `samples`: what was measured, as it is sealed. Days that are still open need no passphrase. */
export function addSamples(program: Command, env: Environment, withContext: WithContext): void {
  program
    .command('samples')
    .description('shows what was measured; exit 1 if a part of it was changed on disk')
    .requiredOption('--from <date>', 'first day, YYYY-MM-DD', calendarDay)
    .requiredOption('--until <date>', 'last day, YYYY-MM-DD', calendarDay)
    .addOption(listOption('--metrics <list>', METRICS).default(METRICS, 'all'))
    .addOption(new Option('--granularity <name>', 'how finely').choices(GRANULARITIES).default('day'))
    .addOption(jsonOption())
    .addOption(languageOption(env, 'of what is shown'))
    .option('--unlock', 'ask for the passphrase, to see the days that are closed')
    .addOption(passphraseFile())
    .addHelpText(
      'after',
      '\nExamples:\n  fit4work-agent samples --from 2026-11-01 --until 2026-11-07\n  fit4work-agent samples --from 2026-11-24 --until 2026-11-24 --granularity hour --metrics steps',
    )
    .action((options: SamplesOptions) => withContext((context) => showSamples(context, options)));
}

async function showSamples(context: Context, options: SamplesOptions): Promise<void> {
  const { from, until, granularity, json = false, language } = options;
  if (from > until) throw new AgentError('bad-configuration', '--from is later than --until; give them in order.');
  const identity = await enrolledIdentity(context);
  const { zone } = context.config;
  const metrics = METRICS.filter((metric) => options.metrics.includes(metric));
  const vaultKey =
    options.passphraseFile === undefined && !options.unlock
      ? undefined
      : await unlock(context, identity, { passphrase: await readPassphrase(options.passphraseFile), json, language });
  const own = await whileWaiting(WAITS[language].days, (tell) => {
    const onDay = (done: number, days: number): void => tell(daysText(done, days, language));
    return ownSamples(context, { zone }, { from, until, metrics, granularity, vaultKey, onDay });
  });
  if (json) print({ zone, granularity, metrics, ...own });
  else say(sampleLines(own, { metrics, granularity, language, zone }));
  if (own.damaged.length > 0) process.exitCode = 1;
}
