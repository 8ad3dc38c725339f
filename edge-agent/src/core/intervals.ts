import type { Interval } from '@fit4work/protocol';

/** What of the stretches lies in [start, end). */
export function clipIntervals(
  intervals: readonly Interval[],
  bounds: { readonly start: number; readonly end: number },
): readonly Interval[] {
  return intervals.flatMap((interval) => {
    const start = Math.max(interval.start, bounds.start);
    const end = Math.min(interval.start + interval.duration, bounds.end);
    return end > start ? [{ start, duration: end - start }] : [];
  });
}

/** Sorts stretches and joins those that touch or overlap. */
export function joinIntervals(intervals: readonly Interval[]): readonly Interval[] {
  const joined: { start: number; duration: number }[] = [];
  for (const { start, duration } of [...intervals].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last === undefined || start > last.start + last.duration) joined.push({ start, duration });
    else last.duration = Math.max(last.duration, start + duration - last.start);
  }
  return joined;
}
