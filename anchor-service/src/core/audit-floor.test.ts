import { describe, expect, it } from 'vitest';
import { blockRows } from './audit-blocks.js';
import { addToDays, type BlockFacts, type DayTally } from './audit-day.js';
import { toPeriod } from './audit-period.js';
import { type AuditReport, auditReport, toldDays } from './audit-report.js';
import { reportText } from './audit-words.js';

const DAY = 86_400;
/** 2026-11-25, midnight of UTC. */
const START = Date.UTC(2026, 10, 25) / 1000;

/** So many blocks on each of two days, two hours apart, each cosigned at once by the council, and by the city where its height is below a number. */
function told([first, second]: readonly [number, number], city = 0): { report: AuditReport; rows: string } {
  const at = (day: number, count: number) => Array.from({ length: count }, (_, i) => START + day * DAY + i * 7200);
  const blocks = [...at(0, first), ...at(1, second)].map(
    (time, height): BlockFacts => ({ height, firstIndex: height * 10, size: height * 10 + 10, time }),
  );
  const publications = blocks.map(({ size, time, height }) => ({
    ...{ size, time, witnesses: height < city ? ['council', 'city'] : ['council'] },
  }));
  const days = new Map<string, DayTally>();
  addToDays(days, { blocks, publications });
  const report = auditReport({
    ...{ log: 'log.example/fit4work', period: toPeriod('2026-11-25', '2026-11-26') },
    days: [...days.values()].map((tally: DayTally) => tally.facts()),
    ...{ before: undefined, witnesses: ['council', 'city'], erasures: undefined, now: START + 2 * DAY },
  });
  return { report, rows: blockRows({ blocks, publications }, toldDays(report.days)) };
}

describe('the floor', () => {
  it('is kept where a day of enough blocks stands beside one of few: nothing differs with how few', () => {
    const but = ({ report, rows }: ReturnType<typeof told>) => ({
      ...{ rows, blocks: report.days.map(({ blocks }) => blocks), witnesses: report.witnesses },
      gaps: report.gaps.length,
    });
    const [one, ...others] = [1, 2, 3, 4].map((few) => but(told([6, few])));
    for (const other of others) expect(other).toEqual(one);
    expect(one?.blocks).toEqual([6, '<5']);
    expect(one?.witnesses[0]).toMatchObject({ name: 'council', cosigned: 6, of: 6 });
    expect(one?.rows.match(/2026-11-25T/g)).toHaveLength(6);
    expect(one?.rows).not.toContain('2026-11-26T');
  });

  it('is kept in the shares of witnesses', () => {
    expect(told([6, 0], 4).report.witnesses[1]).toMatchObject({ name: 'city', cosigned: '<5', of: 6 });
    expect(told([6, 5], 5).report.witnesses[1]).toMatchObject({ name: 'city', cosigned: 5, of: 11 });
    expect(told([6, 5]).report.witnesses[1]).toMatchObject({ name: 'city', cosigned: 0, of: 11, last: null });
    expect(reportText(told([6, 0], 4).report, 'nl')).toContain(
      'city: medeondertekende minder dan 5 van 6 controlepunten',
    );
    expect(reportText(told([6, 0], 4).report, 'en')).toContain('city: cosigned fewer than 5 of 6 checkpoints');
  });

  it('leaves shares out where no day has enough blocks, and no block is none', () => {
    expect(told([4, 3]).report.witnesses[0]).toEqual({ name: 'council', cosigned: null, of: null, last: null });
    expect(told([0, 0]).report.witnesses[0]).toEqual({ name: 'council', cosigned: 0, of: 0, last: null });
  });

  it('lists the hours between blocks of a day that has enough', () => {
    const ofSixth = ({ from }: { readonly from: number }) => from >= START + DAY;
    expect(told([1, 5]).report.gaps.filter(ofSixth)).toHaveLength(5);
    expect(told([1, 4]).report.gaps.filter(ofSixth)).toHaveLength(1);
  });

  it('says in both languages that the chain is public and can be counted', () => {
    expect(reportText(told([6, 1]).report, 'nl')).toContain('De keten zelf is openbaar');
    expect(reportText(told([6, 1]).report, 'en')).toContain('The chain itself is public');
  });
});
