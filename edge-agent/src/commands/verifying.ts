import { type Context, logTiles } from '../context.js';
import type { Language } from '../core/language.js';
import { lettersText, WAITS } from '../core/progress-words.js';
import type { LetterPorts } from '../open-letters.js';
import { whileWaiting } from './progress.js';

/** Lends what letters are opened and verified with; a terminal is told how far it is. */
export const verifying = <T>(
  context: Context,
  language: Language,
  verify: (ports: LetterPorts) => Promise<T>,
): Promise<T> =>
  whileWaiting(WAITS[language].proofs, (tell) => {
    const onLetter = (done: number, letters: number): void => tell(lettersText(done, letters, language));
    return verify({ outbox: context.outbox, tiles: logTiles(context), onLetter });
  });
