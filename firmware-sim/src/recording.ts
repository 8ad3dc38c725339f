import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { daysOf, type Recording, recordedMinutes } from './core/recorded.js';
import { parseRecording } from './core/recording-text.js';
import { SimError } from './error.js';

export { daysOf, type Recording, recordedMinutes };

/** Some two years of rows; a small file that unpacks to more is no recording. */
const MOST_BYTES = 64 * 1024 * 1024;

/** @throws SimError `bad-recording`, in one sentence that names the file, the line and the remedy. */
export function readRecording(file: string): Recording {
  const recording = parseRecording(unpack(file, load(file)));
  if ('what' in recording) throw bad(`${file}, line ${recording.line}: ${recording.what}; ${recording.remedy}.`);
  if (recording.minutes.length === 0)
    throw bad(`${file}, line 1: no row below it has a value; record something first.`);
  return recording;
}

function load(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw bad(`${file}, line 1: the file cannot be read; check its name and permissions.`, cause);
  }
}

function unpack(file: string, packed: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(gunzipSync(packed, { maxOutputLength: MOST_BYTES }));
  } catch (cause) {
    throw bad(`${file}, line 1: the file is not gzip of a text; pack it with gzip.`, cause);
  }
}

function bad(sentence: string, cause?: unknown): SimError {
  return new SimError('bad-recording', sentence, cause);
}
