import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { MinuteSource } from './core/minute.js';
import { recordingLines } from './core/recording-writer.js';
import { SimError } from './error.js';

/** Recordings are named by a number: what else lies in the folder is none. */
const RECORDING = /^\d+\.csv\.gz$/;

/** @throws SimError `bad-recording` if the folder cannot be read or has none. */
export function recordingsIn(folder: string): readonly string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (cause) {
    throw new SimError('bad-recording', `The folder ${folder} cannot be read; name one with recordings.`, cause);
  }
  const recordings = names.filter((name) => RECORDING.test(name)).sort();
  if (recordings.length > 0) return recordings.map((name) => join(folder, name));
  throw new SimError('bad-recording', `The folder ${folder} has no recording; name one with files NUMBER.csv.gz.`);
}

/**
 * Writes one person's minutes as a recording, for its owner's eyes alone: the person may be a real one.
 * @throws SimError `bad-recording` if it cannot be written.
 */
export function writeRecording(folder: string, number: number, source: MinuteSource): void {
  const file = join(folder, `${String(number).padStart(3, '0')}.csv.gz`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, gzipSync(`${[...recordingLines(source)].join('\n')}\n`), { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    throw new SimError(
      'bad-recording',
      `${file} cannot be written; name an empty folder that you may write to.`,
      cause,
    );
  }
}
