import { toHex } from '@fit4work/protocol';
import type { Drain } from './drain.js';
import type { Outbox } from './ports.js';

export interface Delivery {
  /** Whether the coach API has said, signed, that it stores all of it. */
  readonly stored: boolean;
  /** Whether all of it that is anchored is proven to be in the log. */
  readonly proven: boolean;
}

export interface Awaited {
  readonly drain: Pick<Drain, 'until'>;
  readonly outbox: Pick<Outbox, 'records'>;
}

/**
 * Waits until records are as far as is asked, or until it is no longer waited for: what is not delivered by then stays in
 * the outbox, and goes with the next command or with `run`.
 *
 * @param leaves of the records, in hexadecimal
 */
export async function delivered(
  { drain, outbox }: Awaited,
  leaves: readonly string[],
  wait: { readonly for: keyof Delivery; readonly stopped: AbortSignal },
): Promise<Delivery> {
  await drain.until(async () => (await stateOf(outbox, leaves))[wait.for], wait.stopped);
  return stateOf(outbox, leaves);
}

/** How far records are. One that is gone needs no delivery any more: a release whose grant has ended. */
async function stateOf(outbox: Awaited['outbox'], leaves: readonly string[]): Promise<Delivery> {
  const wanted = new Set(leaves);
  const mine = (await outbox.records()).filter(({ leaf }) => wanted.has(toHex(leaf)));
  const stored = mine.every(({ received }) => received);
  return { stored, proven: stored && mine.every(({ kind, logIndex }) => kind === 'release' || logIndex !== undefined) };
}

/** The releases that are still on their way: a coach sees nothing before the keys have arrived. */
export async function waitingReleases({ outbox }: Pick<Awaited, 'outbox'>): Promise<readonly string[]> {
  const waiting = (await outbox.records()).filter(({ kind, received }) => kind === 'release' && !received);
  return waiting.map(({ leaf }) => toHex(leaf));
}
