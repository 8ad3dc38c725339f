import type { Script } from '../scripted-link.js';

export const STEPS = '0003000178fc48fe8e23433b3a1942d0';

/** A PineTime whose wearer has walked a thousand steps today. */
export function script(): Script & { counter: number } {
  const values = new Map([
    ['2a19', Uint8Array.of(77)],
    // 4 May 2026, 12:00:00, in the nine bytes of its firmware.
    ['2a2b', Uint8Array.of(0xea, 7, 5, 4, 12, 0, 0, 0, 0)],
    ['2a26', new TextEncoder().encode('1.14.0')],
  ]);
  return {
    uuids: [STEPS, '2a37', '2a19', '2a2b', '2a26'],
    counter: 1000,
    read(uuid) {
      return uuid === STEPS ? word32(this.counter) : values.get(uuid);
    },
    write: (uuid, value) => values.set(uuid, value),
    tell(notify, turn) {
      this.counter += 3;
      notify(STEPS, word32(this.counter));
      notify('2a37', Uint8Array.of(0, 60 + turn));
    },
  };
}

export function word32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
