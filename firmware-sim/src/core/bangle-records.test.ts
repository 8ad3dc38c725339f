import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, minutes } from '../../test/stage.js';
import { bangleRecords, openBlockStart } from './bangle-records.js';
import { Memory } from './memory.js';

const STEPS = Array.from({ length: 300 }, (_, at) => (at * 31) % 97);
const source = minutes(...STEPS.map((steps) => ({ steps, rate: 60 })));

type Step = { kind: 'measure' | 'jump'; minutes: number } | { kind: 'restart' };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('measure' as const), minutes: fc.integer({ min: 0, max: 35 }) }),
  fc.record({ kind: fc.constant('jump' as const), minutes: fc.integer({ min: -25, max: 25 }) }),
  fc.record({ kind: fc.constant('restart' as const) }),
);

/** The firmware as it runs: minute after minute, with one open block and a database that is written once a block. */
class Firmware {
  readonly database = new Map<number, number>();
  private open: { end: number; steps: number } | undefined;

  measure(stamp: number, steps: number): void {
    const end = (Math.floor(stamp / 600) + 1) * 600;
    if (this.open && this.open.end !== end) this.write();
    this.open = { end, steps: (this.open?.steps ?? 0) + steps };
  }

  /** The clock stands at `now`. */
  tick(now: number): void {
    if (this.open && now >= this.open.end) this.write();
  }

  restart(): void {
    this.open = undefined;
  }

  private write(): void {
    if (this.open && !this.database.has(this.open.end)) this.database.set(this.open.end, this.open.steps);
    this.open = undefined;
  }
}

describe('the records of a Bangle.js', () => {
  it('are those of a firmware that counts minute by minute, whatever its clock and its power do', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const memory = new Memory(source, { capacity: 1000, page: 10 });
        const firmware = new Firmware();
        let world = DAY;
        let offset = 0;
        for (const one of steps) {
          if (one.kind === 'jump') {
            firmware.tick(world + offset);
            if (openBlockStart(memory, world + offset, world) === world) memory.seal();
            offset += one.minutes * 60;
          } else if (one.kind === 'restart') {
            firmware.tick(world + offset);
            firmware.restart();
            memory.loseSince(openBlockStart(memory, world + offset, world));
          } else {
            for (let minute = 0; minute < one.minutes && world < source.end(); minute++) {
              firmware.tick(world + offset);
              firmware.measure(world + offset, STEPS[(world - DAY) / 60] ?? 0);
              world += 60;
              memory.measure(world, (at) => at + offset);
            }
          }
        }
        firmware.tick(world + offset);
        const records = bangleRecords(memory, source, world + offset);
        expect(records.map(({ end, steps }) => [end, steps])).toEqual(
          [...firmware.database].sort(([one], [other]) => one - other),
        );
      }),
      { numRuns: 500 },
    );
  });
});
