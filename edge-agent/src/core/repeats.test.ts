import { expect, it } from 'vitest';
import { Repeats } from './repeats.js';

it('recognises the same bytes in the same second, also after others', () => {
  const repeats = new Repeats();
  const [a, b] = [Uint8Array.of(0, 60), Uint8Array.of(0, 61)];
  expect([repeats.isRepeat(1, a), repeats.isRepeat(1, b), repeats.isRepeat(1, a)]).toEqual([false, false, true]);
  expect(repeats.isRepeat(2, a)).toBe(false);
});

it('remembers no more than it has room for', () => {
  const repeats = new Repeats();
  for (let value = 0; value < 64; value++) repeats.isRepeat(1, Uint8Array.of(value));
  expect(repeats.isRepeat(1, Uint8Array.of(63))).toBe(true);
  expect([repeats.isRepeat(1, Uint8Array.of(64)), repeats.isRepeat(1, Uint8Array.of(64))]).toEqual([false, false]);
});
