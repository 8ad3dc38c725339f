import { KINDS, type Kind, PARTS } from './parts.js';

/** What befalls a part. */
type Blow = 'killed' | 'paused' | 'cut off';

export interface Strike {
  /** Seconds from the beginning. */
  readonly at: number;
  readonly kind: Kind;
  /** Which of its kind, by its place; whoever leads where one does. */
  readonly which: number;
  readonly blow: Blow;
  /** Seconds that one is paused or cut off. */
  readonly lasts: number;
}

const EVERY: readonly Blow[] = ['killed', 'paused', 'cut off'];
/** Longer than whatever notices it takes, where others take over; where they do not, everybody waits for it. */
const LASTS: Readonly<Record<Kind, number>> = { broker: 24, 'coach-api': 8, anchor: 7, witness: 4, database: 4 };
/** Seconds. A node that wakes serves on until it finds that the others went on without it, and begins anew: until then it is not what it was. */
export const REJOINED = 25;
/** From one round of all kinds to the next, seconds. */
const ROUND = 30;

/** One of each kind in turn, as often as there is time, in an order and with blows that are the same for one random. */
export function planStrikes(seconds: number, random: () => number): readonly Strike[] {
  const rounds = Math.min(EVERY.length, Math.max(1, Math.floor(seconds / ROUND)));
  const blows = new Map(KINDS.map((kind) => [kind, shuffled(EVERY, random)] as const));
  const order = Array.from({ length: rounds }, (_, round) =>
    shuffled(KINDS, random).map((kind) => ({ kind, blow: blows.get(kind)?.[round] ?? 'killed' })),
  ).flat();
  const gap = seconds / order.length;
  return order.map(({ kind, blow }, i) => ({
    ...{ at: gap * (i + 0.25 + 0.5 * random()), kind, blow },
    which: Math.floor(random() * PARTS[kind].length),
    lasts: LASTS[kind],
  }));
}

function shuffled<T>(all: readonly T[], random: () => number): readonly T[] {
  return all
    .map((each) => ({ each, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ each }) => each);
}
