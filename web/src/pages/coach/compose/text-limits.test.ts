import { describe, expect, it } from 'vitest';
import { faultySession, headingsFault, lengthFault, MOST_NAME, MOST_PROSE, titleFault } from './text-limits.js';

describe('what a coach writes', () => {
  it.each([
    ['a plan', undefined],
    ['x'.repeat(MOST_NAME), undefined],
    ['', 'lacking'],
    ['  ', 'lacking'],
    ['x'.repeat(MOST_NAME + 1), 'too-long'],
    ['a\tplan', 'control'],
  ])('makes a title or is told why not (%j)', (title, fault) => {
    expect(titleFault(title)).toBe(fault);
  });

  it('is as long as the protocol allows, counted as it counts', () => {
    expect([lengthFault('é'.repeat(MOST_PROSE), MOST_PROSE), lengthFault('🙂'.repeat(2_049), MOST_PROSE)]).toEqual([
      undefined,
      'too-long',
    ]);
  });

  it('is looked over in title, advice and the note of each session', () => {
    expect(headingsFault({ title: 'a plan', advice: 'x'.repeat(MOST_PROSE) })).toBeUndefined();
    expect(headingsFault({ title: 'a plan', advice: 'x'.repeat(MOST_PROSE + 1) })).toBe('too-long');
    expect(headingsFault({ title: '', advice: '' })).toBe('lacking');
    const plain = { day: '2026-06-01', kind: 'walk', minutes: 30, target: null } as const;
    const session = (key: number, note: string) => ({ ...plain, key, note });
    const [short, long] = [session(1, 'x'.repeat(MOST_NAME)), session(2, 'x'.repeat(MOST_NAME + 1))];
    expect(faultySession({ sessions: [short] })).toBeUndefined();
    expect(faultySession({ sessions: [short, long] })).toBe(long);
  });
});
