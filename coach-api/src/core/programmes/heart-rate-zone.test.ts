import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAboveMaximum, zoneOf, zoneTarget } from './heart-rate-zone.js';

const bodies = fc.record({ age: fc.integer({ min: 16, max: 100 }), restingRate: fc.integer({ min: 30, max: 120 }) });

describe('a zone of heart rate', () => {
  it('is a share of the reserve above the resting rate', () => {
    // 208 - 0.7 x 40 = 180; a reserve of 120: 60 + 0.4 x 120 = 108, 60 + 0.59 x 120 = 130.8
    const body = { age: 40, restingRate: 60 };
    expect(zoneTarget('light', body)).toEqual({ kind: 'heart-rate', low: 96, high: 107 });
    expect(zoneTarget('moderate', body)).toEqual({ kind: 'heart-rate', low: 108, high: 131 });
    expect(zoneTarget('vigorous', body)).toEqual({ kind: 'heart-rate', low: 132, high: 167 });
    // 208 - 0.7 x 35 = 183.5; 51 + 0.4 x 132.5 = 104
    expect(zoneTarget('moderate', { age: 35, restingRate: 51 }).low).toBe(104);
  });

  it('lies between rest and the highest of its age, above the zone below it, and is found again by its middle', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const [light, moderate, vigorous] = (['light', 'moderate', 'vigorous'] as const).map((z) =>
          zoneTarget(z, body),
        );
        const rates = [light?.low, light?.high, moderate?.low, moderate?.high, vigorous?.low, vigorous?.high].map(
          Number,
        );
        expect(rates).toEqual([...rates].sort((a, b) => a - b));
        expect(rates[0]).toBeGreaterThan(body.restingRate);
        for (const zone of ['light', 'moderate', 'vigorous'] as const) {
          expect(isAboveMaximum(zoneTarget(zone, body), body)).toBe(false);
        }
        expect(zoneOf(zoneTarget('vigorous', body), body)).toBe('vigorous');
        expect(zoneOf({ kind: 'heart-rate', low: 20, high: 20 }, body)).toBe('light');
      }),
    );
    const body = { age: 40, restingRate: 60 };
    expect((['light', 'moderate'] as const).map((zone) => zoneOf(zoneTarget(zone, body), body))).toEqual([
      'light',
      'moderate',
    ]);
  });

  it('is above the highest of an age from the first beat above it', () => {
    const at = (high: number) => isAboveMaximum({ kind: 'heart-rate', low: 20, high }, { age: 40, restingRate: 60 });
    expect([at(180), at(181)]).toEqual([false, true]);
  });
});
