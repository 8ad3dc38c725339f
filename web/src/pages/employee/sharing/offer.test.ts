import { expect, it } from 'vitest';
import { besidesOf, firstWish, readOffer, requestOf } from './offer.js';

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
  const days = { past: null, late: null, future: null, unreached: { from: '2026-03-01', until: '2026-03-02' } };
  const offer = readOffer({
    notice: { text: 'a', sha256: 'b' },
    preview: { ...days, shown: [], example: null, notAsSealed: ['2026-01-04'], uncompared: [] },
    besides: [{ ...grant, scope, expires: NOON, logIndex: null }],
  });
  expect(offer.preview).toMatchObject({ unreached: days.unreached, notAsSealed: ['2026-01-04'] });
  expect(besidesOf(offer)).toMatchObject([{ id: 'a', isOver: false, scope }]);
});
