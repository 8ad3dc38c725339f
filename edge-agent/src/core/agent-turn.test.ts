import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBelieved, nextTurn, phaseOf, quarterOf } from './agent-turn.js';

const DAY = 86_400;
const keyId = fc.uint8Array({ minLength: 32, maxLength: 32 });
const instant = fc.integer({ min: 1_400_000_000, max: 2_100_000_000 });

describe("an agent's turn", () => {
  it('comes once a quarter of an hour, at one moment of its own, when the last minute of the quarter is stored', () => {
    fc.assert(
      fc.property(keyId, instant, (id, now) => {
        const phase = phaseOf(id);
        expect(phase).toBeGreaterThanOrEqual(120);
        expect(phase).toBeLessThan(1020);
        const turn = nextTurn(now, phase);
        expect(turn).toBeGreaterThan(now);
        expect(turn - now).toBeLessThanOrEqual(900);
        expect([quarterOf(turn - 1, phase), quarterOf(turn, phase)]).toEqual([turn - phase - 900, turn - phase]);
        expect(quarterOf(now, phase)).toBeLessThanOrEqual(now - phase);
      }),
    );
  });

  it('is spread over the quarter: no second has many of a city', () => {
    const turns = new Map<number, number>();
    for (let agent = 0; agent < 2000; agent++) {
      const phase = phaseOf(Uint8Array.of((agent * 2_654_435_761) >>> 24, agent * 97, agent * 13, agent * 7));
      turns.set(phase, (turns.get(phase) ?? 0) + 1);
    }
    expect(turns.size).toBeGreaterThan(450);
    expect(Math.max(...turns.values())).toBeLessThan(20);
  });
});

describe('the clock', () => {
  it('is believed up to seven days after the last thing that is known', () => {
    const known = 1_780_000_000;
    const believed = [0, 7 * DAY, 7 * DAY + 1, 3650 * DAY].map((later) =>
      isBelieved(known + later, [known - DAY, known]),
    );
    expect(believed).toEqual([true, true, false, false]);
  });

  it('is not believed before everything that is known, nor where nothing is', () => {
    expect(isBelieved(1_780_000_000, [1_780_000_001])).toBe(false);
    expect(isBelieved(1_780_000_000, [])).toBe(false);
    expect(isBelieved(1_780_000_000, [1_779_999_999, 1_900_000_000])).toBe(true);
  });
});
