import { describe, expect, it } from 'vitest';
import { AskError } from '../../kit/ask.js';
import { foundIn, isUncertain } from './uncertain.js';

describe('what may have been sent', () => {
  it('is uncertain where no answer came or none that says what was done, and not where the coach API refused before it did anything', () => {
    const codes = ['unreachable', 'unreadable', 'failed', 'busy', 'refused', 'signed-out', 'not-there'] as const;
    expect(codes.filter((code) => isUncertain(new AskError(code)))).toEqual(codes.slice(0, 4));
    expect(isUncertain(new AskError('busy', { reason: 'broker-unavailable' }))).toBe(false);
    // The database may have gone away after it stored.
    expect(isUncertain(new AskError('busy', { reason: 'store-unavailable' }))).toBe(true);
    expect(isUncertain(new TypeError('no'))).toBe(false);
  });

  it('is found in the list by what it says, unless it was there before', () => {
    const [hello, bye] = [
      { leaf: 'a', text: 'Hello' },
      { leaf: 'b', text: 'Bye' },
    ];
    const says = (text: string) => (one: { readonly text: string }) => one.text === text;
    expect(foundIn([hello, bye], ['a'], says('Bye'))).toBe(bye);
    expect(foundIn([hello, bye], ['a'], says('Hello'))).toBeUndefined();
    expect(foundIn([hello, bye], [], says('Hi'))).toBeUndefined();
  });
});
