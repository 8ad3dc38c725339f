import { describe, expect, it } from 'vitest';
import { AskError } from '../../kit/ask.js';
import { isAmong, isUncertain } from './uncertain.js';

describe('what may have been sent', () => {
  it('is uncertain where no answer came or none that says what was done, and not where the coach API refused', () => {
    const codes = ['unreachable', 'unreadable', 'failed', 'busy', 'refused', 'signed-out', 'not-there'] as const;
    expect(codes.filter((code) => isUncertain(new AskError(code)))).toEqual(codes.slice(0, 4));
    expect(isUncertain(new AskError('busy', { reason: 'broker-unavailable' }))).toBe(false);
    expect(isUncertain(new TypeError('no'))).toBe(false);
  });

  it('is found in the list by what it says, unless it was there before', () => {
    const listed = [
      { leaf: 'a', text: 'Hello' },
      { leaf: 'b', text: 'Bye' },
    ];
    const says = (text: string) => (one: { readonly text: string }) => one.text === text;
    expect(isAmong(listed, ['a'], says('Bye'))).toBe(true);
    expect(isAmong(listed, ['a'], says('Hello'))).toBe(false);
    expect(isAmong(listed, [], says('Hi'))).toBe(false);
  });
});
