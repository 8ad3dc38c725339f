import { WearableError } from '../wearable-error.js';
import type { NobleHost } from './noble-host.js';
import type { NoblePeripheral } from './noble-internals.js';

export interface Attempt {
  /** Ends the attempt; its reason is what is thrown. */
  readonly until: AbortSignal;
  /** How long the radio may take to confirm that it gives up. */
  readonly cancelMs: number;
}

/**
 * noble leaves a connect to an absent device pending for ever, and the radio with it: an attempt that ends is cancelled,
 * and the radio is free when this has settled.
 *
 * @param up runs within noble's connect event
 */
export async function connect(
  host: NobleHost,
  peripheral: NoblePeripheral,
  { until, cancelMs, up }: Attempt & { readonly up: () => void },
): Promise<void> {
  until.throwIfAborted();
  try {
    await accepted(peripheral, until, up);
  } catch (error) {
    if (until.aborted) await cancel(host, peripheral, cancelMs);
    throw error;
  }
}

function accepted(peripheral: NoblePeripheral, until: AbortSignal, up: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      peripheral.removeListener('connect', answered);
      reject(until.reason as Error);
    };
    const answered = (error: unknown): void => {
      until.removeEventListener('abort', giveUp);
      if (error) {
        reject(new WearableError('link-lost', 'The wearable did not take the connection.', error));
        return;
      }
      up();
      resolve();
    };
    until.addEventListener('abort', giveUp, { once: true });
    peripheral.once('connect', answered);
    peripheral.connect();
  });
}

/** The radio may have connected while we gave up: then the link is taken down, or nobody could connect again. */
async function cancel(host: NobleHost, peripheral: NoblePeripheral, milliseconds: number): Promise<void> {
  const settled = host.lifeline.bounded<void>('Cancelling a connection', milliseconds, (done) => {
    // noble says at once that it cancels; what the radio says of it comes after.
    peripheral.cancelConnect();
    peripheral.once('connect', (error: unknown) => {
      if (error) {
        done();
        return;
      }
      peripheral.once('disconnect', () => done());
      peripheral.disconnect();
    });
  });
  await settled.catch((cause: WearableError) => host.lose(new WearableError('no-radio', 'The radio hangs.', cause)));
}
