import {
  civilDayBounds,
  encodeSeries,
  encodeSummary,
  type Interval,
  METRICS,
  type Metric,
  type Sample,
  summarise,
  windowsOf,
  wornSeconds,
} from '@fit4work/protocol';
import type { Marker } from './marker-finder.js';

/* The canary's day as firmware-sim plays it (its README, markers), and the forms in which it could leak. */

const ZONE = 'Europe/Brussels';
const FIRST_MINUTE = 8 * 60;
const LAST_MINUTE = 20 * 60;
/** Long enough not to be met by chance among gigabytes of ciphertext. */
const LENGTH = 12;

const stepsAt = (bytes: Uint8Array, i: number): number => 1 + ((bytes[i % bytes.length] ?? 0) % 200);
const heartRateAt = (bytes: Uint8Array, i: number): number => 60 + ((bytes[(i + 7) % bytes.length] ?? 0) % 120);

function samplesOf(bytes: Uint8Array, date: string): { samples: readonly Sample[]; worn: readonly Interval[] } {
  const { start } = civilDayBounds(date, ZONE);
  const samples: Sample[] = [];
  for (let i = 0; i < LAST_MINUTE - FIRST_MINUTE; i++) {
    const at = start + 60 * (FIRST_MINUTE + i);
    samples.push({ metric: 'steps', start: at, duration: 60, value: stepsAt(bytes, i) });
    samples.push({ metric: 'heart-rate', start: at, value: heartRateAt(bytes, i) });
  }
  return { samples, worn: [{ start: start + 60 * FIRST_MINUTE, duration: 60 * (LAST_MINUTE - FIRST_MINUTE) }] };
}

const middle = (bytes: Uint8Array): Buffer => {
  const from = Math.max(0, Math.floor((bytes.length - LENGTH) / 2));
  return Buffer.from(bytes.subarray(from, from + LENGTH));
};

/** The canary's steps of its day: what the coach must be shown, as the sign that the markers were there at all. */
export const canarySteps = (bytes: Uint8Array, date: string): number =>
  samplesOf(bytes, date).samples.reduce(
    (total, sample) => (sample.metric === 'steps' ? total + sample.value : total),
    0,
  );

const WIDTHS = [
  ['16-bit numbers', 2, (to, value, at) => to.writeUInt16LE(value, at)],
  ['16-bit numbers, the high byte first', 2, (to, value, at) => to.writeUInt16BE(value, at)],
  ['32-bit numbers', 4, (to, value, at) => to.writeUInt32LE(value, at)],
  ['floating-point numbers', 8, (to, value, at) => to.writeDoubleLE(value, at)],
  // As V8 has a list of small numbers in memory, and so in a core file.
  ['a list in memory', 8, (to, value, at) => to.writeUInt32LE(value, at + 4)],
] as const satisfies readonly (readonly [string, number, (to: Buffer, value: number, at: number) => unknown])[];

function wordsOf(values: readonly number[], [, width, write]: (typeof WIDTHS)[number]): Buffer {
  const words = Buffer.alloc(width * values.length);
  for (const [i, value] of values.entries()) write(words, value, width * i);
  return words;
}

/** The ways in which a column of values is commonly written down. */
const formsOf = (name: string, column: readonly number[]): readonly Marker[] => {
  const values = column.slice(0, LENGTH);
  const bytes = Buffer.from(values);
  return [
    { name: `${name} as bytes`, bytes },
    ...WIDTHS.map((width) => ({ name: `${name} as ${width[0]}`, bytes: wordsOf(values, width) })),
    { name: `${name} as CBOR`, bytes: Buffer.from(values.flatMap((value) => (value < 24 ? [value] : [0x18, value]))) },
    { name: `${name} in hexadecimal`, bytes: Buffer.from(bytes.toString('hex')) },
    // The middle of the encoding, which is the same wherever the bytes begin at a multiple of three.
    { name: `${name} in base64`, bytes: Buffer.from(bytes.toString('base64')) },
    { name: `${name} as text`, bytes: Buffer.from(column.slice(0, 6).join(',')) },
    { name: `${name} as spaced text`, bytes: Buffer.from(column.slice(0, 6).join(', ')) },
    { name: `${name} as lines`, bytes: Buffer.from(column.slice(0, 6).join('\n')) },
  ];
};

/** What the band itself sends: kind, intensity, steps and heart rate of each minute. */
const bandRecords = (steps: readonly number[], heartRate: readonly number[]): Buffer =>
  Buffer.from([0, 1, 2].flatMap((i) => [1, 0, steps[i] ?? 0, heartRate[i] ?? 0]));

/**
 * Forms of the canary's values that a careless party could store or send: what the band sends, what the vault and the boxes
 * hold before they are sealed, and common ways of writing numbers down. A party that hides them on purpose is not found.
 */
export function canaryMarkers(bytes: Uint8Array, date: string): readonly Marker[] {
  const { samples, worn } = samplesOf(bytes, date);
  const columns = [0, 1].map((column) =>
    samples.filter((_, i) => i % 2 === column).map((s) => ('value' in s ? s.value : 0)),
  );
  const [day] = windowsOf(date, 'day', ZONE);
  const raw = windowsOf(date, 'raw', ZONE)[40];
  if (day === undefined || raw === undefined) return [];
  const inside = samples.filter(({ start }) => start >= raw.start && start < raw.end);
  const series = (metric: Metric): Buffer =>
    middle(encodeSeries({ metric, worn: [], samples: inside.filter((s) => s.metric === metric) }, raw.start));
  return [
    { name: 'minutes as the band sends them', bytes: bandRecords(columns[0] ?? [], columns[1] ?? []) },
    ...columns.flatMap((column, i) => {
      const metric = METRICS[i] ?? 'steps';
      return [...formsOf(metric, column), { name: `${metric} as a series`, bytes: series(metric) }];
    }),
    ...summarise(samples, day)
      .slice(0, 2)
      .map((values) => ({
        name: `${values.metric} as a summary`,
        bytes: Buffer.from(encodeSummary({ granularity: 'day', wornSeconds: wornSeconds(worn, day), values })),
      })),
    { name: 'steps as JSON', bytes: Buffer.from(`"total":${canarySteps(bytes, date)}`) },
  ];
}
