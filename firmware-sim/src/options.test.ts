import { describe, expect, it } from 'vitest';
import { parseDate } from './core/brussels-time.js';
import { toPlan } from './core/plan.js';
import { SimError } from './error.js';
import { readOptions } from './options.js';
import { planOf } from './people.js';

const read = (...words: readonly string[]) => readOptions(['node', 'fit4work-sim', ...words]);
/** 2026-05-04, 22:30 UTC: the fifth in Brussels. */
const NOW = Date.UTC(2026, 4, 4, 22, 30) / 1000;

function plan(words: readonly string[], recordings: readonly string[] = []) {
  return planOf({ given: read(...words), recordings, faults: [], now: NOW });
}

describe('the command line', () => {
  it('makes as many people as it is asked for, each with an address and a key of their own', () => {
    const made = plan(['--family', 'huami', '--people', '20', '--days', '90', '--seed', '7']);
    expect(made.port).toBe(9100);
    expect(made.wearables).toHaveLength(20);
    expect(made.wearables[19]).toMatchObject({
      address: 'c0:f4:f5:00:00:14',
      family: 'huami',
      source: { kind: 'generated', seed: 7, person: 20, from: (parseDate('2026-05-05') ?? 0) - 90, days: 90 },
    });
    expect(new Set(made.wearables.map(({ authKey }) => authKey?.join())).size).toBe(20);
    expect(plan(['--people', '20', '--seed', '7']).wearables[3]?.authKey).toEqual(made.wearables[3]?.authKey);
  });

  it('takes what else can be said of them', () => {
    const words = ['--people', '1', '--from', '2026-03-01', '--live', '--port', '0', '--memory-days', '5'];
    const made = plan([...words, '--sample-bytes', '8']);
    expect(made.port).toBe(0);
    expect(made.wearables[0]).toMatchObject({
      ...{ memoryDays: 5, sampleBytes: 8 },
      source: { from: parseDate('2026-03-01'), days: 7, live: true },
    });
    expect(plan(['--people', '1', '--family', 'banglejs']).wearables[0]).not.toHaveProperty('authKey');
  });

  it('replays every recording it is given, unpaired unless the keys go to a file', () => {
    const files = ['a/1.csv.gz', 'a/2.csv.gz'];
    const made = plan(['--replay', 'a', '--days', '3'], files);
    expect(made.wearables.map(({ source }) => source)).toEqual(
      files.map((file) => ({ kind: 'recording', file, days: 3 })),
    );
    expect(made.wearables[0]).not.toHaveProperty('authKey');
    const kept = plan(['--replay', 'a', '--keys', 'k'], files).wearables[0];
    expect(kept).toMatchObject({ authKey: expect.any(Uint8Array), source: { days: 'all' } });
  });

  it('refuses a first day that has not begun where nothing would be played, and nowhere else', () => {
    const tomorrow = ['--people', '1', '--from', '2026-05-06'];
    expect(() => plan(tomorrow)).toThrow(/--from is a day that has not begun/);
    expect(() => plan([...tomorrow, '--family', 'standard', '--live'])).toThrow(/--from/);
    expect(plan(['--people', '1', '--from', '2026-05-05']).wearables).toHaveLength(1);
    expect(plan([...tomorrow, '--family', 'standard']).wearables).toHaveLength(1);
    expect(plan([...tomorrow, '--write', 'a']).wearables).toHaveLength(1);
  });

  it('makes plans that a file could hold', () => {
    const [wearable] = plan(['--people', '1']).wearables;
    const { authKey = new Uint8Array(), source, ...rest } = wearable ?? { source: undefined };
    const written = {
      ...rest,
      authKey: Buffer.from(authKey).toString('hex'),
      source: { ...source, from: '2026-04-28' },
    };
    expect(toPlan({ port: 9100, wearables: [written] }).wearables[0]).toEqual({
      ...wearable,
      authKey: Uint8Array.from(authKey),
    });
  });

  it.each<[string, readonly string[], RegExp]>([
    ['nothing to play', [], /Nothing is named to play; give --people, --replay or --plan/],
    ['two sources', ['--people', '1', '--replay', 'a'], /--people and --replay contradict/],
    ['a plan and people', ['--people', '1', '--plan', 'a'], /--people and --plan contradict/],
    ['a plan and its port', ['--plan', 'a', '--port', '1'], /--plan and --port contradict/],
    ['a plan and a memory', ['--plan', 'a', '--memory-days', '1'], /--plan and --memory-days contradict/],
    ['a recording that lives on', ['--replay', 'a', '--live'], /--replay and --live contradict/],
    ['a recording of a person without end', ['--people', '1', '--write', 'a', '--live'], /--write and --live/],
    ['samples of another family', ['--people', '1', '--family', 'standard', '--sample-bytes', '8'], /huami alone/],
    ['an unknown family', ['--people', '1', '--family', 'fitbit'], /make it one of huami, infinitime/],
    ['nobody', ['--people', '0'], /from 1 to 200/],
    ['days in words', ['--people', '1', '--days', 'all'], /from 1 to 3660/],
    ['a date that is none', ['--people', '1', '--from', '2026-02-30'], /YYYY-MM-DD/],
    ['samples of five bytes', ['--people', '1', '--sample-bytes', '5'], /4 or 8/],
    ['an unknown option', ['--peple', '1'], /[Uu]nknown option '--peple'/],
    ['a word too many', ['--people', '1', 'more'], /[Tt]oo many arguments/],
  ])('is refused in one sentence with %s', (_, words, message) => {
    expect(() => read(...words)).toThrow(message);
    try {
      read(...words);
    } catch (error) {
      expect(error).toBeInstanceOf(SimError);
      expect((error as Error).message).not.toContain('\n');
    }
  });
});
