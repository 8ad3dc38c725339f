import { describe, expect, it } from 'vitest';
import { PacketSize } from './packet-size.js';

const LIMITS = { first: 10, later: 300 };
const packet = (length: number): Uint8Array => {
  const header = length < 128 ? [0x30, length] : [0x30, (length & 0x7f) | 0x80, length >> 7];
  return Uint8Array.from([...header, ...new Array<number>(length).fill(0xff)]);
};
const ALL = 1_000;

describe('the size of packets', () => {
  it('follows packets cut anywhere', () => {
    const stream = Uint8Array.from([...packet(10), ...packet(0), ...packet(300), ...packet(127), ...packet(128)]);
    for (const step of [1, 2, 3, 7, stream.length]) {
      const size = new PacketSize(LIMITS);
      for (let i = 0; i < stream.length; i += step) {
        const chunk = stream.subarray(i, i + step);
        expect(size.advance(chunk, ALL)).toBe(chunk.length);
      }
    }
  });

  it('stops after so many packets, and goes on from there', () => {
    const [first, second, third] = [packet(10), packet(0), packet(200)];
    const stream = Uint8Array.from([...first, ...second, ...third, ...third.subarray(0, 50)]);
    const size = new PacketSize(LIMITS);
    const ends: (number | undefined)[] = [];
    for (let at = 0; at < stream.length; ) {
      const end = size.advance(stream.subarray(at), 2);
      ends.push(end);
      at += end ?? stream.length;
    }
    expect(ends).toEqual([first.length + second.length, third.length + 50]);
  });

  it('refuses a first packet above its own limit', () => {
    expect(new PacketSize(LIMITS).advance(packet(11), ALL)).toBeUndefined();
  });

  it('refuses a later packet by its header alone', () => {
    const size = new PacketSize(LIMITS);
    expect(size.advance(packet(1), ALL)).toBe(3);
    expect(size.advance(packet(301).subarray(0, 3), ALL)).toBeUndefined();
  });

  it('refuses a length of more than four bytes', () => {
    const endless = Uint8Array.of(0x10, 0x80, 0x80, 0x80, 0x80, 0x01);
    expect(new PacketSize(LIMITS).advance(endless, ALL)).toBeUndefined();
    expect(new PacketSize({ first: 2 ** 28, later: 0 }).advance(endless.subarray(0, 4), ALL)).toBe(4);
  });
});
