import { BOUNDS, type Interval, type Sample, SLEEP_STAGES } from '@fit4work/protocol';

const between = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

/** Whether a sample lies within SPEC.md 3.2. */
export function isWithinBounds(sample: Sample): boolean {
  if (!Number.isSafeInteger(sample.start)) return false;
  if (sample.metric === 'heart-rate') {
    const { rr } = sample;
    if (!between(sample.value, BOUNDS.heartRate.min, BOUNDS.heartRate.max)) return false;
    if (rr === undefined) return true;
    return between(rr.length, 1, BOUNDS.rrPerSample) && rr.every((time) => between(time, BOUNDS.rr.min, BOUNDS.rr.max));
  }
  if (!between(sample.duration, 1, BOUNDS.duration)) return false;
  if (sample.metric === 'sleep') return SLEEP_STAGES.includes(sample.stage);
  return between(sample.value, 0, BOUNDS.stepsPerMinute * Math.ceil(sample.duration / 60));
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly samples: readonly Sample[];
  readonly worn: readonly Interval[];
}

/** What is wrong with a stretch: nothing, if each metric is in order, without overlap, within the stretch and SPEC.md 3.2. */
export function faultsOf({ from, to, samples, worn }: Stretch): readonly string[] {
  const faults: string[] = from < to ? [] : ['empty stretch'];
  const ends = new Map<string, number>();
  for (const sample of samples) {
    const end = sample.start + (sample.metric === 'heart-rate' ? 0 : sample.duration);
    if (!isWithinBounds(sample)) faults.push(`${sample.metric} out of bounds`);
    if (sample.start < from || sample.start >= to || end > to) faults.push(`${sample.metric} outside the stretch`);
    if (sample.start < (ends.get(sample.metric) ?? from)) faults.push(`${sample.metric} out of order`);
    ends.set(sample.metric, end);
  }
  let last = from;
  for (const { start, duration } of worn) {
    if (start < last || duration < 1 || start + duration > to) faults.push('worn out of order');
    last = start + duration;
  }
  return faults;
}
