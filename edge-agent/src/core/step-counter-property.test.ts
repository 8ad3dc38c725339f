import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Count, walkedSince } from './step-counter.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const START = 20_000 * DAY + 15 * HOUR;
/** The employee's clock goes forward. */
const CHANGE = START + 3 * DAY + 11 * HOUR;
const rightAhead = (unix: number): number => (unix < CHANGE ? 1 : 2) * HOUR;

/** A watch minute by minute: its counter begins anew when its clock, wherever that stands, first shows an hour of 0. */
class Watch {
  now = START;
  counter = 0;
  /** What was walked in the minute that ends at each time. */
  readonly walked: { readonly at: number; readonly steps: number }[] = [];
  /** What happened to it since it was last read. */
  since = { beginnings: 0, settings: 0 };
  private inHourZero = false;

  constructor(public ahead: number) {}

  live(minutes: number, pace: number): void {
    for (let left = minutes; left > 0; left--) {
      this.now += 60;
      const steps = (this.walked.length * 37) % (pace + 1);
      this.counter += steps;
      this.walked.push({ at: this.now, steps });
      this.look();
    }
  }

  set(ahead: number): void {
    this.ahead = ahead;
    this.since.settings++;
    this.look();
  }

  restart(): void {
    this.begin();
    this.inHourZero = false;
    this.look();
  }

  walkedAfter(at: number): number {
    return this.walked.reduce((sum, minute) => sum + (minute.at > at ? minute.steps : 0), 0);
  }

  private look(): void {
    const hour = Math.floor((this.now + this.ahead) / HOUR) % 24;
    if (hour === 0 && !this.inHourZero) this.begin();
    this.inHourZero = hour === 0;
  }

  private begin(): void {
    this.counter = 0;
    this.since.beginnings++;
  }
}

const minutes = fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 40 * 60 }));
const event = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('live' as const), minutes, pace: fc.nat(120) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('set' as const), by: fc.integer({ min: -DAY, max: DAY }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('connect' as const),
      // A reading is off by a second; some watches tell no time.
      reads: fc.option(fc.integer({ min: -1, max: 1 }), { nil: undefined, freq: 6 }),
      // It is set after it was read; an agent that is killed keeps the mark of before.
      sets: fc.constantFrom('no', 'yes', 'unnoticed'),
    }),
  },
);

it('counts no step twice, whatever the clock of the watch and whenever it is set, and misses none without a beginning', () => {
  const ahead = fc.oneof(fc.constant(HOUR), fc.integer({ min: -14 * HOUR, max: 14 * HOUR }));
  fc.assert(
    fc.property(ahead, fc.array(event, { minLength: 2, maxLength: 14 }), (first, events) => {
      const watch = new Watch(first);
      let mark: Count | undefined;
      for (const one of events) {
        if (one.kind === 'live') watch.live(one.minutes, one.pace);
        else if (one.kind === 'restart') watch.restart();
        else if (one.kind === 'set') watch.set(watch.ahead + one.by);
        else {
          const { now: at, counter } = watch;
          const count = { counter, at, ahead: one.reads === undefined ? undefined : watch.ahead + one.reads };
          if (mark) check(watch, mark, count);
          mark = count;
          watch.since = { beginnings: 0, settings: 0 };
          if (one.sets !== 'no') watch.set(rightAhead(at));
          if (one.sets === 'yes') mark = { ...count, ahead: watch.ahead };
        }
      }
    }),
    { numRuns: 1000 },
  );
});

function check(watch: Watch, mark: Count, count: Count): void {
  const told = walkedSince(mark, count);
  const { beginnings, settings } = watch.since;
  const back = settings > 1 && Math.abs((count.ahead ?? 0) - (mark.ahead ?? 0)) <= 60;
  // Set away and back by others between two connections: the one case that cannot be told.
  if (back) return;
  if (!told) throw new Error('time goes on, and yet nothing is told');
  expect(told.since).toBeGreaterThanOrEqual(mark.at);
  expect(told.count).toBeGreaterThanOrEqual(0);
  expect(told.count).toBeLessThanOrEqual(watch.walkedAfter(told.since));
  if (beginnings === 0) expect(told).toEqual({ count: watch.walkedAfter(mark.at), since: mark.at });
}
