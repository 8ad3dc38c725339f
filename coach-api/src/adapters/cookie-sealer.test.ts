import { expect, it } from 'vitest';
import { cookieSealer } from './cookie-sealer.js';

it('opens what was sealed here, and nothing of which one character is another', () => {
  const sealer = cookieSealer();
  const sealed = sealer.seal('kept');
  expect(sealer.open(sealed)).toBe('kept');
  expect(sealer.seal('kept')).not.toBe(sealed);
  for (let i = 0; i < sealed.length; i++) {
    for (const other of 'ABCD') {
      if (sealed[i] === other) continue;
      expect(sealer.open(`${sealed.slice(0, i)}${other}${sealed.slice(i + 1)}`)).toBeUndefined();
    }
  }
});

it.each(['', 'A', 'A'.repeat(38)])('opens nothing of what was never sealed: %s', (text) => {
  expect(cookieSealer().open(text)).toBeUndefined();
});

it('opens nothing that another process sealed', () => {
  expect(cookieSealer().open(cookieSealer().seal('kept'))).toBeUndefined();
});
