import { oneOf } from '../../kit/read-json.js';

export { flag, list, members, number, oneOf, orAbsent, orNull, type Read, text } from '../../kit/read-json.js';

export const METRICS = ['steps', 'heart-rate', 'sleep'] as const;
export type Metric = (typeof METRICS)[number];
export const metric = oneOf(...METRICS);
const GRANULARITIES = ['day', 'hour', 'raw'] as const;
export const granularity = oneOf(...GRANULARITIES);
