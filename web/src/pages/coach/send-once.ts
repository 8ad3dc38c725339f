import { AskError } from '../../kit/index.js';
import { MAYBE_SENT } from './failure.js';
import { type Listed, remember, rememberedOf } from './memory.js';
import { pathOf } from './people/gather.js';
import { askService } from './service.js';
import { isAmong, isUncertain } from './uncertain.js';

/* What is sent is signed and logged and cannot be taken back: where the answer was lost, it does not go out a second time. */

export interface Sending<One> {
  readonly pseudonym: string;
  readonly to: Listed;
  readonly body: unknown;
  readonly read: (json: unknown) => readonly One[];
  /** Whether one of the list is what is being sent. */
  readonly isIt: (one: One) => boolean;
}

/**
 * Sends it, unless an attempt of which the answer was lost did so already.
 * @throws AskError with the reason `MAYBE_SENT` where it may have been sent
 */
export async function sendOnce<One extends { readonly leaf: string }>(sending: Sending<One>): Promise<void> {
  const { pseudonym, to } = sending;
  const note = (before: readonly string[] | undefined): void =>
    remember(pseudonym, { attempts: { ...rememberedOf(pseudonym).attempts, [to]: before } });
  const before = rememberedOf(pseudonym).attempts[to];
  try {
    const wasSent = await attempt(sending, before, note);
    if (!wasSent) await askService({ ...asked(sending), method: 'POST', body: sending.body, read: () => undefined });
    note(undefined);
  } catch (error) {
    const isOpen = rememberedOf(pseudonym).attempts[to] !== undefined;
    if (isOpen && isUncertain(error)) throw new AskError('unreachable', { reason: MAYBE_SENT, cause: error });
    // An attempt before this one may have been sent all the same.
    if (before === undefined) note(undefined);
    throw error;
  }
}

const asked = ({ pseudonym, to }: Pick<Sending<never>, 'pseudonym' | 'to'>) => ({ path: pathOf(pseudonym, to) });

/** Looks at the list. @returns whether an attempt before was sent; otherwise this is one, which is noted */
async function attempt<One extends { readonly leaf: string }>(
  sending: Sending<One>,
  before: readonly string[] | undefined,
  note: (before: readonly string[]) => void,
): Promise<boolean> {
  const listed = await askService({ ...asked(sending), read: sending.read });
  if (before !== undefined && isAmong(listed, before, sending.isIt)) return true;
  note(before ?? listed.map(({ leaf }) => leaf));
  return false;
}
