import type { PackProgress } from '@fit4work/anchor-service/verifier';
import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { announceProgress } from '../../../kit/index.js';
import { judgingWords } from './judging-view.js';

/** What is judged sooner needs no telling: nobody could read it. Milliseconds. */
const UNTOLD = 250;
/** A screen needs no more than a few steps a second, and an ear far fewer. */
const SEEN_EACH = 100;
const SAID_EACH = 4000;

/** The pack that a card judges now. */
export interface Judging {
  readonly now: PackProgress | undefined;
  /** Ends what was begun before. @param judge is told when to stop, and tells how far it is */
  readonly begin: <Verdict>(judge: (run: Run) => Promise<Verdict>) => Promise<Verdict>;
  readonly stop: () => void;
}

export interface Run {
  readonly signal: AbortSignal;
  readonly onTurn: (progress: PackProgress) => void;
}

/** @param card whose way to choose a file takes the focus where the button that had it goes */
export function useJudging(card: RefObject<HTMLElement | null>): Judging {
  const now = useSignal<PackProgress | undefined>(undefined);
  const last = useRef(new AbortController());
  useEffect(() => () => last.current.abort(), []);
  const leave = (): void => {
    const hadFocus = card.current?.querySelector('.progressing')?.contains(document.activeElement);
    if (hadFocus === true) card.current?.querySelector<HTMLElement>('.drop button')?.focus();
    now.value = undefined;
  };
  return {
    now: now.value,
    stop: () => last.current.abort(),
    begin: async (judge) => {
      last.current.abort();
      const own = new AbortController();
      last.current = own;
      leave();
      const verdict = await judge({ signal: own.signal, onTurn: tellerOf((progress) => (now.value = progress)) });
      if (last.current === own) leave();
      return verdict;
    },
  };
}

/** Tells a part of what it is told, and says a part of that aloud. */
function tellerOf(show: (progress: PackProgress) => void): Run['onTurn'] {
  const begun = performance.now();
  let [seen, said] = [begun + UNTOLD - SEEN_EACH, Number.NEGATIVE_INFINITY];
  return (progress) => {
    const at = performance.now();
    if (at - seen < SEEN_EACH) return;
    seen = at;
    show(progress);
    if (at - said < SAID_EACH) return;
    said = at;
    announceProgress(judgingWords(progress));
  };
}
