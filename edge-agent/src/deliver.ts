import { parseRelease, toHex } from '@fit4work/protocol';
import type { Drain } from './drain.js';
import type { Identity, Outbox } from './ports.js';
import { witnessesOfLog } from './witnessed-places.js';

export interface Delivery {
  /** Whether the coach API has said, signed, that it stores all of it. */
  readonly stored: boolean;
  /** Whether all of it that is anchored is proven to be in the log. */
  readonly proven: boolean;
  /** Whether some of it is never sent any more: releases of a grant that was ended meanwhile, or lapsed. */
  readonly ended: boolean;
}

/** What is waited for. */
export type Aim = 'stored' | 'proven';

export interface Awaited {
  readonly drain: Pick<Drain, 'until'>;
  readonly outbox: Pick<Outbox, 'records'>;
}

/**
 * Waits until records are as far as is asked, or until it is no longer waited for: what is not delivered by then stays in
 * the outbox, and goes with `run` or with the next command that sends.
 *
 * @param leaves of the records, in hexadecimal
 */
export async function delivered(
  { drain, outbox }: Awaited,
  leaves: readonly string[],
  wait: { readonly for: Aim; readonly stopped: AbortSignal },
): Promise<Delivery> {
  await drain.until(async () => {
    const state = await stateOf(outbox, leaves);
    return state[wait.for] || state.ended;
  }, wait.stopped);
  return stateOf(outbox, leaves);
}

/** How far records are. One that is gone needs no delivery any more: the days that a release was of are erased. */
async function stateOf(outbox: Awaited['outbox'], leaves: readonly string[]): Promise<Delivery> {
  const wanted = new Set(leaves);
  const mine = (await outbox.records()).filter(({ leaf }) => wanted.has(toHex(leaf)));
  const stored = mine.every(({ received }) => received);
  const proven = stored && mine.every(({ kind, logIndex }) => kind === 'release' || logIndex !== undefined);
  return { stored, proven, ended: mine.some(({ dropped }) => dropped) };
}

/** With how many witnesses confirmed the log in which all of it stands; none before all of it does. */
export async function witnessed(
  outbox: Pick<Outbox, 'logState'>,
  { pins }: Identity,
  told: Delivery,
): Promise<Delivery & { readonly witnesses: number }> {
  return { ...told, witnesses: told.proven ? await witnessesOfLog(outbox, pins.policy) : 0 };
}

/** The releases under a grant that are still on their way: a coach sees nothing before the keys have arrived. */
export async function waitingReleases(
  { outbox }: { readonly outbox: Pick<Outbox, 'waitingRecords'> },
  grant: string,
): Promise<readonly string[]> {
  const waiting = await outbox.waitingRecords();
  const mine = waiting.filter(({ kind, bytes }) => kind === 'release' && toHex(parseRelease(bytes).grant) === grant);
  return mine.map(({ leaf }) => toHex(leaf));
}
