import { GRANULARITIES, type Granularity, METRICS, type Metric } from '@fit4work/protocol';
import { type Command, Option } from 'commander';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { SAMPLES_HELP } from '../core/help-words/day-help.js';
import { OPTION_HELP } from '../core/help-words/program-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { daysText, WAITS } from '../core/progress-words.js';
import { COMMAND_REFUSALS } from '../core/refusal-words/command-refusals.js';
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
import { examples } from './speaking.js';
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
export function addSamples(program: Command, language: Language, withContext: WithContext): void {
  const says = inLanguage(SAMPLES_HELP, language);
  program
    .command('samples')
    .summary(says.summary)
    .description(says.description)
    .requiredOption('--from <date>', OPTION_HELP.firstDay[language], calendarDay(language))
    .requiredOption('--until <date>', OPTION_HELP.lastDay[language], calendarDay(language))
    .addOption(listOption('--metrics <list>', METRICS, language).default(METRICS, says.allMetrics))
    .addOption(new Option('--granularity <name>', says.granularity).choices(GRANULARITIES).default('day'))
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .option('--unlock', says.unlock)
    .addOption(passphraseFile(language))
    .addHelpText(
      'after',
      examples(language, [
        'fit4work-agent samples --from 2026-11-01 --until 2026-11-07',
        'fit4work-agent samples --from 2026-11-24 --until 2026-11-24 --granularity hour --metrics steps',
      ]),
    )
    .action((options: SamplesOptions) => withContext((context) => showSamples(context, options)));
}

async function showSamples(context: Context, options: SamplesOptions): Promise<void> {
  const { from, until, granularity, json = false, language } = options;
  if (from > until) throw new AgentError('bad-configuration', COMMAND_REFUSALS.daysReversed);
  const identity = await enrolledIdentity(context);
  const { zone } = context.config;
  const metrics = METRICS.filter((metric) => options.metrics.includes(metric));
  const vaultKey =
    options.passphraseFile === undefined && !options.unlock
      ? undefined
      : await unlock(context, identity, { passphrase: await readPassphrase(options), json, language });
  const own = await whileWaiting(WAITS[language].days, (tell) => {
    const onDay = (done: number, days: number): void => tell(daysText(done, days, language));
    return ownSamples(context, { zone }, { from, until, metrics, granularity, vaultKey, onDay });
  });
  if (json) print({ zone, granularity, metrics, ...own });
  else say(sampleLines(own, { metrics, granularity, language, zone }));
  if (own.damaged.length > 0) process.exitCode = 1;
}
