import type { GattLink } from '../src/gatt/gatt-link.js';
import { Lifeline } from '../src/gatt/lifeline.js';
import { WearableError } from '../src/wearable-error.js';
import type { Batch } from '../src/wearable-port.js';

/** A link to a sensor, up until it is closed or cut. */
export function plainLink(onClose: () => void): GattLink & { discover(): Promise<GattLink> } {
  const lifeline = new Lifeline();
  const link = {
    lifeline,
    writeLength: 20,
    has: (uuid: string) => uuid === '2a37',
    read: async () => new Uint8Array(1),
    subscribe: async () => undefined,
    write: async () => undefined,
    discover: async () => link,
    close: async () => {
      onClose();
      lifeline.end(new WearableError('closed', 'Closed.'));
    },
  };
  return link;
}

export async function* none(): AsyncGenerator<Batch> {
  yield* [];
}

export async function* lost(): AsyncGenerator<Batch> {
  yield* [];
  throw new WearableError('link-lost', 'Lost.');
}
