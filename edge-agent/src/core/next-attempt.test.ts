import { describe, expect, it } from 'vitest';
import type { LinkEnd } from '../ports.js';
import { type Attempt, type Ended, FIRST_ATTEMPT, LIVED, nextAttempt, type Owed, shortened } from './next-attempt.js';

const message = (byte: number, waited = 0): Owed => ({
  ...{ topic: 'up/envelope', payload: Uint8Array.of(byte), waited },
});
const lost = (more: Partial<Ended> = {}): Ended => ({
  ...{ why: 'lost', lasted: 50, owed: message(1) },
  ...more,
});
const by = (why: LinkEnd, lasted = 50): Ended => ({ why, lasted, owed: undefined });

/** What becomes of connections one after the other: why each ended, and how long is waited then. */
function after(...ends: readonly Ended[]): readonly (readonly [LinkEnd, number])[] {
  let attempt: Attempt = FIRST_ATTEMPT;
  return ends.map((ended) => {
    const { why, ...next } = nextAttempt(attempt, ended);
    attempt = next;
    return [why, next.wait];
  });
}
const times = (count: number, ended: Ended): readonly Ended[] => Array.from({ length: count }, () => ended);
const reasons = (...ends: readonly Ended[]): readonly LinkEnd[] => after(...ends).map(([why]) => why);

describe('how long the agent waits before it connects again', () => {
  it('is a moment where a connection was lost, and twice as long each time where nobody answers, up to half a minute', () => {
    expect(after(...times(2, lost({ owed: undefined })))).toEqual([
      ['lost', 250],
      ['lost', 250],
    ]);
    const waits = after(...times(9, by('unreachable'))).map(([, wait]) => wait);
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it.each<[LinkEnd, number]>([
    ['silent', 250],
    ['garbled', 250],
    ['refused', 1_000],
    ['unkept', 1_000],
    ['unreachable', 1_000],
  ])('after a connection that lasted and was %s is %i ms', (why, wait) => {
    expect(after(by('unreachable'), by(why, LIVED))).toEqual([
      ['unreachable', 500],
      [why, wait],
    ]);
  });

  it('is shortened by chance, to the half of it at the least, so that not all come at once', () => {
    expect([0, 0.5, 1].map((chance) => shortened(1_000, chance))).toEqual([1_000, 750, 500]);
  });
});

describe('a message that the broker refuses', () => {
  it('is one that was next to be confirmed three times when the connection ended at once; then is waited for two seconds, and each time twice as long', () => {
    expect(after(...times(8, lost()))).toEqual([
      ['lost', 250],
      ['lost', 250],
      ['publish-refused', 2_000],
      ['publish-refused', 4_000],
      ['publish-refused', 8_000],
      ['publish-refused', 16_000],
      ['publish-refused', 30_000],
      ['publish-refused', 30_000],
    ]);
  });

  it('is so however long the connection lasted before its turn', () => {
    expect(after(...times(4, lost({ lasted: 20_000 }))).slice(2)).toEqual([
      ['publish-refused', 2_000],
      ['publish-refused', 4_000],
    ]);
  });

  it.each<[string, Ended]>([
    ['nothing', lost({ owed: undefined })],
    ['nobody who answers', by('unreachable')],
  ])('is none where %s came between', (_, between) => {
    expect(reasons(lost(), lost(), between, lost())).not.toContain('publish-refused');
  });

  it('is so though what went just before it seems to be next now and then', () => {
    const other = lost({ owed: message(2) });
    expect(reasons(lost(), other, lost(), other, lost())).toEqual(['lost', 'lost', 'lost', 'lost', 'publish-refused']);
  });

  it.each<[string, Ended]>([
    ['of other bytes', lost({ owed: message(2) })],
    ['of another topic', lost({ owed: { ...message(1), topic: 'up/consent' } })],
  ])('is not one %s', (_, other) => {
    expect(reasons(lost(), lost(), other)).toEqual(['lost', 'lost', 'lost']);
  });

  it('is none over a network that is merely bad, which keeps its quick attempts, until that was so ten times', () => {
    const late = lost({ owed: message(1, LIVED), lasted: LIVED });
    expect(after(...times(9, late))).toEqual(times(9, late).map(() => ['lost', 250]));
    expect(reasons(...times(10, late)).at(-1)).toBe('publish-refused');
  });

  it('is none where the connection ended for a reason of its own', () => {
    for (const why of ['silent', 'garbled', 'unkept', 'refused'] as const)
      expect(reasons(...times(4, lost({ why })))).toEqual([why, why, why, why]);
  });

  it('lets the next attempt come at once when it is confirmed', () => {
    const [, , , last] = after(...times(3, lost()), lost({ owed: undefined }));
    expect(last).toEqual(['lost', 250]);
  });
});
