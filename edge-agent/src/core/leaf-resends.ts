/* When leaves that are in no log yet go again: a pure decision. Times in milliseconds of a monotone clock. */

/**
 * So many of the oldest go again as often as ever. Who waits for no more than these waits no longer than before; and while a
 * log is away, they ask whether it is there again, so that the others need not.
 */
const ASKING = 8;
const LONGEST_PATIENCE = 600_000;

export interface LeafResends {
  /** When each leaf that waits was handed to the broker last, by its name. */
  readonly sent: ReadonlyMap<string, number>;
  /** How long the others are waited for before they go again. */
  readonly patience: number;
}

interface DueLeaves {
  readonly resends: LeafResends;
  /** Those that go now. */
  readonly due: ReadonlySet<string>;
  /** How many of them went before. */
  readonly again: number;
}

/** @param resend how often those go again that ask */
export const restResends = (resend: number): LeafResends => ({ sent: new Map(), patience: resend });

/**
 * What goes now. That one of those which asked has its proof restores patience, whatever else the log does: one that takes
 * none of them is as much away as one that is silent.
 *
 * @param waiting names of the leaves that have no proof, the oldest first
 */
export function dueLeaves(
  { sent: before, patience: held }: LeafResends,
  waiting: readonly string[],
  { resend, now }: { readonly resend: number; readonly now: number },
): DueLeaves {
  const patience = isAnswered(before, waiting) ? resend : held;
  const isDue = (name: string, at: number): boolean => {
    const last = before.get(name);
    return last === undefined || now - last >= (at < ASKING ? resend : patience);
  };
  const due = new Set(waiting.filter(isDue));
  const again = waiting.map((name) => due.has(name) && before.has(name));
  const inBulk = again.slice(ASKING).includes(true);
  return {
    resends: {
      sent: new Map(waiting.map((name) => [name, due.has(name) ? now : (before.get(name) ?? now)])),
      patience: inBulk ? Math.min(2 * patience, LONGEST_PATIENCE) : patience,
    },
    due,
    again: again.filter(Boolean).length,
  };
}

function isAnswered(before: ReadonlyMap<string, number>, waiting: readonly string[]): boolean {
  const wait = new Set(waiting);
  return [...before.keys()].slice(0, ASKING).some((name) => !wait.has(name));
}
