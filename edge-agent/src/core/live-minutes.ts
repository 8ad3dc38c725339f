import { BOUNDS, type HeartRateSample, type Interval, type Sample, type StepsSample } from '@fit4work/protocol';
import { clipIntervals, joinIntervals } from './intervals.js';

const MINUTE = 60;
/** Two hours of what a wearable tells, at four things a second: what nobody takes for so long will not be taken. */
const MOST_SECONDS = 7200;
const MOST_EVENTS = 4 * MOST_SECONDS;

/** What was told in a stretch of time. */
export interface Told {
  readonly from: number;
  readonly to: number;
  readonly samples: readonly Sample[];
  readonly worn: readonly Interval[];
  /** The wearable's own counter as it stood at the end of the stretch, if it was noted. */
  readonly counter: number | undefined;
}

/** Steps told at the second `at`; where `since` is less, they fill the seconds after `since` up to and with `at`. */
interface StepEvent {
  readonly at: number;
  readonly since: number;
  readonly count: number;
}

interface Note {
  readonly at: number;
  readonly counter: number;
}

/**
 * Keeps what a wearable tells by itself until it is taken and acknowledged: whatever the points in time at which it is
 * taken, each thing is told in one stretch and no other. Times are whole Unix seconds of arrival and never go back.
 *
 * Steps are added up to one sample a minute, cut at the ends of the stretch. Steps that are too many for a minute (SPEC.md
 * 3.2) but not for the time since the count before become one sample over that time; they are never spread over it.
 */
export class LiveMinutes {
  private steps: StepEvent[] = [];
  private beats: HeartRateSample[] = [];
  private onWrist: number[] = [];
  private notes: Note[] = [];
  private latest: number;
  private taken: number;
  private end = Number.POSITIVE_INFINITY;
  private minute = { start: Number.NaN, total: 0 };
  private settled: number | undefined;

  /** @param from Unix seconds since when the wearable is listened to, or since when what it catches up on was walked */
  constructor(private from: number) {
    this.latest = from;
    this.taken = from;
  }

  heartRate(at: number, value: number, rr?: readonly number[]): void {
    const start = this.arrive(at);
    if (start === undefined) return;
    this.beats.push({ metric: 'heart-rate', start, value, ...(rr && { rr }) });
    this.onWrist.push(start);
  }

  /** It is on the wrist. */
  contact(at: number): void {
    const second = this.arrive(at);
    if (second !== undefined && this.onWrist.at(-1) !== second) this.onWrist.push(second);
  }

  /**
   * Adds steps to the minute of `at`; where that cannot hold them, to the time since `since`.
   *
   * @returns false, and nothing is kept, where nobody can have walked so many (SPEC.md 3.2: 300 for each minute begun)
   */
  stepped(at: number, count: number, since = at): boolean {
    const second = this.arrive(at);
    if (second === undefined || count < 0) return false;
    const last = this.steps.at(-1);
    if (last && last.since < last.at && last.at === second) return this.stretched(second, count, last.since);
    const start = Math.floor(second / MINUTE) * MINUTE;
    if (start !== this.minute.start) this.minute = { start, total: 0 };
    if (this.minute.total + count > BOUNDS.stepsPerMinute) {
      return since < start && this.stretched(second, count, Math.max(since, last?.at ?? since));
    }
    this.minute.total += count;
    this.steps.push({ at: second, since: second, count });
    if (count > 0) this.onWrist.push(second);
    return true;
  }

  /**
   * Adds steps as one sample from `since` to `until`: nothing says when in that time the wearable was on the wrist, so
   * nothing of it counts as worn.
   */
  caughtUp(since: number, until: number, count: number): boolean {
    const second = this.arrive(until - 1);
    return second !== undefined && this.stretched(second, count, since - 1);
  }

  /** Remembers the wearable's counter, after the steps that it told. */
  note(at: number, counter: number): void {
    const second = this.arrive(at);
    if (second === undefined) return;
    if (this.notes.at(-1)?.at === second) this.notes.pop();
    this.notes.push({ at: second, counter });
  }

  /** Nothing is told after the second `at`: the link is gone. */
  finish(at: number): void {
    this.end = Math.min(this.end, Math.max(at, this.latest) + 1);
  }

  /** Whether more is kept than anybody can want: the one who listens has to stop. */
  get isFull(): boolean {
    const events = this.steps.length + this.beats.length + this.onWrist.length + this.notes.length;
    const oldest = Math.min(this.steps[0]?.at ?? this.latest, this.onWrist[0] ?? this.latest);
    return events >= 2 * MOST_EVENTS || this.latest - oldest >= MOST_SECONDS;
  }

  /** Everything before `until` that was not acknowledged; undefined when that is nothing. Changes nothing. */
  take(until: number): Told | undefined {
    const to = this.wholeSteps(Math.min(Math.floor(until), this.end));
    if (to <= this.from) return undefined;
    const steps = this.steps.filter(({ at }) => at < to);
    const beats = this.beats.filter(({ start }) => start < to);
    const onWrist = this.onWrist.filter((at) => at < to);
    const counter = this.counterAt(to);
    if (steps.length + beats.length + onWrist.length === 0 && counter === this.settled) return undefined;
    this.taken = Math.max(this.taken, to);
    const bounds = { from: this.from, to };
    return {
      ...bounds,
      samples: [...stepSamples(steps, bounds), ...beats],
      worn: wornMinutes(onWrist, bounds),
      counter,
    };
  }

  /** Forgets what was told before `to`, the end of a stretch that was taken. */
  acknowledge(to: number): void {
    if (to <= this.from) return;
    this.settled = this.counterAt(to);
    this.from = to;
    this.latest = Math.max(this.latest, to);
    this.steps = this.steps.filter(({ at }) => at >= to);
    this.beats = this.beats.filter(({ start }) => start >= to);
    this.onWrist = this.onWrist.filter((at) => at >= to);
    this.notes = this.notes.filter(({ at }) => at >= to);
  }

  /** The second to keep it under: a clock that is set back must not take anything out of its order. */
  private arrive(at: number): number | undefined {
    if (at >= this.end) return undefined;
    this.latest = Math.max(this.latest, at);
    return this.latest;
  }

  /** Steps of the seconds after `since` up to `at`, in one sample, which may last a day at most (SPEC.md 3.2). */
  private stretched(at: number, count: number, since: number): boolean {
    const last = this.steps.at(-1);
    // Two counts of one second share its sample.
    const same = last && last.at === at && last.since < at ? last : undefined;
    const after = same?.since ?? Math.max(since, this.taken - 1, at - BOUNDS.duration);
    const sum = count + (same?.count ?? 0);
    const minutesBegun = Math.ceil((at - after) / MINUTE);
    if (sum > BOUNDS.stepsPerMinute * minutesBegun) return false;
    if (same) this.steps.pop();
    this.steps.push({ at, since: after, count: sum });
    // Its share of the minute that it ends in: what may still be walked in that.
    this.minute = { start: Math.floor(at / MINUTE) * MINUTE, total: Math.ceil(sum / minutesBegun) };
    return true;
  }

  /** No stretch ends in the middle of steps that fill a time of their own. */
  private wholeSteps(to: number): number {
    const open = this.steps.find(({ at, since }) => since < at && since + 1 < to && at >= to);
    return open ? open.since + 1 : to;
  }

  private counterAt(to: number): number | undefined {
    return this.notes.findLast(({ at }) => at < to)?.counter ?? this.settled;
  }
}

interface Bounds {
  readonly from: number;
  readonly to: number;
}

/** Events come in order of `at`, and each lies in the bounds. */
function stepSamples(events: readonly StepEvent[], { from, to }: Bounds): readonly StepsSample[] {
  const spans: { start: number; end: number; value: number }[] = [];
  let free = from;
  for (const { at, since, count } of events) {
    const last = spans.at(-1);
    if (since < at) {
      if (last) last.end = Math.min(last.end, since + 1);
      spans.push({ start: since + 1, end: at + 1, value: count });
      free = at + 1;
    } else if (last && at < last.end) {
      last.value += count;
    } else {
      const minute = Math.floor(at / MINUTE) * MINUTE;
      spans.push({ start: Math.max(minute, free), end: minute + MINUTE, value: count });
    }
  }
  return spans.map(({ start, end, value }) => ({
    metric: 'steps',
    start,
    duration: Math.min(end, to) - start,
    value,
  }));
}

function wornMinutes(seconds: readonly number[], { from, to }: Bounds): readonly Interval[] {
  const minutes = new Set(seconds.map((at) => Math.floor(at / MINUTE) * MINUTE));
  const whole = joinIntervals([...minutes].map((start) => ({ start, duration: MINUTE })));
  return clipIntervals(whole, { start: from, end: to });
}
