import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { askAgent, isOpen } from '../agent.js';
import { dayAfter } from '../days.js';
import { noteAsked, noteOutcome, round } from '../freshness.js';
import { type DayValues, readTold, type Told } from './day-values.js';
import { type Days, eachDay } from './period.js';

/** What was asked of the agent so far. */
export interface KnownDays {
  readonly asked: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, DayValues>;
  readonly closed: ReadonlySet<string>;
  readonly damaged: ReadonlySet<string>;
  /** Whether the past was open as it was asked: opened or closed, all is asked anew. */
  readonly wasOpen: boolean;
}

/** Days asked at once: what is waited for shows bit by bit, and the agent does something else in between. */
const BLOCK = 31;

const nothing = (wasOpen: boolean): KnownDays => ({
  ...{ asked: new Set<string>(), values: new Map<string, DayValues>() },
  ...{ closed: new Set<string>(), damaged: new Set<string>(), wasOpen },
});

/** The stretches that are still to be asked, the newest first. @param days ascending */
export function blocksOf(days: readonly string[], asked: ReadonlySet<string>): readonly Days[] {
  const blocks: Days[] = [];
  for (const day of days.filter((each) => !asked.has(each)).toReversed()) {
    const last = blocks.at(-1);
    if (last !== undefined && dayAfter(day, 1) === last.from && day > dayAfter(last.until, -BLOCK)) {
      blocks[blocks.length - 1] = { from: day, until: last.until };
    } else blocks.push({ from: day, until: day });
  }
  return blocks;
}

/** All of it as it was, and what was told of the days. */
export function grown(known: KnownDays, days: readonly string[], { values, closed, damaged }: Told): KnownDays {
  return {
    wasOpen: known.wasOpen,
    asked: new Set([...known.asked, ...days]),
    values: new Map([...known.values, ...values.map((each) => [each.day, each] as const)]),
    closed: new Set([...known.closed, ...closed]),
    damaged: new Set([...known.damaged, ...damaged]),
  };
}

export type WhyNone = 'closed' | 'damaged' | 'waiting' | 'none';

/** Why there is nothing to tell of days: that they are closed does not say that nothing was measured. */
export function whyNone(days: Days, known: KnownDays): WhyNone {
  const all = eachDay(days);
  if (all.some((day) => known.closed.has(day))) return 'closed';
  if (all.some((day) => known.damaged.has(day))) return 'damaged';
  return all.every((day) => known.asked.has(day)) ? 'none' : 'waiting';
}

export interface UsedDays {
  readonly known: KnownDays;
  readonly failure: unknown;
  readonly again: () => void;
}

/** What is known of days, of which it asks what it does not know. @param days ascending, the same list each time */
export function useDays(days: readonly string[]): UsedDays {
  const found = useSignal(nothing(isOpen.value));
  const failure = useSignal<unknown>(undefined);
  const turn = useSignal(0);
  const [last, isOwed] = [useRef(round.value), useRef(false)];
  const open = isOpen.value;
  const known = found.value.wasOpen === open ? found.value : nothing(open);
  useEffect(() => {
    const gone = new AbortController();
    failure.value = undefined;
    if (found.value !== known) found.value = known;
    const told = (block: Days, answer: Told): void => {
      const asked = days.filter((day) => day >= block.from && day <= block.until);
      found.value = grown(found.value, asked, answer);
    };
    // The newest are asked anew each round, and where that brought nothing, with whatever is asked next.
    if (last.current !== round.value) isOwed.current = true;
    last.current = round.value;
    const newest = [...known.asked].sort().at(-1);
    const asked = isOwed.current ? settledOf(known.asked) : known.asked;
    const isLacking = blocksOf(days, known.asked).length > 0;
    noteAsked('days');
    askEach(blocksOf(days, asked), told, gone.signal).then(
      () => {
        if (gone.signal.aborted) return;
        if (newest === undefined || days.includes(newest)) isOwed.current = false;
        noteOutcome('days');
      },
      (error: unknown) => {
        if (gone.signal.aborted) return;
        noteOutcome('days', isOwed.current ? error : undefined);
        if (isLacking) failure.value = error;
      },
    );
    return () => gone.abort();
  }, [days, open, turn.value, round.value]);
  useEffect(() => () => noteOutcome('days'), []);
  const again = (): void => {
    turn.value += 1;
  };
  return { known, failure: failure.value, again };
}

/** Without the newest two: of those more may have come. */
const settledOf = (asked: ReadonlySet<string>): ReadonlySet<string> => new Set([...asked].sort().slice(0, -2));

async function askEach(
  blocks: readonly Days[],
  told: (block: Days, answer: Told) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const block of blocks) {
    const path = `/v1/samples?from=${block.from}&until=${block.until}&granularity=day`;
    const answer = await askAgent({ path, read: readTold, signal });
    if (signal.aborted) return;
    told(block, answer);
  }
}
