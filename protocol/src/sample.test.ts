import { expect, it } from 'vitest';
import { METRICS, SLEEP_STAGES } from './sample.js';
import { GRANULARITIES } from './window.js';

it('codes on the wire stand in the order of clauses 2.3, 3.1 and 3.3, for ever', () => {
  expect(METRICS).toEqual(['steps', 'heart-rate', 'sleep']);
  expect(SLEEP_STAGES).toEqual(['awake', 'light', 'deep', 'rem', 'asleep', 'restless']);
  expect(GRANULARITIES).toEqual(['raw', 'hour', 'day']);
});
