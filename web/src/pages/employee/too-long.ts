import { format, say } from '../../kit/index.js';
import * as words from './messages.js';

/** Characters that the agent takes of what is said to a coach. */
const MOST = 4_096;

/** What is said of a text as it is typed, where the agent would not take it. */
export function tooLong(text: string): string | undefined {
  // As a message counts them when it is signed: a sign in a picture of several is several.
  const over = text.length - MOST;
  return over <= 0 ? undefined : say(words.tooLong, { most: format.number(MOST), over: format.number(over) });
}
