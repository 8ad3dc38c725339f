import type { SimCharacteristic, SimServer } from '../core/gatt.js';
import type { Bleno, BlenoCharacteristicOptions } from './bleno-host.js';
import type { GattLink } from './link.js';

const SUCCESS = 0x00;

interface Around {
  readonly link: GattLink;
  /** The wearable lives up to now before it answers. */
  readonly live: () => void;
}

/** What a family declares, as bleno's services. */
export function servicesOf(bleno: Bleno, server: SimServer, around: Around): object[] {
  return server.services.map(
    ({ uuid, characteristics }) =>
      new bleno.PrimaryService({
        uuid,
        characteristics: characteristics.map((one) => new bleno.Characteristic(optionsOf(one, around))),
      }),
  );
}

function optionsOf({ uuid, properties, read, write }: SimCharacteristic, around: Around): BlenoCharacteristicOptions {
  const { link, live } = around;
  return {
    uuid,
    properties,
    onSubscribe: (room, notify) => link.subscribe(uuid, { room, notify }),
    onUnsubscribe: () => link.unsubscribe(uuid),
    ...(read
      ? {
          onReadRequest: (offset, done) => {
            live();
            const value = read();
            if (typeof value === 'number') done(value, Buffer.alloc(0));
            else done(SUCCESS, Buffer.from(value).subarray(offset));
          },
        }
      : {}),
    ...(write
      ? {
          onWriteRequest: (data, _offset, _noResponse, done) => {
            live();
            const outcome = write(Uint8Array.from(data));
            done(typeof outcome === 'number' ? outcome : SUCCESS);
            if (typeof outcome !== 'number') outcome();
          },
        }
      : {}),
  };
}
