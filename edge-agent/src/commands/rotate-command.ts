import { type Command, InvalidArgumentError } from 'commander';
import type { Environment } from '../config.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import type { Language } from '../core/language.js';
import { WAITS } from '../core/progress-words.js';
import { retiredLines, rotatedLines } from '../core/rotate-words.js';
import { AgentError } from '../error.js';
import { type Rotating, retireAgent, rotate, undelivered } from '../rotation/rotate.js';
import { deliverAll, type Wait } from './deliver.js';
import { jsonOption, languageOption, passphraseFile, print, readPassphrase, say, upTo } from './options.js';
import { whileWaiting } from './progress.js';

interface RotateOptions {
  readonly now?: boolean;
  readonly retire?: number;
  readonly wait: number;
  readonly json?: boolean;
  readonly language: Language;
  readonly passphraseFile?: string;
}

/** Adds `rotate`: a new key for this machine, or the end of the agent on another. */
export function addRotate(program: Command, env: Environment, withContext: WithContext): void {
  program
    .command('rotate')
    .description('give this machine a new key and end the one before; or end the agent of a machine that was lost')
    .option(
      '--now',
      'do not wait until what was made under the present key is delivered: make it again under the new one',
    )
    .option('--wait <seconds>', 'how long to wait for that', upTo(86_400), 60)
    .option('--retire <agent>', 'end this agent instead, which is on another machine', agentNumber)
    .addOption(jsonOption())
    .addOption(languageOption(env, 'of what is said'))
    .addOption(passphraseFile())
    .addHelpText(
      'after',
      `
Examples:
  fit4work-agent rotate --passphrase-file ~/.fit4work/passphrase
  fit4work-agent rotate --retire 1          the machine of agent 1 was lost`,
    )
    .action((options: RotateOptions) => withContext((context) => rotateOrRetire(context, options)));
}

function agentNumber(text: string): number {
  const number = Number(text);
  if (/^\d{1,5}$/.test(text) && number <= 0xffff) return number;
  throw new InvalidArgumentError('Give the number of an agent.');
}

async function rotateOrRetire(context: Context, options: RotateOptions): Promise<void> {
  const { json = false, language } = options;
  const identity = await enrolledIdentity(context);
  const { zone, coachUrl } = context.config;
  const passphrase = await readPassphrase(options.passphraseFile);
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
  throw new AgentError(
    'timed-out',
    `${envelopes} envelopes and ${records} records wait for a receipt; try again later, or give --now to make them again under the new key.`,
  );
}
