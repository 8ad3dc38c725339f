import { describe, expect, it } from 'vitest';
import type { Adherent, Message, Programme, SharedGrant } from '../shapes.js';
import { byNeed, type Known, reasonsOf } from './attention.js';

const TODAY = '2026-05-28';
const grant = (until: string, expires = 4_000_000_000): SharedGrant => ({
  ...{ id: 'a', from: '2026-01-01', until, expires },
  scope: [{ metric: 'steps', granularities: ['day'] }],
});
const programme = (until: string): Programme => ({
  ...{ title: 'Plan', from: '2026-05-01', until, sessions: [], advice: '', leaf: 'ab', time: 1, id: 'cd' },
  ...{ revision: 0, stands: true, told: true, acknowledged: true },
});
const session = (state: Adherent['state'], day = '2026-05-27', kind: Adherent['kind'] = 'walk'): Adherent => ({
  ...{ place: 0, day, kind, minutes: 30, target: null, state, effort: null, measured: null, reached: null },
});
const message = (from: Message['from'], time: number, text = 'Hallo'): Message => ({
  ...{ leaf: String(time), time, told: true, acknowledged: true, from, text, report: null },
});
const known = (change: Partial<Known>): Known => ({
  ...{ grants: [grant('2026-12-31')], programmes: [programme('2026-06-30')], sessions: [], messages: [] },
  ...{ isStale: false, ...change },
});
const reasons = (change: Partial<Known>) => reasonsOf(known(change), TODAY);

describe('why somebody needs attention', () => {
  it('is nothing where the plan is followed and nothing waits', () => {
    expect(reasons({})).toEqual([]);
    expect(reasons({ sessions: [session('done'), session('done'), session('not-done')] })).toEqual([]);
    expect(reasons({ sessions: [session('unreported'), session('unreported')] })).toEqual([]);
  });

  it('is a plan of which fewer than half was done, or of which nothing was told', () => {
    expect(reasons({ sessions: [session('done'), session('not-done'), session('unreported')] })).toEqual(['far']);
    expect(reasons({ sessions: [session('unreported'), session('unreported'), session('unreported')] })).toEqual([
      'silent',
    ]);
  });

  it('leaves out rest, what is to come and what is more than two weeks past', () => {
    const rest = session('unreported', '2026-05-27', 'rest');
    const past = session('not-done', '2026-05-13');
    expect(reasons({ sessions: [rest, rest, rest, past, past, past, session('ahead')] })).toEqual([]);
    const last = session('not-done', '2026-05-14');
    expect(reasons({ sessions: [last, last, last] })).toEqual(['far']);
  });

  it('is what the person wrote and nobody answered; a report without words waits for nothing', () => {
    expect(reasons({ messages: [message('coach', 1), message('person', 2)] })).toEqual(['wrote']);
    expect(reasons({ messages: [message('person', 1), message('coach', 2)] })).toEqual([]);
    expect(reasons({ messages: [message('person', 1, '')] })).toEqual([]);
  });

  it('is a programme that is over, and a grant that ends within two weeks by its days or by itself', () => {
    expect(reasons({ programmes: [programme('2026-05-27')] })).toEqual(['no-programme']);
    expect(reasons({ grants: [grant('2026-06-11')] })).toEqual(['ending']);
    expect(reasons({ grants: [grant('2026-06-12')] })).toEqual([]);
    expect(reasons({ grants: [grant('2026-12-31', 1_780_300_000)] })).toEqual(['ending']);
    expect(reasons({ grants: [grant('2026-06-01'), grant('2026-12-31')] })).toEqual([]);
  });
});

it('whoever needs most stands first, and equals by their pseudonym alone', () => {
  const person = (pseudonym: string, ...of: ReturnType<typeof reasons>) => ({ pseudonym, reasons: of });
  const sorted = byNeed([
    ...[person('d'), person('c', 'ending'), person('b', 'far', 'ending'), person('a', 'far')],
    ...[person('e', 'stale'), person('0')],
  ]);
  expect(sorted.map(({ pseudonym }) => pseudonym)).toEqual(['e', 'b', 'a', 'c', '0', 'd']);
});
