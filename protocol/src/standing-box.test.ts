import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AgentBox, hasValue, standingBox } from './standing-box.js';
import type { MetricSummary } from './summary.js';

const steps = (total: number | null): MetricSummary => ({ metric: 'steps', total, activeMinutes: 0 });
const heartRate = (minutes: number): MetricSummary => ({
  ...{ metric: 'heart-rate', sum: 60 * minutes, minutes, reference: 190, zoneMinutes: [minutes, 0, 0, 0, 0] },
  ...{ minimum: minutes === 0 ? null : 60, maximum: minutes === 0 ? null : 60, resting: null },
});
const sleep = (stageMinutes: readonly number[] | null): MetricSummary => ({
  ...{ metric: 'sleep', stageMinutes, periods: [], efficiency: null, interruptions: 0 },
});

const box = (
  agent: number,
  { revision = 0, total = null, worn = 0 }: { revision?: number; total?: number | null; worn?: number } = {},
): AgentBox => ({ agent, revision, summary: { granularity: 'hour', wornSeconds: worn, values: steps(total) } });

describe('a value', () => {
  it.each([
    ['of steps is a total, 0 too', steps(0), steps(null)],
    ['of heart rates is a minute', heartRate(1), heartRate(0)],
    ['of sleep are stages, of 0 minutes too', sleep([0, 0, 0, 0, 0, 0]), sleep(null)],
  ])('%s', (_, some, none) => {
    expect(hasValue(some)).toBe(true);
    expect(hasValue(none)).toBe(false);
  });
});

describe('of the boxes of several agents for one window', () => {
  it.each([
    [
      'one that has a value stands, whatever else was worn or revised',
      box(1, { total: 0 }),
      box(2, { revision: 9, worn: 3600 }),
    ],
    ['then the one worn for longer', box(1, { worn: 2 }), box(2, { revision: 9, worn: 1 })],
    ['then the higher revision', box(1, { revision: 1, worn: 1 }), box(2, { worn: 1 })],
    ['then the higher agent number', box(2), box(1)],
  ])('%s', (_, stands, other) => {
    expect(standingBox([stands, other])).toBe(stands);
    expect(standingBox([other, stands])).toBe(stands);
  });

  it('none stands where there is none', () => {
    expect(standingBox([])).toBeUndefined();
  });

  it('the same one stands in whatever order they come, and none has a value that it has not', () => {
    const boxes = fc.uniqueArray(
      fc
        .record({
          ...{ agent: fc.integer({ min: 1, max: 5 }), revision: fc.nat(2), worn: fc.nat(2) },
          total: fc.constantFrom(null, 0, 5),
        })
        .map(({ agent, ...of }) => box(agent, of)),
      { minLength: 1, selector: ({ agent }) => agent },
    );
    fc.assert(
      fc.property(boxes, (some) => {
        const stands = standingBox(some);
        expect(standingBox(some.toReversed())).toBe(stands);
        const measured = some.some(({ summary }) => hasValue(summary.values));
        expect(stands && hasValue(stands.summary.values)).toBe(measured);
      }),
    );
  });
});
