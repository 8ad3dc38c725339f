import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../test/bounds.js';
import { LiveMinutes } from './live-minutes.js';

const START = Date.UTC(2026, 4, 4, 12) / 1000;

describe('live values taken at any points in time', () => {
  const event = fc.record({
    after: fc.nat(50),
    kind: fc.constantFrom('steps', 'beat', 'catch', 'take', 'keep', 'contact'),
    count: fc.nat(420),
    back: fc.nat(200),
  });

  it('add up to what was told, nothing twice, each stretch where the one before ended', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 120 }), (events) => {
        const live = new LiveMinutes(START);
        let now = START;
        let end = START;
        const [told, seen] = [
          { steps: 0, beats: 0 },
          { steps: 0, beats: 0 },
        ];
        const take = (until: number, keep: boolean): void => {
          const stretch = live.take(until);
          if (!stretch) return;
          expect(faultsOf(stretch)).toEqual([]);
          expect(stretch.from).toBe(end);
          if (!keep) return;
          for (const sample of stretch.samples) {
            if (sample.metric === 'steps') seen.steps += sample.value;
            else seen.beats += 1;
          }
          end = stretch.to;
          live.acknowledge(stretch.to);
        };
        for (const { after, kind, count, back } of events) {
          now += after;
          if (kind === 'beat') live.heartRate(now, 60);
          if (kind === 'beat') told.beats += 1;
          if (kind === 'contact') live.contact(now);
          if (kind === 'steps' && live.stepped(now, count % 40)) told.steps += count % 40;
          if (kind === 'catch' && live.stepped(now, count, now - back)) told.steps += count;
          if (kind === 'take' || kind === 'keep') take(now, kind === 'keep');
        }
        take(now + 1, true);
        expect(seen).toEqual(told);
      }),
      { numRuns: 2000 },
    );
  });
});
