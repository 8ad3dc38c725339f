import type { MinuteSource } from './minute.js';

/** A band hands over at most one day at a time. */
const MOST_MINUTES = 1440;

export interface Stretch {
  readonly from: number;
  readonly count: number;
}

/** What a band still holds: everything measured, less the stretches whose receipt was acknowledged. */
export class BandMemory {
  /** Half-open, sorted, apart from each other. */
  private forgotten: { from: number; to: number }[] = [];

  constructor(private readonly source: MinuteSource) {}

  get now(): number {
    return this.source.end();
  }

  /** The first unbroken stretch held at or after `since`, one day at most; undefined if nothing is held. */
  next(since: number): Stretch | undefined {
    let from = Math.max(this.source.start, Math.ceil(since / 60) * 60);
    let to = this.source.end();
    for (const gap of this.forgotten) {
      if (gap.to <= from) continue;
      if (gap.from > from) {
        to = Math.min(to, gap.from);
        break;
      }
      from = gap.to;
    }
    const count = Math.min(MOST_MINUTES, (to - from) / 60);
    return count > 0 ? { from, count } : undefined;
  }

  read(stretch: Stretch): Uint8Array {
    return this.source.read(stretch.from, stretch.count);
  }

  forget(stretch: Stretch): void {
    let { from } = stretch;
    let to = from + stretch.count * 60;
    const apart = this.forgotten.filter((gap) => {
      const touches = gap.from <= to && gap.to >= from;
      if (touches) {
        from = Math.min(from, gap.from);
        to = Math.max(to, gap.to);
      }
      return !touches;
    });
    this.forgotten = [...apart, { from, to }].sort((a, b) => a.from - b.from);
  }
}
