import { type Minute, type MinuteSource, SAMPLE_BYTES, toMinute } from './minute.js';

/** A wearable hands over at most one day at a time. */
const MOST_MINUTES = 1440;

/** Minutes measured one after the other and stamped one after the other. */
export interface Segment {
  /** Unix time of the world at which the first of them began. */
  readonly at: number;
  /** Its stamp: Unix seconds on the wearable's clock. */
  readonly stamp: number;
  readonly count: number;
}

/** A minute with its time in the world and its stamp. */
export interface StampedMinute extends Minute {
  readonly at: number;
  readonly stamp: number;
}

/** What became of every minute ever measured: each is in `held` or in exactly one of the last three. */
export interface Fates {
  readonly measured: readonly Segment[];
  readonly held: readonly Segment[];
  readonly acknowledged: readonly Segment[];
  /** In memory that lost its power. */
  readonly lost: readonly Segment[];
  /** The oldest, when there was no more room. */
  readonly overwritten: readonly Segment[];
}

/** What is held, and where something that was complete ended, as times of the world. */
export interface MinuteLog {
  readonly held: readonly Segment[];
  readonly seals: readonly number[];
}

export interface MemoryLimits {
  /** Minutes that it keeps. */
  readonly capacity: number;
  /** Minutes that are given up at once, counted from the stamp 0. */
  readonly page: number;
}

/**
 * What a wearable still holds: a log in the order measured, kept as segments over its source, so that a history costs
 * nothing until it is read.
 */
export class Memory implements MinuteLog {
  /** The first minute that is not measured yet. */
  private until: number;
  private count = 0;
  private readonly sealed: number[] = [];
  private readonly fate = {
    measured: [] as Segment[],
    held: [] as Segment[],
    acknowledged: [] as Segment[],
    lost: [] as Segment[],
    overwritten: [] as Segment[],
  };

  constructor(
    private readonly source: MinuteSource,
    private readonly limits: MemoryLimits,
  ) {
    this.until = source.start;
  }

  get fates(): Fates {
    return this.fate;
  }

  get held(): readonly Segment[] {
    return this.fate.held;
  }

  get seals(): readonly number[] {
    return this.sealed;
  }

  /** What was measured so far is complete, whatever stamps come after it. */
  seal(): void {
    if (this.sealed.at(-1) !== this.until) this.sealed.push(this.until);
  }

  /** Measures every whole minute up to a Unix time, each with the stamp that `stampOf` gives it. */
  measure(to: number, stampOf: (minute: number) => number, steady = true): void {
    const end = Math.min(Math.floor(to / 60) * 60, this.source.end());
    while (this.until < end) {
      const count = steady ? (end - this.until) / 60 : 1;
      const segment = { at: this.until, stamp: stampOf(this.until), count };
      append(this.fate.measured, segment);
      append(this.fate.held, segment);
      this.count += count;
      this.until += count * 60;
    }
    this.makeRoom();
  }

  /** What falls before a Unix time and was not measured is never measured; a minute of which a part is missing is not. */
  skip(to: number): void {
    this.until = Math.max(this.until, Math.ceil(to / 60) * 60);
  }

  /** The first unbroken stretch in memory whose stamps are not before `since`, one day at most. */
  next(since: number): Segment | undefined {
    for (const { at, stamp, count } of this.fate.held) {
      const before = Math.max(0, Math.ceil((since - stamp) / 60));
      if (before >= count) continue;
      return { at: at + before * 60, stamp: stamp + before * 60, count: Math.min(MOST_MINUTES, count - before) };
    }
    return undefined;
  }

  read({ at, count }: Segment): Uint8Array {
    return this.source.read(at, count);
  }

  acknowledge(segment: Segment): void {
    this.cut(segment.at, segment.at + segment.count * 60, this.fate.acknowledged);
  }

  /** What was measured from a Unix time on was in memory that lost its power; what is left is complete. */
  loseSince(at: number): void {
    this.cut(at, Number.POSITIVE_INFINITY, this.fate.lost);
    this.seal();
  }

  private makeRoom(): void {
    while (this.count > this.limits.capacity) {
      const [oldest] = this.fate.held;
      if (!oldest) return;
      const excess = Math.min(oldest.count, this.count - this.limits.capacity);
      this.cut(oldest.at, oldest.at + excess * 60, this.fate.overwritten);
      this.finishPage(this.pageOf(oldest.stamp + (excess - 1) * 60));
    }
  }

  private finishPage(page: number): void {
    for (let [oldest] = this.fate.held; oldest && this.pageOf(oldest.stamp) === page; [oldest] = this.fate.held) {
      const rest = ((page + 1) * this.limits.page * 60 - oldest.stamp) / 60;
      this.cut(oldest.at, oldest.at + Math.min(rest, oldest.count) * 60, this.fate.overwritten);
    }
  }

  private pageOf(stamp: number): number {
    return Math.floor(stamp / 60 / this.limits.page);
  }

  private cut(from: number, to: number, into: Segment[]): void {
    const kept: Segment[] = [];
    for (const segment of this.fate.held) {
      const end = segment.at + segment.count * 60;
      const first = Math.min(Math.max(from, segment.at), end);
      const last = Math.max(first, Math.min(to, end));
      kept.push(...[part(segment, segment.at, first), part(segment, last, end)].filter(({ count }) => count > 0));
      append(into, part(segment, first, last));
      this.count -= (last - first) / 60;
    }
    this.fate.held = kept;
  }
}

/** Every minute of these segments, read from the source that was measured. */
export function* minutesOf(segments: readonly Segment[], source: MinuteSource): Generator<StampedMinute> {
  for (const segment of segments) {
    for (let done = 0; done < segment.count; done += MOST_MINUTES) {
      const count = Math.min(MOST_MINUTES, segment.count - done);
      const bytes = source.read(segment.at + done * 60, count);
      for (let index = 0; index < count; index++) {
        const after = (done + index) * 60;
        yield { at: segment.at + after, stamp: segment.stamp + after, ...toMinute(bytes, index * SAMPLE_BYTES) };
      }
    }
  }
}

function part(segment: Segment, from: number, to: number): Segment {
  return { at: from, stamp: segment.stamp + from - segment.at, count: (to - from) / 60 };
}

/** Adds a segment to those before it, as one with the last where it goes on from there. */
function append(list: Segment[], segment: Segment): void {
  if (segment.count === 0) return;
  const last = list.at(-1);
  const after = last ? last.count * 60 : 0;
  if (last && last.at + after === segment.at && last.stamp + after === segment.stamp) {
    list[list.length - 1] = { ...last, count: last.count + segment.count };
  } else list.push(segment);
}
