import { describe, expect, it } from 'vitest';
import { blockTable } from './audit-blocks.js';
import { toPeriod } from './audit-period.js';
import { type AuditFacts, auditReport, type BlockFacts } from './audit-report.js';
import { reportText } from './audit-words.js';

const DAY = 86_400;
/** 2026-11-25, midnight of UTC. */
const START = Date.UTC(2026, 10, 25) / 1000;

/** Blocks of so many leaves at so many seconds after the start. */
function chain(...parts: readonly (readonly [at: number, leaves: number])[]): BlockFacts[] {
  let size = 0;
  return parts.map(([at, leaves], height) => {
    const firstIndex = size;
    size += leaves;
    return { height, firstIndex, size, time: START + at };
  });
}

const facts = (changes: Partial<AuditFacts>): AuditFacts => ({
  log: 'log.example/fit4work',
  period: toPeriod('2026-11-25', '2026-11-26'),
  blocks: [],
  before: undefined,
  publications: [],
  witnesses: ['council', 'city'],
  erasures: undefined,
  now: START + 2 * DAY,
  ...changes,
});

describe('the report for auditors', () => {
  it('counts blocks and leaves of each day of UTC, also of a day without any', () => {
    const blocks = chain(...Array.from({ length: 6 }, (_, i) => [i * 900, 10] as const), [DAY - 1, 7]);
    expect(auditReport(facts({ blocks })).days).toEqual([
      { day: '2026-11-25', blocks: 7, leaves: 61, secondsToWitness: null },
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
    expect(report.witnesses).toEqual([
      { name: 'council', cosigned: 2, of: 2, last: START + 31 },
      { name: 'city', cosigned: 1, of: 2, last: START + 31 },
    ]);
    expect(blockTable({ blocks, publications }).split('\r\n').slice(0, 2)).toEqual([
      'height,made,leaves,seconds to witness',
      '0,2026-11-25T00:00:00Z,10,12',
    ]);
  });

  it('takes a checkpoint that was out before its block, by a clock that was set, for one of no time', () => {
    const publications = [{ size: 10, time: START - 3600, witnesses: [] }];
    expect(auditReport(facts({ blocks: chain([0, 10]), publications })).days[0]?.secondsToWitness?.most).toBe(0);
  });

  it('names an hour without a block, from the block before the period to its end', () => {
    const [before, ...blocks] = chain([-7200, 5], [1800, 5], [2 * DAY - 3601, 5]);
    const covered = [{ size: 15, time: START, witnesses: [] }];
    const { gaps } = auditReport(facts({ before, blocks, publications: covered }));
    expect(gaps).toEqual([
      { kind: 'quiet', from: START + 1800, until: START + 2 * DAY - 3601 },
      { kind: 'quiet', from: START + 2 * DAY - 3601, until: null },
    ]);
  });

  it('tells a gap that ended with the period from one that lasts', () => {
    const blocks = chain([0, 5]);
    const publications = [{ size: 5, time: START, witnesses: [] }];
    const untilOf = (now: number) => auditReport(facts({ blocks, publications, now })).gaps.map(({ until }) => until);
    expect(untilOf(START + DAY)).toEqual([null]);
    expect(untilOf(START + 3 * DAY)).toEqual([START + 2 * DAY]);
    expect(untilOf(START + 3600)).toEqual([]);
  });

  it('names a block that waited for its witnesses for more than a minute, and one that still does', () => {
    const blocks = chain([0, 5], [61, 5], [120, 5]);
    const publications = [{ size: 5, time: START + 61, witnesses: [] }];
    expect(auditReport(facts({ blocks, publications, now: START + 180 })).gaps).toEqual([
      { kind: 'unwitnessed', from: START, until: START + 61 },
      { kind: 'unwitnessed', from: START + 61, until: null },
    ]);
  });

  it('lists a thousand gaps and counts the rest', () => {
    const blocks = chain(...Array.from({ length: 1002 }, (_, i) => [i, 1] as const));
    const report = auditReport(facts({ blocks }));
    expect([report.gaps.length, report.moreGaps]).toEqual([1000, 3]);
    expect(reportText(report, 'en')).toContain('And 3 more.');
  });

  it('counts erasures by the whole months that the period touches, or says that nobody was asked', () => {
    const erasures = [
      { month: '2026-10', certificates: 9 },
      { month: '2026-11', certificates: null },
    ];
    expect(auditReport(facts({ erasures })).erasures).toEqual([{ month: '2026-11', certificates: '<5' }]);
    expect(auditReport(facts({ erasures: [] })).erasures).toEqual([]);
    expect(auditReport(facts({})).erasures).toBeNull();
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
      publications: [{ size: 3, time: START + 2, witnesses: ['council'] }],
      erasures: [
        { month: '2026-11', certificates: null },
        { month: '2026-12', certificates: 7 },
      ],
    }),
  );
  const empty = auditReport(facts({ erasures: [] }));

  it('says the same in Dutch and in English', () => {
    const [nl, en] = [reportText(full, 'nl'), reportText(full, 'en')];
    expect(nl.split('\n').length).toBe(en.split('\n').length);
    expect(nl).toMatch(/2026-11-25\tminder dan 5\t22\t2 \/ 2 \/ 2\n2026-11-26\t0\t0\t-\n/);
    expect(en).toMatch(/2026-11-25\tfewer than 5\t22\t2 \/ 2 \/ 2\n2026-11-26\t0\t0\t-\n/);
    expect(nl).toContain('council: medeondertekende 1 van 1 controlepunten');
    expect(en).toContain('council: cosigned 1 of 1 checkpoints');
    expect(nl).toContain('2026-11-25T00:00:00Z - 2026-11-25T02:01:40Z: geen blok');
    expect(en).toContain('2026-11-25T02:01:40Z - lasting: a block waited for witnesses');
    expect(nl).toContain('2026-11: minder dan 5');
  });

  it('says that there was nothing, or that nobody was asked', () => {
    expect(reportText(empty, 'nl').match(/^Geen\.$/gm)).toHaveLength(2);
    expect(reportText(auditReport(facts({})), 'en')).toContain('Not counted');
  });
});
