import { zoneOffset } from '@fit4work/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../test/scripted-link.js';
import { decodeCurrentTime, decodePineTime, encodeCurrentTime, unixOfWall } from './gatt-time.js';

const TEN = Date.UTC(2026, 4, 4, 10, 0) / 1000;
const offset = (unix: number): number => zoneOffset(unix, 'Europe/Brussels') / 60;

describe('Current Time', () => {
  it('stands on the wall clock, with the day of the week', () => {
    expect([...encodeCurrentTime(TEN + 3, 120)]).toEqual([0xea, 7, 5, 4, 12, 0, 3, 1, 0, 1]);
    expect(encodeCurrentTime(Date.UTC(2026, 10, 29) / 1000, 0)[7]).toBe(7);
    expect(encodeCurrentTime(0, 0)[7]).toBe(4);
  });

  it('comes back to the second, the same day of the week as the calendar has', () => {
    const unix = fc.integer({ min: 0, max: Date.UTC(2099, 11, 31, 23, 59, 59) / 1000 });
    fc.assert(
      fc.property(unix, (wall) => {
        const bytes = encodeCurrentTime(wall, 0);
        expect(decodeCurrentTime(bytes)).toBe(wall);
        expect((bytes[7] ?? 0) % 7).toBe(new Date(wall * 1000).getUTCDay());
      }),
    );
  });

  it('means one instant: in the hour that is shown twice, the one that holds at the time of asking', () => {
    const autumn = Date.UTC(2026, 9, 25, 1, 0) / 1000;
    for (const unix of [TEN, autumn - 1800, autumn - 3600, autumn + 1800, autumn + 7200]) {
      expect(unixOfWall(unix + offset(unix) * 60, unix, offset)).toBe(unix);
    }
    // A clock that is half a day behind was set when another offset held.
    const spring = Date.UTC(2026, 2, 29, 1, 0) / 1000;
    expect(unixOfWall(spring - 7200 + 3600, spring + 3600, offset)).toBe(spring - 7200);
  });

  it.each([
    ['nine bytes', [0xea, 7, 5, 4, 12, 0, 3, 1, 0]],
    ['eleven bytes', [0xea, 7, 5, 4, 12, 0, 3, 1, 0, 0, 0]],
    ['the year 1969', [0xb1, 7, 5, 4, 12, 0, 3, 1, 0, 0]],
    ['the year 2100', [0x34, 8, 5, 4, 12, 0, 3, 1, 0, 0]],
    ['February 30', [0xea, 7, 2, 30, 12, 0, 3, 1, 0, 0]],
    ['an unknown date', [0, 0, 0, 0, 12, 0, 3, 0, 0, 0]],
    ['hour 24', [0xea, 7, 5, 4, 24, 0, 3, 1, 0, 0]],
    ['minute 60', [0xea, 7, 5, 4, 12, 60, 3, 1, 0, 0]],
    ['second 60', [0xea, 7, 5, 4, 12, 0, 60, 1, 0, 0]],
    ['an eighth day of the week', [0xea, 7, 5, 4, 12, 0, 3, 8, 0, 0]],
  ])('is refused at %s', (_, bytes) => {
    expect(codeOf(() => decodeCurrentTime(Uint8Array.from(bytes)))).toBe('malformed');
  });

  it('of a PineTime lacks the day of the week', () => {
    const bytes = encodeCurrentTime(TEN + 3, 120);
    expect(decodePineTime(Uint8Array.of(...bytes.subarray(0, 7), 200, 0))).toBe(TEN + 7203);
    expect(decodePineTime(bytes)).toBe(TEN + 7203);
    for (const length of [0, 8, 11]) expect(codeOf(() => decodePineTime(new Uint8Array(length)))).toBe('malformed');
    expect(codeOf(() => decodePineTime(new Uint8Array(9)))).toBe('malformed');
  });
});
