import { expect, it } from 'vitest';
import { counted } from './counted.js';
import { eraseQuestion } from './erase-words.js';

it('a number agrees with its noun', () => {
  expect([0, 1, 2].map((count) => counted(count, 'time', 'times'))).toEqual(['0 times', '1 time', '2 times']);
});

it('a word that has to be in capitals is asked for in capitals', () => {
  expect(eraseQuestion('en').text).toContain('ERASE, in capitals');
  expect(eraseQuestion('nl').text).toContain('WISSEN, in hoofdletters');
});
