import { expect, it } from 'vitest';
import { Largest } from './largest.js';

it('is nobody where nobody has anything', () => {
  const largest = new Largest<string>();
  expect(largest.first).toBeUndefined();
  largest.change('ann', 0, 3);
  largest.change('ann', 3, 0);
  expect(largest.first).toBeUndefined();
});

it('is who has the most, however that changes, and of equals who has had it for longest', () => {
  const largest = new Largest<string>();
  const has = new Map<string, number>();
  const set = (name: string, amount: number) => {
    largest.change(name, has.get(name) ?? 0, amount);
    has.set(name, amount);
    return largest.first;
  };
  expect([set('ann', 2), set('bob', 7), set('cem', 7)]).toEqual(['ann', 'bob', 'bob']);
  expect([set('bob', 1), set('cem', 2), set('ann', 1)]).toEqual(['cem', 'ann', 'cem']);
  expect([set('cem', 0), set('bob', 0), set('ann', 0)]).toEqual(['bob', 'ann', undefined]);
  expect(set('ann', 4_096)).toBe('ann');
});
