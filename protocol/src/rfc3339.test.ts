import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_TIME } from './cbor.js';
import { codeOf } from './records.fixture.js';
import { fromRfc3339, toRfc3339 } from './rfc3339.js';

describe('an instant as text', () => {
  it('is what Date writes, without its milliseconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_TIME }), (time) => {
        const text = new Date(time * 1000).toISOString().replace('.000Z', 'Z');
        expect(toRfc3339(time)).toBe(text);
        expect(fromRfc3339(text)).toBe(time);
      }),
    );
  });

  it('reaches from 1970 to the end of the year 9999', () => {
    expect([toRfc3339(0), toRfc3339(MAX_TIME)]).toEqual(['1970-01-01T00:00:00Z', '9999-12-31T23:59:59Z']);
    expect([0, 86_399, 86_400].map((time) => fromRfc3339(toRfc3339(time)))).toEqual([0, 86_399, 86_400]);
    for (const time of [-1, MAX_TIME + 1, 0.5, Number.NaN]) expect(codeOf(() => toRfc3339(time))).toBe('out-of-range');
    expect(codeOf(() => fromRfc3339('1969-12-31T23:59:59Z'))).toBe('out-of-range');
  });

  it.each([
    '2026-03-29T01:00:00',
    '2026-03-29T01:00:00z',
    '2026-03-29 01:00:00Z',
    '2026-03-29T01:00:00+00:00',
    '2026-03-29T01:00:00.0Z',
    '2026-03-29T24:00:00Z',
    '2026-03-29T01:60:00Z',
    '2026-03-29T01:00:60Z',
    '2026-02-29T01:00:00Z',
    ' 2026-03-29T01:00:00Z',
    '2026-03-29T01:00:00Z ',
    '',
  ])('in another form, as %s, is refused', (text) => {
    expect(codeOf(() => fromRfc3339(text))).toBe('malformed');
  });
});
