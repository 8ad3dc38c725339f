import { civilDayBounds } from './civil-day.js';

/** Granularities in the order of their codes on the wire; each has one window kind. */
export const GRANULARITIES = ['raw', 'hour', 'day'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** Nominal length in seconds of the window of a granularity; a civil day may last from 23 to 27 hours. */
export const WINDOW_KIND = { raw: 900, hour: 3600, day: 86_400 } as const satisfies Record<Granularity, number>;
export type WindowKind = (typeof WINDOW_KIND)[Granularity];

export function granularityOf(kind: number): Granularity | undefined {
  return GRANULARITIES.find((granularity) => WINDOW_KIND[granularity] === kind);
}

/** The stretch that an envelope covers: half-open, Unix seconds, within one civil day. */
export interface Window {
  readonly granularity: Granularity;
  readonly day: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Every window of a civil day at one granularity, in order (SPEC.md clause 2.3). They are laid from the day's start.
 *
 * @throws ProtocolError `malformed`, `out-of-range`
 */
export function windowsOf(day: string, granularity: Granularity, zone: string): readonly Window[] {
  const { start, end } = civilDayBounds(day, zone);
  if (start === end) return [];
  if (granularity === 'day') return [{ granularity, day, start, end }];
  const length = WINDOW_KIND[granularity];
  return Array.from({ length: Math.ceil((end - start) / length) }, (_, i) => ({
    granularity,
    day,
    start: start + i * length,
    end: Math.min(start + (i + 1) * length, end),
  }));
}
