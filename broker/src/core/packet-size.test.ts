import { describe, expect, it } from 'vitest';
import { PacketSize } from './packet-size.js';

const LIMITS = { first: 10, later: 300 };
const packet = (length: number): Uint8Array => {
  const header = length < 128 ? [0x30, length] : [0x30, (length & 0x7f) | 0x80, length >> 7];
  return Uint8Array.from([...header, ...new Array<number>(length).fill(0xff)]);
};

describe('the size of packets', () => {
  it('follows packets cut anywhere', () => {
    const stream = Uint8Array.from([...packet(10), ...packet(0), ...packet(300), ...packet(127), ...packet(128)]);
    for (const step of [1, 2, 3, 7, stream.length]) {
      const size = new PacketSize(LIMITS);
      for (let i = 0; i < stream.length; i += step) expect(size.accepts(stream.subarray(i, i + step))).toBe(true);
    }
  });

  it('refuses a first packet above its own limit', () => {
    expect(new PacketSize(LIMITS).accepts(packet(11))).toBe(false);
  });

  it('refuses a later packet by its header alone', () => {
    const size = new PacketSize(LIMITS);
    expect(size.accepts(packet(1))).toBe(true);
    expect(size.accepts(packet(301).subarray(0, 3))).toBe(false);
  });

  it('refuses a length of more than four bytes', () => {
    expect(new PacketSize(LIMITS).accepts(Uint8Array.of(0x10, 0x80, 0x80, 0x80, 0x80, 0x01))).toBe(false);
  });
});
