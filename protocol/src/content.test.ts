import { describe, expect, it } from 'vitest';
import { openSeries, openSummary } from './content.js';
import { type EnvelopeHeader, parseEnvelope, sealEnvelope } from './envelope.js';
import { AGENT, boxInputs, codeOf, filled, HEADER, WINDOW_START } from './records.fixture.js';
import { METRICS, type Metric } from './sample.js';
import { encodeSeries } from './series.js';
import { encodeSummary } from './summary.js';

/** An envelope whose boxes hold these plaintexts, in the order of METRICS. */
function sealed(plaintexts: readonly Uint8Array[], change: Partial<EnvelopeHeader> = {}) {
  const inputs = boxInputs(filled(0, 0)).map((input, i) => ({ ...input, plaintext: plaintexts[i] ?? filled(0, 0) }));
  return parseEnvelope(sealEnvelope({ ...HEADER, ...change }, inputs, AGENT));
}
const keyOf = (metric: Metric): Uint8Array => filled(32, 0x10 + METRICS.indexOf(metric));

const steps = { metric: 'steps', total: 5, activeMinutes: 0 } as const;
const summary = (granularity: 'hour' | 'day'): Uint8Array =>
  encodeSummary({ granularity, wornSeconds: 60, values: steps });
const series = (metric: Metric): Uint8Array => encodeSeries({ metric, worn: [], samples: [] }, WINDOW_START);

describe('the summary of a box', () => {
  it('is read where it belongs', () => {
    const envelope = sealed([summary('hour'), summary('hour')], { granularity: 'hour' });
    expect(openSummary(envelope, 'steps', keyOf('steps'))).toEqual({
      granularity: 'hour',
      wornSeconds: 60,
      values: steps,
    });
  });

  it('in the box of another metric or kind of window is refused', () => {
    const hour = sealed([summary('day'), summary('hour')], { granularity: 'hour' });
    expect(codeOf(() => openSummary(hour, 'heart-rate', keyOf('heart-rate')))).toBe('malformed');
    expect(codeOf(() => openSummary(hour, 'steps', keyOf('steps')))).toBe('malformed');
    const raw = sealed([summary('hour')]);
    expect(codeOf(() => openSummary(raw, 'steps', keyOf('steps')))).toBe('malformed');
  });

  it('does not open with another key', () => {
    const envelope = sealed([summary('hour')], { granularity: 'hour' });
    expect(codeOf(() => openSummary(envelope, 'steps', keyOf('sleep')))).toBe('wrong-key');
  });
});

describe('the series of a box', () => {
  const opened = (envelope: ReturnType<typeof sealed>, metric: Metric, end = WINDOW_START + 900): string =>
    codeOf(() => openSeries(envelope, metric, { dataKey: keyOf(metric), end }));

  it('is read where it belongs', () => {
    const envelope = sealed(METRICS.map(series));
    for (const metric of METRICS) {
      const read = openSeries(envelope, metric, { dataKey: keyOf(metric), end: WINDOW_START + 900 });
      expect(read).toEqual({ metric, worn: [], samples: [] });
    }
  });

  it('in the box of another metric or kind of window is refused', () => {
    expect(opened(sealed([series('sleep'), series('steps')]), 'heart-rate')).toBe('malformed');
    expect(opened(sealed([series('steps')], { granularity: 'hour' }), 'steps')).toBe('malformed');
  });

  it('that leaves its window is refused', () => {
    const worn = [{ start: WINDOW_START, duration: 900 }];
    const envelope = sealed([encodeSeries({ metric: 'steps', worn, samples: [] }, WINDOW_START)]);
    expect([opened(envelope, 'steps'), opened(envelope, 'steps', WINDOW_START + 899)]).toEqual([
      'accepted',
      'out-of-range',
    ]);
  });
});
