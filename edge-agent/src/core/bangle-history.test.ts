import { describe, expect, it } from 'vitest';
import { codeOf } from '../../test/scripted-link.js';
import { BangleFetch, bangleStretches } from './bangle-history.js';
import type { BangleRecord } from './bangle-line.js';

const END = Date.UTC(2026, 4, 4, 12) / 1000;
const record = (block: number, more: Partial<BangleRecord> = {}): BangleRecord => ({
  end: END + block * 600,
  steps: 120,
  heartRate: 70,
  activity: 'WALKING',
  ...more,
});

describe('a fetch', () => {
  const fetched = (records: readonly BangleRecord[], count: number) => {
    const fetch = new BangleFetch();
    for (const each of records) fetch.add(each);
    return fetch.finish(count);
  };

  it('gives its records in order of time', () => {
    expect(fetched([record(1), record(0)], 2)).toEqual([record(0), record(1)]);
    expect(fetched([], 0)).toEqual([]);
  });

  it('takes a line that came twice for one record', () => {
    expect(fetched([record(0), record(0), record(1)], 2)).toHaveLength(2);
  });

  it.each([
    ['one is missing', [record(0)], 2],
    ['there is one too many', [record(0), record(1)], 1],
    ['one came twice and one is missing', [record(0), record(0)], 2],
    ['two tell of the same ten minutes', [record(0), record(0, { steps: 121 })], 1],
    ['two heart rates are told of the same ten minutes', [record(0), record(0, { heartRate: 71 })], 1],
    ['two activities are told of the same ten minutes', [record(0), record(0, { activity: 'UNKNOWN' })], 1],
  ])('gives nothing where %s', (_, records, count) => {
    expect(codeOf(() => fetched(records, count))).toBe('malformed');
  });

  it('does not take more than a watch can hold', () => {
    const fetch = new BangleFetch();
    for (let block = 0; block < 57_600; block++) fetch.add(record(block));
    expect(codeOf(() => fetch.add(record(57_600)))).toBe('malformed');
  });
});

it('a fetch that goes on for ever is ended', () => {
  const fetch = new BangleFetch();
  for (let line = 0; line < 4 * 57_600; line++) fetch.countLine();
  expect(codeOf(() => fetch.countLine())).toBe('malformed');
});

describe('the history of a watch', () => {
  it('is steps and sleep over ten minutes, and a heart rate at their start', () => {
    const [stretch] = bangleStretches(
      [
        record(0),
        record(1, { activity: 'LIGHT_SLEEP', heartRate: 0, steps: 0 }),
        record(2, { activity: 'DEEP_SLEEP', heartRate: 251 }),
      ],
      0,
    );
    const at = (block: number) => ({ start: END + (block - 1) * 600, duration: 600 });
    expect(stretch).toEqual({
      from: END - 600,
      to: END + 1200,
      samples: [
        { metric: 'steps', ...at(0), value: 120 },
        { metric: 'heart-rate', start: END - 600, value: 70 },
        { metric: 'steps', ...at(1), value: 0 },
        { metric: 'sleep', ...at(1), stage: 'light' },
        { metric: 'steps', ...at(2), value: 120 },
        { metric: 'sleep', ...at(2), stage: 'deep' },
      ],
      worn: [{ start: END - 600, duration: 1800 }],
    });
  });

  it('is nothing of the time in which it was not worn, not even no steps', () => {
    const [stretch] = bangleStretches([record(0, { activity: 'NOT_WORN', steps: 0 })], 0);
    expect(stretch).toMatchObject({ from: END - 600, to: END, samples: [], worn: [] });
  });

  it('leaves out steps that nobody walks', () => {
    expect(bangleStretches([record(0, { steps: 3000, heartRate: 0 })], 0)[0]?.samples).toHaveLength(1);
    expect(bangleStretches([record(0, { steps: 3001, heartRate: 0 })], 0)[0]?.samples).toEqual([]);
  });

  it('begins with the first ten minutes that begin at or after the time asked for', () => {
    const starts = (since: number) => bangleStretches([record(0), record(1)], since).map(({ from }) => from);
    expect([starts(END - 600), starts(END), starts(END + 1)]).toEqual([[END - 600], [END], []]);
  });

  it('comes in stretches of a day at most', () => {
    const records = Array.from({ length: 400 }, (_, block) => record(block));
    const stretches = bangleStretches(records, 0);
    expect(stretches.map(({ from, to }) => (to - from) / 600)).toEqual([144, 144, 112]);
    expect(stretches.map(({ from }) => from)).toEqual([END - 600, END - 600 + 86_400, END - 600 + 2 * 86_400]);
  });

  it('cuts ten minutes that overlap those before', () => {
    const [stretch] = bangleStretches([record(0), { ...record(0), end: END + 300, steps: 1501 }], 0);
    expect(stretch?.worn).toEqual([{ start: END - 600, duration: 900 }]);
    expect(stretch?.samples.filter(({ metric }) => metric === 'steps')).toHaveLength(1);
  });
});
