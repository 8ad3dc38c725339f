import { type Authority, type Granularity, METRICS } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { Employee } from '../testing/employee.js';
import { expiryOf, isExpiring } from './expiry.js';

const HOUR = 3_600;
/** Noon of a day, UTC. */
const noon = (day: string): number => Date.parse(`${day}T12:00:00Z`) / 1_000;

function grantOf(from: string, until: string, granularities: readonly Granularity[] = ['hour', 'day']): Authority {
  const scope = METRICS.map((metric) => ({ metric, granularities }));
  const base = { controller: new Uint8Array(32), recipient: 'coach-1', purpose: '', issued: 1, expires: 2, after: [] };
  const { pseudonym } = new Employee(1);
  const notice = { language: 'nl', sha256: '' };
  return { id: from, grant: { ...base, pseudonym, scope, from, until, notice, salt: new Uint8Array(32) } };
}

const goesAt = (living: readonly Authority[], windowStart: number, granularity: Granularity = 'day'): boolean =>
  isExpiring(expiryOf(living), { granularity, windowStart });
const goes = (living: readonly Authority[], day: string, granularity?: Granularity): boolean =>
  goesAt(living, noon(day), granularity);

describe('what expires of a person', () => {
  it('is everything where no grant lives', () => {
    expect(expiryOf([]).keptDays).toEqual([]);
    for (const granularity of ['raw', 'hour', 'day'] as const) {
      expect(['1970-01-01', '2026-05-01', '2999-12-31'].map((day) => goes([], day, granularity))).toEqual([
        ...[true, true, true],
      ]);
    }
  });

  it('is what lies before, between and after the days of grants, which may come in any order and overlap', () => {
    const living = [
      grantOf('2026-06-01', '2026-06-10'),
      grantOf('2026-03-01', '2026-03-20'),
      grantOf('2026-03-05', '2026-03-10'),
    ];
    const days = ['2026-02-20', '2026-03-01', '2026-03-18', '2026-04-15', '2026-06-01', '2026-06-10', '2026-06-20'];
    expect(days.map((day) => goes(living, day))).toEqual([true, false, false, true, false, false, true]);
    expect(expiryOf(living).keptDays).toEqual([
      { from: '2026-06-01', until: '2026-06-10' },
      { from: '2026-03-01', until: '2026-03-20' },
      { from: '2026-03-05', until: '2026-03-10' },
    ]);
  });

  it('is not what belongs to a day that is granted in any zone of the world', () => {
    const living = [grantOf('2026-05-10', '2026-05-10')];
    expect(
      [-26, -25, -12, 0, 12, 23, 36, 37].map((hours) => goesAt(living, noon('2026-05-10') + hours * HOUR)),
    ).toEqual([...[false, false, false, false, false, false, true, true]]);
    expect(goesAt(living, noon('2026-05-10') - 37 * HOUR)).toBe(true);
  });

  it('is what is finer, or coarser, than what is granted', () => {
    const living = [grantOf('2026-05-01', '2026-05-31', ['day'])];
    expect((['raw', 'hour', 'day'] as const).map((each) => goes(living, '2026-05-10', each))).toEqual([
      ...[true, true, false],
    ]);
  });
});
