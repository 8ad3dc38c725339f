import { toHex } from '@fit4work/protocol';
import { type Context, enrolledIdentity, startDrain } from '../context.js';

/**
 * Drains the outbox until everything in it is stored and proven, or for so many seconds: what could not go out stays there
 * and goes out with `run`.
 */
export async function deliverFor(context: Context, seconds: number): Promise<void> {
  const drain = await startDrain(context, await enrolledIdentity(context), 'deliver');
  try {
    await drain.settled(AbortSignal.timeout(1000 * seconds));
  } finally {
    await drain.close();
  }
}

/** Whether the coach API has said, signed, that a record of ours is stored. */
export async function isDelivered({ outbox }: Context, leaf: string): Promise<boolean> {
  return (await outbox.records()).some((record) => record.received && toHex(record.leaf) === leaf);
}
