import type { Source } from '@fit4work/edge-agent';
import type { SimWearable } from '@fit4work/firmware-sim';
import type { Heard } from './heard.js';

/* What an agent has to have stored, worked out from what the wearable knows of itself, apart from every decoder. A sample is
   a line: its time, its metric, its value. */

const NOT_WORN = [3, 6];
const STAGES: Readonly<Record<number, string>> = { 9: 'light', 11: 'deep', 12: 'awake', 25: 'rem' };
const BLOCK = 600;

/** The samples of some sources as lines, in order. */
export const linesOf = (sources: readonly Source[], told: boolean): string[] =>
  sources
    .filter((source) => source.told === told)
    .flatMap(({ samples }) => samples)
    .map((sample) => {
      if (sample.metric === 'sleep') return `${sample.start} sleep ${sample.duration} ${sample.stage}`;
      if (sample.metric === 'steps') return `${sample.start} steps ${sample.duration} ${sample.value}`;
      return `${sample.start} heart-rate ${sample.value} ${(sample.rr ?? []).join('+')}`.trimEnd();
    })
    .sort();

/**
 * A band's minutes, at the times at which they were measured. Four bytes know no REM; of eight no kind is known that says
 * awake in bed.
 */
export function keptByBand(wearable: SimWearable, sampleBytes: 4 | 8 = 4): string[] {
  return [...wearable.oracle.minutes('acknowledged'), ...wearable.oracle.minutes('held')]
    .flatMap(({ at, kind, steps, heartRate }) => {
      if (NOT_WORN.includes(kind)) return [];
      const stage = stageOf(kind, sampleBytes);
      return [
        `${at} steps 60 ${steps}`,
        ...(heartRate === undefined ? [] : [`${at} heart-rate ${heartRate}`]),
        ...(stage === undefined ? [] : [`${at} sleep 60 ${stage}`]),
      ];
    })
    .sort();
}

function stageOf(kind: number, sampleBytes: 4 | 8): string | undefined {
  const stage = STAGES[kind];
  if (sampleBytes === 4) return stage === 'rem' ? 'light' : stage;
  return stage === 'awake' ? undefined : stage;
}

/** A Bangle.js's records of ten minutes, at the times at which they were measured. */
export function keptByBangle(wearable: SimWearable): string[] {
  const minutes = wearable.oracle.minutes('held');
  return wearable.oracle
    .records()
    .flatMap(({ end, steps, heartRate, activity }) => {
      const first = minutes.find(({ stamp }) => stamp >= end - BLOCK && stamp < end);
      if (!first || activity === 'NOT_WORN') return [];
      const start = end - BLOCK + (first.at - first.stamp);
      const stage = { LIGHT_SLEEP: 'light', DEEP_SLEEP: 'deep' }[activity as string];
      return [
        `${start} steps ${BLOCK} ${steps}`,
        ...(heartRate === 0 ? [] : [`${start} heart-rate ${heartRate}`]),
        ...(stage === undefined ? [] : [`${start} sleep ${BLOCK} ${stage}`]),
      ];
    })
    .sort();
}

/** The heart rates that were told, and of each whether it surely got through. */
export function toldHeartRates(heard: readonly Heard[]): { readonly line: string; readonly doubtful: boolean }[] {
  const seen = new Set<string>();
  return heard.flatMap(({ uuid, value, at, doubtful }) => {
    const bytes = [...value];
    // Told twice in one second, word for word: once is all that it says.
    const isNew = !seen.has(`${at} ${bytes}`);
    if (uuid !== '2a37' || !isNew) return [];
    seen.add(`${at} ${bytes}`);
    const [flags = 0, ...rest] = bytes;
    const wide = flags & 1;
    const rate = wide ? (rest[0] ?? 0) + 256 * (rest[1] ?? 0) : (rest[0] ?? 0);
    const intervals = rest.slice(1 + wide + (flags & 8 ? 2 : 0));
    const rr = intervals.flatMap((low, index) => (index % 2 === 0 ? [low + 256 * (intervals[index + 1] ?? 0)] : []));
    const inContact = (flags & 6) !== 4;
    if (rate < 20 || rate > 250 || !inContact) return [];
    return [{ line: `${at} heart-rate ${rate} ${flags & 16 ? rr.join('+') : ''}`.trimEnd(), doubtful }];
  });
}

/** Steps by a cadence that holds until the next one is told, two seconds at most. */
export function stepsByCadence(heard: readonly Heard[]): number {
  const told = heard.filter(({ uuid }) => uuid === '2a53').map(({ at, value }) => ({ at, cadence: value[3] ?? 0 }));
  return told.reduce((steps, { at, cadence }, index) => {
    const next = told[index + 1]?.at ?? at + 2;
    return steps + (cadence * Math.min(2, next - at)) / 60;
  }, 0);
}

export const stepsIn = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + (/ steps \d+ (\d+)$/.test(line) ? Number(line.split(' ').at(-1)) : 0), 0);
