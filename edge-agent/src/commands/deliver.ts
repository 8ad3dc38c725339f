import { Option } from 'commander';
import { type Context, enrolledIdentity, openCoachKeys, startDrain } from '../context.js';
import { OPTION_HELP } from '../core/help-words/program-help.js';
import type { Language } from '../core/language.js';
import { WAITS } from '../core/progress-words.js';
import { type Aim, type Delivery, delivered } from '../deliver.js';
import type { Drain } from '../drain.js';
import type { Identity } from '../ports.js';
import { wholeNumber } from './options.js';
import { whileWaiting } from './progress.js';

/** @param seconds how long it is waited for unless somebody says otherwise */
export const waitOption = (seconds: number, language: Language): Option =>
  new Option('--wait <seconds>', OPTION_HELP.wait[language]).argParser(wholeNumber(0, language)).default(seconds);

/** `run` on the same vault may be the one that hears of it. */
const LOOK_MS = 250;

/** How long it is waited for at most, and in which language that is told. */
export interface Wait {
  readonly seconds: number;
  readonly language: Language;
}

/**
 * Drains the outbox for as long as it is waited for; what is left stays there and goes with `run`.
 *
 * @throws AgentError `agent-ended` where it never will: what does not arrive is of an agent that the coach API lists no longer
 */
async function draining<T>(
  context: Context,
  identity: Identity,
  wait: Wait & { readonly until: (drain: Drain, stopped: AbortSignal) => Promise<T> },
): Promise<T> {
  const coachKeys = await openCoachKeys(context, identity);
  const drain = await startDrain(context, coachKeys, 'deliver');
  const looking = setInterval(() => drain.wake(), LOOK_MS);
  try {
    const late = AbortSignal.timeout(wait.seconds * 1000);
    const stopped = AbortSignal.any([late, drain.ended]);
    const came = await whileWaiting(WAITS[wait.language].delivery, () => wait.until(drain, stopped));
    if (late.aborted && wait.seconds > 0) await drain.askIfEnded();
    drain.ended.throwIfAborted();
    return came;
  } finally {
    clearInterval(looking);
    await drain.close();
    await coachKeys.close();
  }
}

/** Sends whatever waits, until all of it is stored and proven or no longer waited for. */
export const deliverAll = async (context: Context, wait: Wait): Promise<void> =>
  draining(context, await enrolledIdentity(context), { ...wait, until: (drain, stopped) => drain.settled(stopped) });

/** Sends what was just signed and waits until it has arrived, but no longer than is asked. */
export const sendAndWait = (
  context: Context,
  identity: Identity,
  { leaves, wait }: { readonly leaves: readonly string[]; readonly wait: Wait & { readonly for: Aim } },
): Promise<Delivery> =>
  draining(context, identity, {
    ...wait,
    until: (drain, stopped) => delivered({ drain, outbox: context.outbox }, leaves, { for: wait.for, stopped }),
  });
