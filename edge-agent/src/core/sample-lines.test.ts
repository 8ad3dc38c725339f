import { METRICS } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { sampleLines } from './sample-lines.js';
import { showDay } from './shown-day.js';

const ZONE = 'Europe/Brussels';
/** 2026-03-29T00:30 in Brussels, the night in which the clock goes forward. */
const START = 1_774_740_600;
const MEASURED = {
  worn: [{ start: START, duration: 7200 }],
  samples: [
    { metric: 'steps', start: START, duration: 60, value: 110 },
    { metric: 'heart-rate', start: START, value: 61 },
    { metric: 'sleep', start: START + 60, duration: 3600, stage: 'deep' },
    { metric: 'sleep', start: START + 3660, duration: 120, stage: 'awake' },
  ],
} as const;

const lines = (granularity: 'raw' | 'hour' | 'day', language: 'nl' | 'en'): readonly string[] => {
  const place = { granularity, language, metrics: METRICS, zone: ZONE };
  const day = showDay('2026-03-29', MEASURED, { ...place, now: START + 7200 });
  return sampleLines({ days: [day], closed: [], damaged: [], notAsSealed: [] }, place);
};

describe('a table of what was measured', () => {
  it('has a line for each sample, in local time', () => {
    expect(lines('raw', 'nl')).toEqual(
      [
        'dag          tijd       wat         waarde',
        '2026-03-29  00:30   stappen  110 over 60 s',
        '2026-03-29  00:30  hartslag   61 per minuut',
        '2026-03-29  00:31     slaap  diep over 3600 s',
        '2026-03-29  01:31     slaap  wakker over 120 s',
      ].map((line) => expect.stringMatching(line.trim().split(/\s+/).join('\\s+'))),
    );
  });

  it('skips the hour that the clock skips, and says nothing where nothing was measured', () => {
    const hours = lines('hour', 'en').slice(1);
    expect(hours.map((line) => line.split(/\s+/)[1])).toEqual(['00:00', '01:00', '03:00']);
    expect(hours[0]).toMatch(/^2026-03-29 {2}00:00 {2}0:30 +110 +1 +61 +61 +61 +0:29 +0:00$/);
    expect(hours[2]).toMatch(/ – +– +– +– +– +– +–$/);
  });

  it('has a line a day, with what was slept and what was not', () => {
    const [head, day] = lines('day', 'nl');
    expect(head).toMatch(
      /^dag +gedragen +stappen +actieve min +hartslag +laagste +hoogste +in rust +geslapen +wakker in bed$/,
    );
    expect(day).toMatch(/^2026-03-29 +2:00 +110 +1 +61 +61 +61 +– +1:00 +0:02$/);
  });

  it.each([
    ['en', /^Closed.*--unlock.*: 2026-01-01 to 2026-01-02, 2026-02-05\.$/, /^! Not shown.*vault\.db.*: 2026-01-03\.$/],
    [
      'nl',
      /^Gesloten.*--unlock.*: 2026-01-01 tot en met 2026-01-02, 2026-02-05\.$/,
      /^! Niet getoond.*vault\.db.*: 2026-01-03\.$/,
    ],
  ] as const)('says in %s in one sentence each which days are closed or damaged', (language, closed, damaged) => {
    const own = {
      days: [],
      closed: ['2026-01-01', '2026-01-02', '2026-02-05'],
      damaged: ['2026-01-03'],
      notAsSealed: [],
    };
    const place = { granularity: 'day', language, metrics: METRICS, zone: ZONE } as const;
    expect(sampleLines(own, place)).toEqual([expect.stringMatching(closed), expect.stringMatching(damaged)]);
    expect(sampleLines({ days: [], closed: [], damaged: [], notAsSealed: [] }, place)).toHaveLength(1);
  });
});
