/* When leaves that are in no log yet go again: a pure decision. Times in milliseconds of a monotone clock. */

/**
 * So many of the oldest go again as often as ever. Who waits for no more than these waits no longer than before; and while a
 * log is away, they ask whether it is there again, so that the others need not.
 */
const ASKING = 8;
const LONGEST_PATIENCE = 600_000;

/** A leaf that waits. */
interface SentLeaf {
  /** When it was handed to the broker last. */
  readonly at: number;
  /** How long it is waited for before it goes again, where it does not ask: its own, so that no older one holds it back. */
  readonly patience: number;
}

/** Leaves that wait, by their names. */
export type LeafResends = ReadonlyMap<string, SentLeaf>;

interface DueLeaves {
  readonly resends: LeafResends;
  /** Those that go now. */
  readonly due: ReadonlySet<string>;
  /** How many of them went before. */
  readonly again: number;
}

/**
 * What goes now. That one of those which asked has its proof restores patience, whatever else the log does: one that takes
 * none of them is as much away as one that is silent.
 *
 * @param waiting names of the leaves that have no proof, the oldest first
 * @param times `resend`: how often those go again that ask
 */
export function dueLeaves(
  before: LeafResends,
  waiting: readonly string[],
  { resend, now }: { readonly resend: number; readonly now: number },
): DueLeaves {
  const answered = isAnswered(before, waiting);
  const resends = new Map<string, SentLeaf>();
  const due = new Set<string>();
  for (const [i, name] of waiting.entries()) {
    const last = before.get(name);
    const patience = answered ? resend : (last?.patience ?? resend);
    if (last !== undefined && now - last.at < (i < ASKING ? resend : patience)) {
      resends.set(name, { at: last.at, patience });
      continue;
    }
    due.add(name);
    const isAgain = last !== undefined && i >= ASKING;
    resends.set(name, { at: now, patience: isAgain ? Math.min(2 * patience, LONGEST_PATIENCE) : patience });
  }
  return { resends, due, again: [...due].filter((name) => before.has(name)).length };
}

function isAnswered(before: LeafResends, waiting: readonly string[]): boolean {
  const wait = new Set(waiting);
  return [...before.keys()].slice(0, ASKING).some((name) => !wait.has(name));
}
