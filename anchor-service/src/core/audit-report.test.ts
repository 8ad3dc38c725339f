import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockRows } from './audit-blocks.js';
import { addToDays, type BlockFacts, DayTally, type Publication } from './audit-day.js';
import { toPeriod } from './audit-period.js';
import { type AuditFacts, auditReport } from './audit-report.js';
import { reportText } from './audit-words.js';

const DAY = 86_400;
/** 2026-11-25, midnight of UTC. */
const START = Date.UTC(2026, 10, 25) / 1000;

/** Blocks of so many entries, the link among them but in the first, at so many seconds after the start. */
function chain(...parts: readonly (readonly [at: number, entries: number])[]): BlockFacts[] {
  let size = 0;
  return parts.map(([at, entries], height) => {
    const firstIndex = size;
    size += entries;
    return { height, firstIndex, size, time: START + at };
  });
}

/** A chain as it is told: its blocks, and when what covers them came out; at once where nothing else is said. */
interface Told extends Omit<Partial<AuditFacts>, 'days' | 'before'> {
  readonly blocks?: readonly BlockFacts[];
  readonly publications?: readonly Publication[];
  readonly before?: BlockFacts | undefined;
}

function facts({ blocks = [], publications = atOnce(blocks), before, ...changes }: Told): AuditFacts {
  const days = new Map<string, DayTally>();
  addToDays(days, { blocks, publications });
  return {
    log: 'log.example/fit4work',
    period: toPeriod('2026-11-25', '2026-11-26'),
    days: [...days.values()].map((tally) => tally.facts()),
    before: before?.time,
    witnesses: ['council', 'city'],
    erasures: undefined,
    now: START + 2 * DAY,
    ...changes,
  };
}

/** The first day of the period. */
const TOLD = new Set(['2026-11-25']);
const atOnce = (blocks: readonly BlockFacts[]): readonly Publication[] =>
  blocks.map(({ size, time }) => ({ size, time, witnesses: [] }));

describe('the report for auditors', () => {
  it('counts blocks and leaves of each day of UTC, also of a day without any', () => {
    const blocks = chain(...Array.from({ length: 6 }, (_, i) => [i * 900, 10] as const), [DAY - 1, 7]);
    expect(auditReport(facts({ blocks })).days).toEqual([
      { day: '2026-11-25', blocks: 7, leaves: 61, secondsToWitness: { median: 0, p99: 0, most: 0 } },
      { day: '2026-11-26', blocks: 0, leaves: 0, secondsToWitness: null },
    ]);
  });

  it('tells of one to four that they are fewer than five, and of none that there are none', () => {
    const leaves = (count: number) => auditReport(facts({ blocks: chain([0, count]) })).days[0]?.leaves;
    expect([1, 4, 5].map(leaves)).toEqual(['<5', '<5', 5]);
    expect(auditReport(facts({})).days[0]?.leaves).toBe(0);
  });

  it('measures each block against the first checkpoint that covers it', () => {
    const blocks = chain([0, 10], [10, 10], [20, 10], [30, 10]);
    const publications = [
      { size: 20, time: START + 12, witnesses: ['council'] },
      { size: 40, time: START + 31, witnesses: ['council', 'city'] },
    ];
    const report = auditReport(facts({ blocks, publications }));
    expect(report.days[0]?.secondsToWitness).toEqual({ median: 11, p99: 12, most: 12 });
    expect(blockRows({ blocks, publications }, TOLD).split('\r\n').slice(0, 1)).toEqual([
      '0,2026-11-25T00:00:00Z,10,12',
    ]);
  });

  it('takes a checkpoint that was out before its block, by a clock that was set, for one of no time', () => {
    const publications = [{ size: 10, time: START - 3600, witnesses: [] }];
    expect(auditReport(facts({ blocks: chain([0, 10]), publications })).days[0]?.secondsToWitness?.most).toBe(0);
  });

  it('names an hour without a block, from the block before the period to its end', () => {
    const [before, ...blocks] = chain([-7200, 5], [1800, 5], [2 * DAY - 3601, 5]);
    const { gaps } = auditReport(facts({ before, blocks }));
    expect(gaps).toEqual([
      { kind: 'quiet', from: START + 1800, until: START + 2 * DAY - 3601 },
      { kind: 'quiet', from: START + 2 * DAY - 3601, until: null },
    ]);
  });

  it('tells a gap that ended with the period from one that lasts', () => {
    const blocks = chain([0, 5]);
    const untilOf = (now: number) => auditReport(facts({ blocks, now })).gaps.map(({ until }) => until);
    expect(untilOf(START + DAY)).toEqual([null]);
    expect(untilOf(START + 3 * DAY)).toEqual([START + 2 * DAY]);
    expect(untilOf(START + 3600)).toEqual([]);
  });

  it('names the time in which blocks waited for their witnesses for more than a minute, also over a midnight', () => {
    const blocks = chain([0, 5], [61, 5], [100, 5], [DAY - 100, 5], [DAY + 10, 5], [DAY + 200, 5]);
    const publications = [
      { size: 5, time: START + 61, witnesses: [] },
      { size: 15, time: START + 170, witnesses: [] },
      { size: 25, time: START + DAY + 90, witnesses: [] },
      { size: 30, time: START + DAY + 200, witnesses: [] },
    ];
    const { gaps, days } = auditReport(facts({ blocks, publications, now: START + DAY + 300 }));
    expect(gaps.filter(({ kind }) => kind === 'unwitnessed')).toEqual([
      { kind: 'unwitnessed', from: START, until: START + 170 },
      { kind: 'unwitnessed', from: START + DAY - 100, until: START + DAY + 90 },
    ]);
    expect(days.map(({ secondsToWitness }) => secondsToWitness?.most)).toEqual([190, 80]);
  });

  it('tells of a block that no checkpoint covers nothing yet', () => {
    const blocks = chain([0, 10], [61, 10]);
    const publications = [{ size: 10, time: START + 2, witnesses: [] }];
    expect(auditReport(facts({ blocks, publications })).days[0]).toMatchObject({ blocks: '<5', leaves: 10 });
  });

  it('tells no waiting of blocks whose checkpoint came out nobody knows when', () => {
    const blocks = chain([0, 10], [20, 10]);
    const unknown = [{ size: 20, time: null, witnesses: ['city'] }];
    const report = auditReport(facts({ blocks, publications: unknown, now: START + 60 }));
    expect(report.days[0]).toMatchObject({ leaves: 19, secondsToWitness: null });
    expect(report.gaps).toEqual([]);
    expect(blockRows({ blocks, publications: unknown }, TOLD)).toContain('0,2026-11-25T00:00:00Z,10,\r\n');
  });

  it('tells long waits in whole minutes and hours but for the longest', () => {
    const waits = [...Array.from({ length: 98 }, () => 601), 36_001, 40_001];
    let size = 0;
    const days = new Map<string, DayTally>();
    for (const wait of waits) {
      const block = { height: size, firstIndex: size, size: size + 1, time: START };
      size += 1;
      addToDays(days, { blocks: [block], publications: [{ size, time: START + wait, witnesses: [] }] });
    }
    const known = [...days.values()].map((tally) => tally.facts());
    expect(auditReport({ ...facts({}), days: known }).days[0]?.secondsToWitness).toEqual({
      ...{ median: 660, p99: 43_200, most: 40_001 },
    });
  });

  it('lists a thousand gaps and counts the rest', () => {
    const blocks = chain(...Array.from({ length: 1002 }, (_, i) => [i * 100, 1] as const));
    const publications = blocks.map(({ size, time }) => ({ size, time: time + 99, witnesses: [] }));
    const report = auditReport(facts({ blocks, publications }));
    expect([report.gaps.length, report.moreGaps]).toEqual([1000, 3]);
    expect(reportText(report, 'en')).toContain('And 3 more.');
  });

  it('is the same however its blocks came: one by one, in parts or all at once', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 9_000 }), fc.integer({ min: 1, max: 9 })), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(
        steps,
        fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 40, maxLength: 40 }),
        (parts, lates) => {
          const times = parts.map((_, i) => parts.slice(0, i).reduce((sum, [step]) => sum + step, 0));
          const blocks = chain(...parts.map(([, leaves], i) => [times[i] ?? 0, leaves] as const));
          const publications = blocks.map(({ size, time }, i) => ({
            ...{ size, time: time + (lates[i] ?? 0), witnesses: ['city'] },
          }));
          const stored = new Map<string, DayTally>();
          for (const block of blocks) {
            for (const tally of addToDays(stored, { blocks: [block], publications })) {
              const kept = JSON.parse(JSON.stringify(tally.facts()));
              stored.set(kept.day, new DayTally(kept.day, kept));
            }
          }
          const days = [...stored.values()].map((tally) => tally.facts());
          expect(days).toEqual(facts({ blocks, publications }).days);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('counts erasures by the whole months that the period touches, or says that nobody was asked', () => {
    const months = [
      { month: '2026-10', certificates: 9 },
      { month: '2026-11', certificates: null },
    ];
    const told = (erasures: AuditFacts['erasures']) => {
      const report = auditReport(facts({ erasures }));
      return [report.erasures, report.erasuresMissing];
    };
    const issued = START + 2 * DAY - 3600;
    expect(told({ months, issued })).toEqual([[{ month: '2026-11', certificates: '<5' }], null]);
    expect(told({ months: [], issued })).toEqual([[], null]);
    expect(told(undefined)).toEqual([null, null]);
  });

  it('says since when erasures are not counted, and of which months', () => {
    const period = toPeriod('2026-10-30', '2027-01-02');
    const months = [{ month: '2026-10', certificates: 9 }];
    const missing = (issued: number | undefined, now = START + 20 * DAY) => {
      const erasures = issued === undefined ? null : { months, issued };
      return auditReport(facts({ period, erasures, now })).erasuresMissing;
    };
    // Of January 2027 there is nothing to miss yet, and October was counted to its end.
    expect(missing(START - DAY)).toEqual({ since: START - DAY, months: ['2026-11', '2026-12'] });
    expect(missing(undefined)).toEqual({ since: null, months: ['2026-10', '2026-11', '2026-12'] });
    expect(missing(START + 20 * DAY - 3601)).toEqual({ since: START + 20 * DAY - 3601, months: ['2026-12'] });
    const over = auditReport(facts({ erasures: { months, issued: START + 9 * DAY }, now: START + 20 * DAY }));
    expect(over.erasuresMissing).toBeNull();
  });
});

describe('a period', () => {
  it.each([
    ['2026-02-30', '2026-03-01', /not of the calendar/],
    ['2026-03-02', '2026-03-01', /ends before it begins/],
    ['2026-01-01', '2026-04-03', /longer than 92 days/],
  ])('from %s to %s is refused', (from, until, reason) => {
    expect(() => toPeriod(from, until)).toThrowError(reason);
  });

  it('may be of one day, and of a quarter of a year', () => {
    expect(toPeriod('2024-02-29', '2024-02-29')).toEqual({ from: '2024-02-29', until: '2024-02-29' });
    expect(toPeriod('2026-01-01', '2026-04-02').until).toBe('2026-04-02');
  });
});

describe('the report in words', () => {
  const full = auditReport(
    facts({
      blocks: chain([0, 3], [7300, 20]),
      publications: [
        { size: 3, time: START + 2, witnesses: ['council'] },
        { size: 23, time: START + 7400, witnesses: [] },
      ],
      erasures: {
        months: [
          { month: '2026-11', certificates: null },
          { month: '2026-12', certificates: 7 },
        ],
        issued: START,
      },
    }),
  );
  const empty = auditReport(facts({ erasures: { months: [], issued: START + 2 * DAY } }));

  it('says the same in Dutch and in English', () => {
    const [nl, en] = [reportText(full, 'nl'), reportText(full, 'en')];
    expect(nl.split('\n').length).toBe(en.split('\n').length);
    expect(nl).toMatch(/2026-11-25\tminder dan 5\t22\t100 \/ 100 \/ 100\n2026-11-26\t0\t0\t-\n/);
    expect(en).toMatch(/2026-11-25\tfewer than 5\t22\t100 \/ 100 \/ 100\n2026-11-26\t0\t0\t-\n/);
    expect(nl).toContain('council: niet vermeld, want geen dag heeft genoeg blokken');
    expect(en).toContain('council: not told, as no day has enough blocks');
    expect(nl).toContain('2026-11-25T02:01:40Z - duurt nog: geen blok');
    expect(en).toContain('2026-11-25T02:01:40Z - 2026-11-25T02:03:20Z: blocks waited for witnesses');
    expect(nl).toContain('2026-11: minder dan 5\n2026-11: niet beschikbaar sinds 2026-11-25T00:00:00Z, want');
    expect(en).toContain('2026-11: fewer than 5\n2026-11: not available since 2026-11-25T00:00:00Z, as');
  });

  it('says in both that shares of witnesses are what the anchor noted, and no proof', () => {
    expect(reportText(full, 'nl')).toContain(
      'hoe vaak elke getuige er een medeondertekende, is wat de anker-dienst noteerde',
    );
    expect(reportText(full, 'en')).toContain(
      'how often each witness cosigned one is what the anchor noted, and not proven',
    );
  });

  it('says that there was nothing, or that nobody was asked', () => {
    expect(reportText(empty, 'nl').match(/^Geen\.$/gm)).toHaveLength(2);
    expect(reportText(auditReport(facts({})), 'en')).toContain('Not counted');
    const never = auditReport(facts({ erasures: null }));
    expect(reportText(never, 'en')).toContain('2026-11: not available, as the coach API never gave');
    expect(reportText(never, 'nl')).toContain('2026-11: niet beschikbaar, want de coach-dienst gaf nog nooit');
  });
});
