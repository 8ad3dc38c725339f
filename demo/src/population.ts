import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addDays, civilDay } from '@fit4work/protocol';
import { DemoError } from './error.js';
import type { Count, DemoOptions } from './options.js';

/* Who is played: pure of the options, so that a second run on the same state plays the same people. */

/** What firmware-sim's plan calls a source. */
export type Source =
  | { readonly kind: 'recording'; readonly file: string; readonly days: Count }
  | {
      readonly kind: 'generated';
      readonly seed: number;
      readonly person: number;
      readonly from: string;
      readonly days: number;
      readonly live: boolean;
    }
  | { readonly kind: 'markers'; readonly bytes: string; readonly date: string };

export interface Player {
  /** Position from 1 on; 0 is the canary. */
  readonly number: number;
  /** What the document calls the source. */
  readonly name: string;
  readonly address: string;
  readonly source: Source;
  /** Every fourth employee shares steps alone. */
  readonly metrics: readonly ('steps' | 'heart-rate' | 'sleep')[];
}

const ALL = ['steps', 'heart-rate', 'sleep'] as const;
const ZONE = 'Europe/Brussels';
const RECORDING = /^(\d+)\.csv\.gz$/;

const addressOf = (number: number): string =>
  `c0:f4:f4:00:${[number >> 8, number & 0xff].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`;

function recordingsOf(folder: string): readonly { file: string; name: string }[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (cause) {
    throw new DemoError('bad-recordings', `--replay ${folder} cannot be read; name a folder of ID.csv.gz files.`, {
      cause,
    });
  }
  const recordings = names.sort().flatMap((file) => {
    const name = RECORDING.exec(file)?.[1];
    return name === undefined ? [] : [{ file: resolve(join(folder, file)), name }];
  });
  if (recordings.length === 0) {
    throw new DemoError('bad-recordings', `--replay ${folder} has no file named ID.csv.gz with a number for ID.`);
  }
  return recordings;
}

function sourcesOf(options: DemoOptions, now: number): readonly { name: string; source: Source }[] {
  const { days, employees, replay, seed } = options;
  if (replay !== undefined) {
    const recordings = recordingsOf(replay);
    const count = employees === 'all' ? recordings.length : employees;
    if (count > recordings.length) {
      throw new DemoError(
        'bad-recordings',
        `--employees ${count} is more than the ${recordings.length} recordings in ${replay}.`,
      );
    }
    return recordings.slice(0, count).map(({ file, name }) => ({ name, source: { kind: 'recording', file, days } }));
  }
  const length = Number(days);
  const from = addDays(civilDay(now, ZONE), -length);
  return Array.from({ length: Number(employees) }, (_, person) => ({
    name: `generated-${seed}-${person + 1}`,
    source: { kind: 'generated', seed, person: person + 1, from, days: length, live: !options.once },
  }));
}

/** The people of a run. @param now Unix seconds */
export const playersOf = (options: DemoOptions, now: number): readonly Player[] =>
  sourcesOf(options, now).map(({ name, source }, i) => ({
    number: i + 1,
    name,
    address: addressOf(i + 1),
    source,
    metrics: i % 4 === 3 ? ['steps'] : ALL,
  }));

/** One person more, whose samples are markers that must be found nowhere but at the edge and the coach. */
export const canaryOf = (bytes: string, date: string): Player => ({
  number: 0,
  name: 'canary',
  address: addressOf(0),
  source: { kind: 'markers', bytes, date },
  metrics: ALL,
});
