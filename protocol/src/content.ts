import { type Envelope, openBox } from './envelope.js';
import { ProtocolError } from './error.js';
import type { Metric } from './sample.js';
import { decodeSeries, type Series } from './series.js';
import { decodeSummary, type Summary } from './summary.js';

/* What a box says (SPEC.md clause 4.8): a plaintext counts in the box of its own metric and kind of window alone. */

const misplaced = (): never => {
  throw new ProtocolError('malformed', 'a plaintext is of the metric and the kind of window of its box');
};

/**
 * Opens a box of an hour or a day.
 *
 * @throws ProtocolError `wrong-key`, `decryption-failed`, `malformed`, `not-canonical`, `out-of-range`
 */
export function openSummary(envelope: Envelope, metric: Metric, dataKey: Uint8Array): Summary {
  const summary = decodeSummary(openBox(envelope, metric, dataKey));
  const fits = summary.granularity === envelope.granularity && summary.values.metric === metric;
  return fits ? summary : misplaced();
}

/**
 * Opens a box of samples.
 *
 * @param end of the envelope's window, Unix seconds
 * @throws ProtocolError `wrong-key`, `decryption-failed`, `malformed`, `not-canonical`, `out-of-range`
 */
export function openSeries(
  envelope: Envelope,
  metric: Metric,
  { dataKey, end }: { readonly dataKey: Uint8Array; readonly end: number },
): Series {
  if (envelope.granularity !== 'raw') misplaced();
  const series = decodeSeries(openBox(envelope, metric, dataKey), envelope.windowStart, end);
  return series.metric === metric ? series : misplaced();
}
