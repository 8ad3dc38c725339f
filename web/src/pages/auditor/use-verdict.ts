import { useEffect, useState } from 'preact/hooks';
import { announce, unsay } from '../../kit/index.js';
import { LastVerdict } from './last-verdict.js';

/** The one verdict of a card. */
interface CardVerdict<Verdict> {
  readonly value: Verdict | undefined;
  readonly clear: () => void;
  readonly ask: (judge: () => Promise<Verdict>) => Promise<void>;
}

/** Shown and said aloud for as long as the card shows the input that it is about. */
export function useVerdict<Verdict>(wordsOf: (verdict: Verdict) => string): CardVerdict<Verdict> {
  const [last] = useState(() => new LastVerdict<Verdict>());
  useEffect(() => () => last.clear(), []);
  const clear = (): void => {
    // Whoever reads the page by ear would find it there still.
    if (last.value !== undefined) unsay();
    last.clear();
  };
  return {
    value: last.value,
    clear,
    ask: async (judge) => {
      clear();
      const verdict = await last.ask(judge);
      if (verdict !== undefined) announce(wordsOf(verdict));
    },
  };
}
