import { processGauges } from './adapters/process-gauges.js';
import type { Looking } from './alone.js';
import type { Gauge } from './core/metrics.js';

/** What an operator is told of how it stands at this moment. */
export const gaugesOf = ({ districts, shared: { log } }: Looking): readonly Gauge[] => [
  ...processGauges(),
  { name: 'log_age_seconds', help: 'Since the log was heard.', value: log.age ?? NaN },
  { name: 'districts_held', help: 'Districts that are looked after here.', value: districts.held.length },
  {
    name: 'districts_unstored',
    help: 'Districts in which a withdrawal or an erasure is honoured by memory alone.',
    value: districts.held.filter(({ work }) => work.honoursUnstored).length,
  },
  { name: 'log_unwitnessed', help: '1 where POLICY asks no witness.', value: Number(log.unwitnessed) },
];
