import { type Block, isTimely, toRfc3339 } from '@fit4work/protocol';
import type { Language } from './language.js';
import type { Verdict } from './verdict.js';
import { verifyWords } from './verify-words.js';

/** The times that a sound thing tells of. */
interface Times {
  /** When who cosigned. */
  readonly cosigned: ReadonlyMap<string, number>;
  /** The first block that is dated ahead, where there is one. */
  readonly block?: Block | undefined;
}

/** Whether a block is dated further ahead of a clock than clocks are apart: those after it are too, as times never fall. */
export const isDatedAhead = ({ time }: Pick<Block, 'time'>, now: number): boolean => !isTimely(time, now);

/** Times to come convict nobody, since the clock at hand may be the wrong one; they are said (SPEC.md clause 15.20). */
export function withTimes(
  verdict: Verdict,
  { cosigned, block }: Times,
  { language, now }: { readonly language: Language; readonly now: number },
): Verdict {
  const words = verifyWords(language);
  const ahead = [...cosigned].filter(([, time]) => !isTimely(time, now)).map(([name]) => name);
  return {
    ...verdict,
    sentences: [
      ...verdict.sentences,
      ...(ahead.length === 0 ? [] : [words.ahead(ahead.join(', '))]),
      ...(block === undefined ? [] : [words.blockAhead({ height: block.height, time: toRfc3339(block.time) })]),
    ],
    json: {
      ...verdict.json,
      ...(ahead.length > 0 && { ahead }),
      ...(block !== undefined && { blockAhead: block.height }),
    },
  };
}
