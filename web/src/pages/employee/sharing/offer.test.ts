import { expect, it } from 'vitest';
import { besidesOf, firstWish, isAllUnsealed, readOffer, requestOf, unsealedSince, unshownDays } from './offer.js';

const NOON = new Date('2026-03-10T12:00').getTime() / 1000;

it('asks for so many days, of which the last is over before the grant ends', () => {
  const wish = { ...firstWish(), coach: ' coach-1 ', metrics: ['steps'], from: '2026-03-10' } as const;
  const { coach, from, until, expires } = requestOf(wish, NOON, 'nl');
  expect({ coach, from, until, expires }).toEqual({
    ...{ coach: 'coach-1', from: '2026-03-10', until: '2026-04-08', expires: NOON + 30 * 86_400 },
  });
  expect(new Date('2026-04-09T00:00').getTime() / 1000).toBeLessThan(expires);
});

it('reads beside what is shown what is not, and what the coach sees by other grants', () => {
  const grant = { event: 'grant', id: 'a', coach: 'coach-1', state: 'live', from: '2026-01-01', until: '2026-02-01' };
  const scope = [{ metric: 'steps', granularities: ['day'] }];
  const sealedUntil = { raw: 3, hour: 2, day: 1 };
  const days = { past: null, late: null, future: null, unreached: { from: '2026-03-01', until: '2026-03-02' } };
  const offer = readOffer({
    notice: { text: 'a', sha256: 'b' },
    preview: {
      ...days,
      sealedUntil,
      shown: [],
      example: null,
      damaged: ['2026-01-03'],
      notAsSealed: ['2026-01-04'],
      uncompared: [],
    },
    besides: [{ ...grant, scope, expires: NOON, logIndex: null }],
  });
  expect(offer.preview).toMatchObject({
    sealedUntil,
    damaged: ['2026-01-03'],
    unreached: days.unreached,
    notAsSealed: ['2026-01-04'],
  });
  expect(besidesOf(offer)).toMatchObject([{ id: 'a', isOver: false, scope }]);
});

it('tells since when what was measured on the days is not sealed, where any of it is not', () => {
  const days = { from: '2026-03-09', until: '2026-03-10' };
  const at = (time: string) => new Date(time).getTime() / 1000;
  expect(unsealedSince(days, at('2026-03-11T00:00'), [])).toBeUndefined();
  expect(unsealedSince(days, at('2026-03-10T00:00'), [])).toBe(at('2026-03-10T00:00'));
  expect(unsealedSince(days, at('2026-03-10T14:00'), [])).toBe(at('2026-03-10T14:00'));
  // Nothing was sealed ever.
  expect(unsealedSince(days, 0, [])).toBe(at('2026-03-09T00:00'));
  const all = ['2026-03-08T12:00', '2026-03-09T00:00', '2026-03-09T01:00'].map((time) => isAllUnsealed(days, at(time)));
  expect(all).toEqual([true, true, false]);
});

it('says of no damaged day that the coach sees it later, and of the one after it that it does', () => {
  const days = { from: '2026-03-08', until: '2026-03-10' };
  const [sealed, next] = ['2026-03-09T14:00', '2026-03-10T00:00'].map((time) => new Date(time).getTime() / 1000);
  const since = (...damaged: readonly string[]) => unsealedSince(days, sealed ?? 0, damaged);
  expect([since('2026-03-08'), since('2026-03-09'), since('2026-03-10')]).toEqual([sealed, next, sealed]);
  expect(since('2026-03-09', '2026-03-10')).toBeUndefined();
});

it('names the days that are not shown once each, and none that the coach does not get', () => {
  const past = { from: '2026-03-09', until: '2026-03-10' };
  const told = { past, damaged: ['2026-03-09', '2026-03-12'], notAsSealed: ['2026-03-09', '2026-03-10'] };
  expect(unshownDays(told)).toEqual({ damaged: ['2026-03-09'], all: ['2026-03-09', '2026-03-10'] });
  expect(unshownDays({ ...told, past: null, notAsSealed: [] })).toEqual({ damaged: [], all: [] });
});
