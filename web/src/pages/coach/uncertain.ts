import { AskError } from '../../kit/ask.js';

/** The coach API's reasons for which it did nothing yet (docs/coach-api-errors.md); after any other of a busy one it may have. */
const BEFORE_ANYTHING = ['broker-unavailable', 'overloaded', 'not-held', 'too-many-requests', 'provider-unavailable'];

/** Whether nobody knows what came of an act: it may have been done. */
export const isUncertain = (error: unknown): boolean =>
  error instanceof AskError &&
  (['unreachable', 'unreadable', 'failed'].includes(error.code) ||
    (error.code === 'busy' && !BEFORE_ANYTHING.includes(error.reason ?? '')));

/** What came into the list after what was there before the first attempt, if it is what was sent. */
export const foundIn = <One extends { readonly leaf: string }>(
  listed: readonly One[],
  before: readonly string[],
  isIt: (one: One) => boolean,
): One | undefined => listed.find((one) => !before.includes(one.leaf) && isIt(one));
