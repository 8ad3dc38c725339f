import { Option } from 'commander';
import { type Context, enrolledIdentity, startDrain } from '../context.js';
import { type Delivery, delivered } from '../deliver.js';
import type { Drain } from '../drain.js';
import type { Identity } from '../ports.js';
import { wholeNumber } from './options.js';

/** @param seconds how long it is waited for unless somebody says otherwise */
export const waitOption = (seconds: number): Option =>
  new Option('--wait <seconds>', 'wait so long at most until it is delivered; what is not is sent later')
    .argParser(wholeNumber(0))
    .default(seconds);

/** Sends what was just signed and waits until it has arrived, but no longer than is asked. */
export async function sendAndWait(
  context: Context,
  identity: Identity,
  { leaves, wait }: { leaves: readonly string[]; wait: { for: keyof Delivery; seconds: number } },
): Promise<Delivery> {
  const stopped = AbortSignal.timeout(wait.seconds * 1000);
  return draining(context, identity, (drain) =>
    delivered({ drain, outbox: context.outbox }, leaves, { for: wait.for, stopped }),
  );
}

/** Sends all that waits, and waits until all of it is stored and proven, but no longer than is asked. */
export async function sendAll(context: Context, seconds: number): Promise<void> {
  const stopped = AbortSignal.timeout(seconds * 1000);
  await draining(context, await enrolledIdentity(context), (drain) => drain.settled(stopped));
}

async function draining<T>(context: Context, identity: Identity, work: (drain: Drain) => Promise<T>): Promise<T> {
  const drain = await startDrain(context, identity, 'deliver');
  try {
    return await work(drain);
  } finally {
    await drain.close();
  }
}
