import { describe, expect, it } from 'vitest';
import { snoopHeader, snoopRecord } from './btsnoop.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

/** A reader of its own, written from the format's description. */
function read(file: Uint8Array): { packet: string; flags: number; drops: number; at: number }[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  expect(hex(file.subarray(0, 8))).toBe('6274736e6f6f7000');
  expect([view.getUint32(8), view.getUint32(12)]).toEqual([1, 1002]);
  const records = [];
  for (let at = 16; at < file.length; ) {
    const [original, included] = [view.getUint32(at), view.getUint32(at + 4)];
    expect(included).toBe(original);
    const micros = view.getBigUint64(at + 16) - 0x00dcddb30f2f8000n;
    const packet = hex(file.subarray(at + 24, at + 24 + included));
    records.push({ packet, flags: view.getUint32(at + 8), drops: view.getUint32(at + 12), at: Number(micros) / 1000 });
    at += 24 + included;
  }
  return records;
}

describe('btsnoop', () => {
  it('begins with its name, version 1 and the datalink of H4', () => {
    expect(hex(snoopHeader())).toBe('6274736e6f6f700000000001000003ea');
  });

  it('records a command of 1970-01-01T00:00:00Z in these bytes', () => {
    const record = snoopRecord({ packet: bytes('01030c00'), direction: 'to-controller', at: 0 });
    expect(hex(record)).toBe('00000004' + '00000004' + '00000002' + '00000000' + '00dcddb30f2f8000' + '01030c00');
  });

  it('gives back every packet, its direction and kind, and its time to the microsecond', () => {
    const at = 1_790_000_000_123.456;
    const packets = [
      ['01030c00', 'to-controller', 2],
      ['040e0401030c00', 'to-host', 3],
      ['02400001 00aa'.replace(' ', ''), 'to-controller', 0],
      ['0240200100bb', 'to-host', 1],
    ] as const;
    const records = packets.map(([packet, direction]) => snoopRecord({ packet: bytes(packet), direction, at }));
    const read4 = read(Uint8Array.from([snoopHeader(), ...records].flatMap((part) => [...part])));
    expect(read4).toEqual(packets.map(([packet, , flags]) => ({ packet, flags, drops: 0, at })));
  });
});
