import { expect, it } from 'vitest';
import { unsentOf } from './unsent.js';

it('loses nothing of what was typed while it was sent', () => {
  expect(unsentOf('Hello', 'Hello')).toBe('');
  expect(unsentOf('Hello and more', 'Hello')).toBe('and more');
  expect(unsentOf('Something else', 'Hello')).toBe('Something else');
});
