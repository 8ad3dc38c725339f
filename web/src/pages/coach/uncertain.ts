import { AskError } from '../../kit/ask.js';

/** Whether nobody knows what came of an act: it may have been done. Where the coach API refuses it says why, and it was not. */
export const isUncertain = (error: unknown): boolean =>
  error instanceof AskError &&
  (['unreachable', 'unreadable', 'failed'].includes(error.code) ||
    (error.code === 'busy' && error.reason === undefined));

/** Whether what was sent came into the list after what was there before the first attempt. */
export const isAmong = <One extends { readonly leaf: string }>(
  listed: readonly One[],
  before: readonly string[],
  isIt: (one: One) => boolean,
): boolean => listed.some((one) => !before.includes(one.leaf) && isIt(one));
