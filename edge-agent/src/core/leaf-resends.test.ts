import { describe, expect, it } from 'vitest';
import { dueLeaves, type LeafResends } from './leaf-resends.js';

const RESEND = 5_000;
const names = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `leaf ${i}`);

/** Looks every five seconds for so long, and says when which leaf went. */
function sentOver(waiting: readonly string[], until: number): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>(waiting.map((name) => [name, []]));
  let resends: LeafResends = new Map();
  for (let now = 0; now <= until; now += RESEND) {
    const told = dueLeaves(resends, waiting, { resend: RESEND, now });
    resends = told.resends;
    for (const name of told.due) times.get(name)?.push(now / RESEND);
  }
  return times;
}

describe('leaves that nobody proves', () => {
  it('go as often as ever where they are few', () => {
    for (const times of sentOver(names(8), 50_000).values()) expect(times).toEqual([...Array(11).keys()]);
  });

  it('go ever more seldom where they are many, but for the oldest, which ask; every ten minutes at the least', () => {
    const sent = sentOver(names(9), 3_600_000);
    expect(sent.get('leaf 7')).toHaveLength(721);
    const times = sent.get('leaf 8') ?? [];
    const pauses = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 120, 120, 120, 120]);
  });

  it('hold back none that is new: dropped, it goes again as soon as if it were alone', () => {
    let resends: LeafResends = new Map();
    const sent: number[] = [];
    for (let now = 0; now <= 3_600_000; now += RESEND) {
      const waiting = [...names(9), ...(now < 3_000_000 ? [] : ['new'])];
      const told = dueLeaves(resends, waiting, { resend: RESEND, now });
      resends = told.resends;
      if (told.due.has('new')) sent.push((now - 3_000_000) / RESEND);
    }
    expect(sent.slice(0, 5)).toEqual([0, 1, 3, 7, 15]);
  });

  it('all go again as soon as one of those that asked is proven', () => {
    let resends: LeafResends = new Map();
    for (let now = 0; now <= 400_000; now += RESEND) {
      ({ resends } = dueLeaves(resends, names(100), { resend: RESEND, now }));
    }
    const rest = names(100).slice(1);
    expect(dueLeaves(resends, rest, { resend: RESEND, now: 405_000 })).toMatchObject({ due: new Set(rest), again: 99 });
    expect(dueLeaves(resends, names(100), { resend: RESEND, now: 405_000 }).due.size).toBe(8);
  });
});
