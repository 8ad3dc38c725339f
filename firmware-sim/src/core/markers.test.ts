import { expect, it } from 'vitest';
import { parseDate, startOfDay } from './brussels-time.js';
import { markerDay } from './markers.js';

it('a day of markers spells them from eight to eight and nothing beside', () => {
  const day = parseDate('2026-05-04') ?? 0;
  const source = markerDay(day, Uint8Array.of(1, 250, 130));
  const worn = Array.from({ length: 1440 }, (_, minute) => source.read(startOfDay(day) + minute * 60, 1)).flatMap(
    (bytes, minute) => (bytes[0] === 3 ? [] : [[minute, ...bytes]]),
  );
  expect(worn).toHaveLength(720);
  expect(worn.slice(0, 3)).toEqual([
    [480, 1, 0, 2, 70],
    [481, 1, 0, 51, 70],
    [482, 1, 0, 131, 61],
  ]);
});
