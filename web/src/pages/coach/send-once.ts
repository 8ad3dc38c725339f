import { signal } from '@preact/signals';
import { AskError } from '../../kit/index.js';
import { MAYBE_SENT } from './failure.js';
import { type Attempt, type Listed, type Made, remember, rememberedOf } from './memory.js';
import { pathOf } from './people/gather.js';
import { askService, coachId } from './service.js';
import { foundIn, isUncertain } from './uncertain.js';

/* What is sent is signed and logged and cannot be taken back: where the answer was lost, the list is looked at before it goes out again. */

export interface Sending<To extends Listed, One> {
  readonly pseudonym: string;
  readonly to: To;
  readonly made: Made[To];
  readonly body: unknown;
  readonly readOne: (json: unknown) => One;
  readonly readAll: (json: unknown) => readonly One[];
  /** Whether one of the list is what was made. */
  readonly isIt: (made: Made[To], one: One) => boolean;
}

export interface Sent<What, One> {
  /** What was sent: an attempt before this one, where that had come through. */
  readonly made: What;
  readonly one: One;
  /** Whether it was not given up meanwhile. */
  readonly isWanted: boolean;
}

/** No answer came to what was sent last. */
export const UNKNOWN = new AskError('unreachable', { reason: MAYBE_SENT });

const underWay = signal<ReadonlySet<string>>(new Set());
const nameOf = (pseudonym: string, to: Listed): string => `${to} ${pseudonym}`;

/** Whether something is being sent, wherever on the page that was asked. */
export const isUnderWay = (pseudonym: string, to: Listed): boolean => underWay.value.has(nameOf(pseudonym, to));

/** Whether something was sent of which nobody knows whether it came through. */
export const isUnknown = (pseudonym: string, to: Listed): boolean =>
  !isUnderWay(pseudonym, to) && rememberedOf(pseudonym).attempts[to] !== undefined;

/**
 * Sends what was made, unless an attempt of which the answer was lost came through: then nothing is sent.
 * @throws AskError; {@link UNKNOWN} where something may have been sent
 */
export async function sendOnce<To extends Listed, One extends { readonly leaf: string }>(
  sending: Sending<To, One>,
): Promise<Sent<Made[To], One>> {
  const { pseudonym, to, made, isIt } = sending;
  const [path, attempts] = [pathOf(pseudonym, to), attemptsOf(pseudonym, to)];
  const earlier = attempts.now();
  const done = (what: Made[To], one: One): Sent<Made[To], One> => {
    const isWanted = attempts.now() !== undefined;
    attempts.note(undefined);
    return { made: what, one, isWanted };
  };
  const name = nameOf(pseudonym, to);
  underWay.value = new Set(underWay.value).add(name);
  try {
    const listed = await askService({ path, read: sending.readAll });
    const found = earlier && foundIn(listed, earlier.before, (one) => isIt(earlier.made, one));
    if (earlier !== undefined && found !== undefined) return done(earlier.made, found);
    attempts.note({ made, before: earlier?.before ?? listed.map(({ leaf }) => leaf) });
    return done(made, await askService({ path, method: 'POST', body: sending.body, read: sending.readOne }));
  } catch (error) {
    const isOpen = attempts.now() !== undefined;
    if (isOpen && isUncertain(error)) throw UNKNOWN;
    // It was refused; an attempt before it may have come through all the same.
    if (isOpen) attempts.note(earlier);
    throw error;
  } finally {
    underWay.value = new Set([...underWay.value].filter((each) => each !== name));
  }
}

/** What was sent and is not known to have come through; nothing is noted for whoever logged in since. */
function attemptsOf<To extends Listed>(pseudonym: string, to: To) {
  const coach = coachId.peek();
  const note = (attempt: Attempt<Made[To]> | undefined): void => {
    if (coachId.peek() !== coach) return;
    remember(pseudonym, { attempts: { ...rememberedOf(pseudonym).attempts, [to]: attempt } });
  };
  return { note, now: (): Attempt<Made[To]> | undefined => rememberedOf(pseudonym).attempts[to] };
}
