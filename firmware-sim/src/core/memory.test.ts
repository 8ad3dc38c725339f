import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDate, startOfDay } from './brussels-time.js';
import { type Fates, Memory, minutesOf } from './memory.js';
import { storedMinutes } from './minute.js';

const DAY = startOfDay(parseDate('2026-05-04') ?? 0);
const sourceOf = (minutes: number) =>
  storedMinutes(
    DAY,
    Uint8Array.from({ length: minutes * 4 }, (_, at) => (at * 7 + Math.floor(at / 251)) & 0x7f),
  );

function filled(minutes: number, capacity = 100_000, page = 1): Memory {
  const memory = new Memory(sourceOf(minutes), { capacity, page });
  memory.measure(DAY + minutes * 60, (minute) => minute);
  return memory;
}

describe('the memory of a wearable', () => {
  it('hands over one day at a time, from the minute asked for', () => {
    const memory = filled(3000);
    expect(memory.next(0)).toEqual({ at: DAY, stamp: DAY, count: 1440 });
    expect(memory.next(DAY + 61)).toMatchObject({ stamp: DAY + 120, count: 1440 });
    expect(memory.next(DAY + 2900 * 60)).toMatchObject({ stamp: DAY + 2900 * 60, count: 100 });
    expect(memory.next(DAY + 3000 * 60)).toBeUndefined();
  });

  it('has a gap of stamps where the clock was set forward, and an overlap where it was set back', () => {
    const memory = new Memory(sourceOf(60), { capacity: 100, page: 1 });
    memory.measure(DAY + 1200, (minute) => minute);
    memory.measure(DAY + 2400, (minute) => minute + 3600);
    memory.measure(DAY + 3600, (minute) => minute - 1200);
    expect(memory.next(0)).toEqual({ at: DAY, stamp: DAY, count: 20 });
    expect(memory.next(DAY + 1200)).toEqual({ at: DAY + 1200, stamp: DAY + 4800, count: 20 });
    expect(memory.next(DAY + 6000)).toBeUndefined();
    expect(memory.fates.held[2]).toEqual({ at: DAY + 2400, stamp: DAY + 1200, count: 20 });
  });

  it('forgets the oldest when it is full, by whole pages', () => {
    expect(filled(100, 30).fates.held).toEqual([{ at: DAY + 4200, stamp: DAY + 4200, count: 30 }]);
    const paged = filled(105, 32, 10);
    expect(paged.fates.held).toEqual([{ at: DAY + 4800, stamp: DAY + 4800, count: 25 }]);
    expect(paged.fates.overwritten).toEqual([{ at: DAY, stamp: DAY, count: 80 }]);
  });

  it('keeps nothing without room for anything', () => {
    expect(filled(100, 0).fates).toMatchObject({ held: [], overwritten: [{ count: 100 }] });
  });

  it('measures only whole minutes of a time in which it was on', () => {
    const memory = new Memory(sourceOf(60), { capacity: 100, page: 1 });
    memory.measure(DAY + 119, (minute) => minute);
    memory.skip(DAY + 301);
    memory.measure(DAY + 480, (minute) => minute);
    expect(memory.fates.measured).toEqual([
      { at: DAY, stamp: DAY, count: 1 },
      { at: DAY + 360, stamp: DAY + 360, count: 2 },
    ]);
  });

  type Step =
    | { kind: 'measure'; minutes: number }
    | { kind: 'jump'; minutes: number }
    | { kind: 'skip'; minutes: number }
    | { kind: 'lose'; minutes: number }
    | { kind: 'fetch'; since: number; acknowledge: boolean };

  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constant('measure' as const), minutes: fc.integer({ min: 0, max: 40 }) }),
    fc.record({ kind: fc.constant('jump' as const), minutes: fc.integer({ min: -30, max: 30 }) }),
    fc.record({ kind: fc.constant('skip' as const), minutes: fc.integer({ min: 0, max: 10 }) }),
    fc.record({ kind: fc.constant('lose' as const), minutes: fc.integer({ min: 0, max: 15 }) }),
    fc.record({
      kind: fc.constant('fetch' as const),
      since: fc.integer({ min: -10, max: 200 }),
      acknowledge: fc.boolean(),
    }),
  );

  const limitsOf = fc.record({ capacity: fc.integer({ min: 0, max: 120 }), page: fc.constantFrom(1, 10, 60) });

  /** The same as a list of minutes, one by one. */
  class Naive {
    held: { at: number; stamp: number }[] = [];
    gone: Record<'acknowledged' | 'lost' | 'overwritten', number[]> = { acknowledged: [], lost: [], overwritten: [] };

    constructor(private readonly limits: { capacity: number; page: number }) {}

    take(which: keyof Naive['gone'], test: (minute: { at: number; stamp: number }) => boolean): void {
      this.gone[which].push(...this.held.filter(test).map(({ at }) => at));
      this.held = this.held.filter((minute) => !test(minute));
    }

    /** Gives up the oldest minutes, all of one page at once, until there is room. */
    makeRoom(): void {
      const page = (minute: { stamp: number } | undefined): number | undefined =>
        minute && Math.floor(minute.stamp / 60 / this.limits.page);
      while (this.held.length > this.limits.capacity) {
        const first = page(this.held[0]);
        while (this.held[0] && page(this.held[0]) === first) {
          const { at } = this.held[0];
          this.take('overwritten', (minute) => minute.at === at);
        }
      }
    }

    next(since: number): { at: number; stamp: number; count: number } | undefined {
      const first = this.held.findIndex(({ stamp }) => stamp >= since);
      const from = this.held[first];
      if (!from) return undefined;
      let count = 1;
      for (; count < 1440; count++) {
        const one = this.held[first + count];
        if (one?.at !== from.at + count * 60 || one.stamp !== from.stamp + count * 60) break;
      }
      return { ...from, count };
    }
  }

  it('holds, hands over and loses exactly what a list of single minutes would', () => {
    const run = (steps: readonly Step[], limits: { capacity: number; page: number }): void => {
      const memory = new Memory(sourceOf(400), limits);
      const naive = new Naive(limits);
      let world = DAY;
      let offset = 0;
      for (const one of steps) {
        if (one.kind === 'jump') offset += one.minutes * 60;
        else if (one.kind === 'lose') {
          memory.loseSince(world - one.minutes * 60);
          naive.take('lost', ({ at }) => at >= world - one.minutes * 60);
        } else if (one.kind === 'fetch') {
          const since = DAY + one.since * 60;
          const found = memory.next(since);
          expect(found).toEqual(naive.next(since));
          if (!found || !one.acknowledge) continue;
          memory.acknowledge(found);
          naive.take('acknowledged', ({ at }) => at >= found.at && at < found.at + found.count * 60);
        } else {
          for (let minute = 0; minute < one.minutes && one.kind === 'measure'; minute++) {
            const at = world + minute * 60;
            if (at < DAY + 400 * 60) naive.held.push({ at, stamp: at + offset });
          }
          naive.makeRoom();
          world += one.minutes * 60;
          if (one.kind === 'skip') memory.skip(world);
          else memory.measure(world, (minute) => minute + offset);
        }
      }
      const times = (fate: keyof Fates): number[] =>
        [...minutesOf(memory.fates[fate], sourceOf(400))].map(({ at }) => at).sort((a, b) => a - b);
      expect([...minutesOf(memory.fates.held, sourceOf(400))].map(({ at, stamp }) => ({ at, stamp }))).toEqual(
        naive.held,
      );
      for (const fate of ['acknowledged', 'lost', 'overwritten'] as const) {
        expect(times(fate)).toEqual(naive.gone[fate].sort((a, b) => a - b));
      }
      const parts = (['held', 'acknowledged', 'lost', 'overwritten'] as const).flatMap(times);
      expect(parts.sort((a, b) => a - b)).toEqual(times('measured'));
    };
    fc.assert(fc.property(fc.array(step, { maxLength: 25 }), limitsOf, run), { numRuns: 300 });
  });
});
