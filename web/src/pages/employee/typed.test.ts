import { expect, it } from 'vitest';
import { forgetTyped, typedAt } from './typed.js';

it('is kept by what it is written to, until somebody leaves', () => {
  typedAt('note', 'a', 1).value = 'Zwaar';
  expect(typedAt('note', 'a', 1).value).toBe('Zwaar');
  for (const other of [typedAt('note', 'a', 2), typedAt('note', 'a1'), typedAt('effort', 'a', 1)]) {
    expect(other.value).toBe('');
  }
  forgetTyped();
  expect(typedAt('note', 'a', 1).value).toBe('');
});
