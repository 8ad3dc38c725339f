import type { Script } from '../scripted-link.js';

const TEXTS = new Map([
  ['2a24', 'Strap 7'],
  ['2a26', '1.0'],
  ['2a29', 'Somebody'],
]);

/** A chest strap that counts steps as well, all by the GATT Specification Supplement. */
export function script(): Script {
  const values = new Map([
    ['2a19', Uint8Array.of(50)],
    ['2a2b', Uint8Array.of(0xea, 7, 5, 4, 12, 0, 0, 1, 0, 0)],
    ...[...TEXTS].map(([uuid, text]) => [uuid, new TextEncoder().encode(text)] as const),
  ]);
  return {
    uuids: ['2a37', '2a53', ...values.keys()],
    read: (uuid) => values.get(uuid),
    write: (uuid, value) => values.set(uuid, value),
    tell: (notify, turn) => {
      // In contact, with one time between beats.
      notify('2a37', Uint8Array.of(0x16, 60 + turn, 0x00, 0x04));
      notify('2a53', Uint8Array.of(0x04, 0x00, 0x03, 160));
    },
  };
}
