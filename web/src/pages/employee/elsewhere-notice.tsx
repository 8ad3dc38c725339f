import { Notice, say } from '../../kit/index.js';
import * as words from './messages.js';

/** Nobody knows here whether another computer of the person shares more. */
export function ElsewhereNotice() {
  return (
    <Notice tone="care">
      <p>{say(words.elsewhere)}</p>
    </Notice>
  );
}

/** What came of an act, said aloud; with what could not be looked up, where that is so. */
export const withElsewhere = (told: string, lookedUp: boolean): string =>
  lookedUp ? told : `${told} ${say(words.elsewhere)}`;
