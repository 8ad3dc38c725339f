import { expect, it } from 'vitest';
import { strengthOf } from './strength.js';

it.each([
  ['', 'short'],
  ['kort', 'short'],
  ['       x', 'short'],
  ['zomer2026', 'weak'],
  ['aaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'weak'],
  ['aan aan aan aan aan aan aan aan', 'weak'],
  ['mijn hond heet Bo', 'fair'],
  ['fiets kaars wolk', 'fair'],
  ['fiets fiets kaars kaars wolk', 'fair'],
  ['fiets kaars wolk tafel', 'strong'],
  ['Fiets-kaars-wolk-tafel', 'strong'],
])('%s is %s', (passphrase, strength) => {
  expect(strengthOf(passphrase)).toBe(strength);
});
