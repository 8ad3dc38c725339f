import type { LetterKind } from './core/letter-kinds.js';
import type { Clock, Outbox } from './ports.js';

/**
 * When this agent last heard from the coach API: the newest receipt, by the coach API's own word, or the newest letter of a
 * kind. What was told since is with the broker, or with the coach API, until `run` listens.
 *
 * @returns Unix seconds; undefined where it never did, or nobody knows when
 */
export async function lastHeard(
  { outbox, clock }: { readonly outbox: Pick<Outbox, 'believedTimes' | 'letters'>; readonly clock: Clock },
  kind: LetterKind,
): Promise<number | undefined> {
  const { receipt } = await outbox.believedTimes();
  const now = clock();
  // A time that the clock has not come to since it went back is nobody's.
  const came = (await outbox.letters(kind)).map(({ received = 0 }) => received).filter((time) => time <= now);
  const heard = Math.max(receipt, ...came);
  return heard === 0 ? undefined : heard;
}
