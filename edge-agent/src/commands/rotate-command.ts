import { type Command, InvalidArgumentError } from 'commander';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { ROTATE_HELP } from '../core/help-words/agent-help.js';
import { VALUE_REFUSALS } from '../core/help-words/program-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { WAITS } from '../core/progress-words.js';
import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';
import { retiredLines, rotatedLines } from '../core/rotate-words.js';
import { AgentError } from '../error.js';
import { type Rotating, retireAgent, rotate, undelivered } from '../rotation/rotate.js';
import { deliverAll, type Wait } from './deliver.js';
import { jsonOption, languageOption, passphraseFile, print, readPassphrase, say, upTo } from './options.js';
import { whileWaiting } from './progress.js';
import { examples } from './speaking.js';

interface RotateOptions {
  readonly now?: boolean;
  readonly retire?: number;
  readonly wait: number;
  readonly json?: boolean;
  readonly language: Language;
  readonly passphraseFile?: string;
}

/** Adds `rotate`: a new key for this machine, or the end of the agent on another. */
export function addRotate(program: Command, language: Language, withContext: WithContext): void {
  const says = inLanguage(ROTATE_HELP, language);
  program
    .command('rotate')
    .summary(says.summary)
    .description(says.description)
    .option('--now', says.now)
    .option('--wait <seconds>', says.wait, upTo(86_400, language), 60)
    .option('--retire <agent>', says.retire, agentNumber(language))
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addOption(passphraseFile(language))
    .addHelpText(
      'after',
      examples(language, [
        'fit4work-agent rotate --passphrase-file ~/.fit4work/passphrase',
        `fit4work-agent rotate --retire 1          ${says.lostExample}`,
      ]),
    )
    .action((options: RotateOptions) => withContext((context) => rotateOrRetire(context, options)));
}

const agentNumber =
  (language: Language) =>
  (text: string): number => {
    const number = Number(text);
    if (/^\d{1,5}$/.test(text) && number <= 0xffff) return number;
    throw new InvalidArgumentError(VALUE_REFUSALS.notAgent[language]);
  };

async function rotateOrRetire(context: Context, options: RotateOptions): Promise<void> {
  const { json = false, language } = options;
  const identity = await enrolledIdentity(context);
  const { zone, coachUrl } = context.config;
  const passphrase = await readPassphrase(options);
  const rotating: Rotating = { identity, zone, coachUrl, passphrase };
  const wait = { seconds: options.wait, language };
  if (options.retire !== undefined) {
    const { retire } = options;
    const lastSequence = await whileWaiting(WAITS[language].delivery, () => retireAgent(context, rotating, retire));
    await deliverAll(context, wait);
    const retired = { ended: retire, lastSequence, agent: identity.agent };
    if (json) print(retired);
    else say(retiredLines(retired, language));
    return;
  }
  if (!options.now) await waitUntilDelivered(context, wait);
  const rotated = await whileWaiting(WAITS[language].rotation, () => rotate(context, rotating));
  await deliverAll(context, wait);
  if (json) print(rotated);
  else say(rotatedLines(rotated, language));
}

async function waitUntilDelivered(context: Context, wait: Wait): Promise<void> {
  await deliverAll(context, wait);
  const { envelopes, records } = await undelivered(context.outbox);
  if (envelopes + records === 0) return;
  throw new AgentError('timed-out', ENROL_REFUSALS.undelivered(envelopes, records));
}
