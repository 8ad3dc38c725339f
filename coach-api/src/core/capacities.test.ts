import { describe, expect, it } from 'vitest';
import { capacitiesOf, capacitiesThatCount, rolesOf } from './capacities.js';

const RULES = { coach: ['Right-coach:OVO1'], administrator: ['Right-beheerder:OVO1', 'boss'] };

describe('capacities', () => {
  it.each([
    ['one', 'boss', ['boss']],
    ['a list', ['boss', 'Right-coach:OVO1'], ['boss', 'Right-coach:OVO1']],
    [
      'one right for many organisations',
      'Right-coach:OVO1, OVO2,OVO3',
      ['OVO1', 'OVO2', 'OVO3'].map((o) => `Right-coach:${o}`),
    ],
    ['what is no text', [7, null, { a: 1 }, 'boss'], ['boss']],
    ['nothing', undefined, []],
  ])('are read from %s', (_title, claim, capacities) => {
    expect(capacitiesOf(claim)).toEqual(capacities);
  });

  it('are 256 at the most, however many a claim tells', () => {
    expect(capacitiesOf(Array.from({ length: 1_000 }, (_, i) => `c${i}`))).toHaveLength(256);
    expect(capacitiesOf(`Right:${Array.from({ length: 1_000 }, (_, i) => `O${i}`).join(',')}`)).toHaveLength(256);
  });

  it('make somebody what the rules say, by their whole text', () => {
    expect(rolesOf(['Right-coach:OVO1'], RULES)).toEqual(['coach']);
    expect(rolesOf(['boss', 'Right-coach:OVO1'], RULES)).toEqual(['coach', 'administrator']);
    expect(rolesOf(['Right-coach:OVO12', 'Right-coach', 'right-coach:OVO1', 'Right-coach:OVO1 '], RULES)).toEqual([]);
  });

  it('that make nobody anything are not kept', () => {
    expect(capacitiesThatCount(['boss', 'Doctor:OVO9', 'Right-coach:OVO1'], RULES)).toEqual([
      'boss',
      'Right-coach:OVO1',
    ]);
  });
});
