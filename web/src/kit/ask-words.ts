import type { AskErrorCode } from './ask.js';
import type { Message } from './message.js';
import * as words from './messages.js';

/** One sentence for each way of not being answered; a page says more where it knows the service's own reason. */
export const ASK_WORDS: Readonly<Record<AskErrorCode, Message>> = {
  unreachable: words.failedUnreachable,
  'signed-out': words.failedSignedOut,
  refused: words.failedRefused,
  'not-there': words.failedNotThere,
  busy: words.failedBusy,
  failed: words.failedOtherwise,
  unreadable: words.failedOtherwise,
};
