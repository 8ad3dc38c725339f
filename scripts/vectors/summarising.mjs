import { valid } from './cases.mjs';
import { at } from './kinds/civil-days.mjs';

/* Samples and windows for the cases that sum them up. */

export const midnight = at('2026-11-14T23:00:00Z');
export const DAY = { granularity: 'day', start: midnight, end: at('2026-11-15T23:00:00Z') };
export const EVE = { granularity: 'day', start: midnight - 86_400, end: midnight };
export const HOUR = { granularity: 'hour', start: midnight, end: midnight + 3600 };
export const SHORT = { granularity: 'day', start: at('2026-03-28T23:00:00Z'), end: at('2026-03-29T22:00:00Z') };
export const LONG = { granularity: 'day', start: at('2026-10-24T22:00:00Z'), end: at('2026-10-25T23:00:00Z') };
export const MINUTE = 60;

export const steps = (/** @type {number} */ start, /** @type {number} */ value, duration = MINUTE) => ({
  metric: 'steps',
  start,
  duration,
  value,
});
export const beat = (/** @type {number} */ start, /** @type {number} */ value) => ({
  metric: 'heart-rate',
  start,
  value,
});
export const sleep = (/** @type {number} */ start, /** @type {number} */ minutes, stage = 'light') => ({
  ...{ metric: 'sleep', start, duration: minutes * MINUTE, stage },
});
/** A heart rate a minute. @param {number} start @param {readonly number[]} values */
export const minutely = (start, values) => values.map((value, i) => beat(start + i * MINUTE, value));
export const repeated = (/** @type {number} */ count, /** @type {number} */ value) =>
  Array.from({ length: count }, () => value);
/** One stage after the other, ten minutes each. @param {string} stages @param {number} [start] */
export const stretches = (stages, start = midnight) =>
  stages.split(' ').map((stage, i) => sleep(start + i * 600, 10, stage));

/** @param {string} name @param {string} clause @param {{ window?: object, samples: readonly object[], reference?: number, expect: object }} members */
export const summarised = (name, clause, { window = DAY, ...members }) =>
  valid(name, clause, { op: 'summarise', window, ...members });
