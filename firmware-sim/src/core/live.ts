import { type MinuteSource, minuteAt } from './minute.js';
import type { WearableClock } from './wearable-clock.js';

/**
 * Steps taken between two Unix times. A minute's steps are spread evenly over it, and those of its seconds make up
 * exactly those of the minute.
 */
export function stepsBetween(source: MinuteSource, from: number, to: number): number {
  const end = Math.min(to, source.end());
  let steps = 0;
  for (let start = Math.floor(Math.max(from, source.start) / 60) * 60; start < end; start += 60) {
    const minute = minuteAt(source, start).steps;
    const upTo = (at: number): number => Math.floor((minute * Math.max(0, Math.min(60, at - start))) / 60);
    steps += upTo(to) - upTo(from);
  }
  return steps;
}

/** Steps since the midnight of the wearable's own clock, or since it was last started. */
export class StepCounter {
  private steps = 0;
  private counted: number;
  private day: number;

  /** Begins with what was taken since midnight. */
  constructor(
    private readonly source: MinuteSource,
    private readonly clock: WearableClock,
    now: number,
  ) {
    this.day = this.dayAt(now);
    this.counted = this.midnightBefore(now);
    this.value(now);
  }

  /** The count at a Unix time, which is never before that of an earlier question. */
  value(now: number): number {
    const day = this.dayAt(now);
    if (day !== this.day) {
      this.day = day;
      this.steps = 0;
      this.counted = Math.max(this.counted, this.midnightBefore(now));
    }
    this.steps += stepsBetween(this.source, this.counted, now);
    this.counted = now;
    return this.steps;
  }

  restart(now: number): void {
    this.steps = 0;
    this.counted = now;
    this.day = this.dayAt(now);
  }

  private dayAt(now: number): number {
    return Math.floor(this.clock.local(now) / 86_400);
  }

  private midnightBefore(now: number): number {
    const local = this.clock.local(now);
    return now - (local - Math.floor(local / 86_400) * 86_400);
  }
}
