import { expect, it } from 'vitest';
import { groupedBy } from './grouped.js';

const firstLetter = (word: string): string => word.slice(0, 1);

it('puts every item in one group, once, in the order in which they come', () => {
  expect(groupedBy(['ash', 'beech', 'alder', 'birch', 'cedar'], firstLetter)).toEqual([
    ['ash', 'alder'],
    ['beech', 'birch'],
    ['cedar'],
  ]);
});

it('makes no group of nothing', () => {
  expect(groupedBy([], firstLetter)).toEqual([]);
});
