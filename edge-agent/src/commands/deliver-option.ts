import { Option } from 'commander';
import { type Context, startDrain } from '../context.js';
import { type Delivery, delivered } from '../deliver.js';
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
  const drain = await startDrain(context, identity, 'deliver');
  const stopped = AbortSignal.timeout(wait.seconds * 1000);
  try {
    return await delivered({ drain, outbox: context.outbox }, leaves, { for: wait.for, stopped });
  } finally {
    await drain.close();
  }
}
