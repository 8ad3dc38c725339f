import { formatDate, localMinuteOf, MINUTES_A_DAY } from './brussels-time.js';
import { KIND, type Minute, type MinuteSource, SAMPLE_BYTES, toMinute } from './minute.js';
import { RECORDING_HEADER } from './recording-text.js';

/** Minutes read at once. */
const DAY = 1440;
/** Sleep as a recording has it: 1 asleep, 3 awake in bed. */
const SLEEP: Readonly<Record<number, string>> = {
  [KIND.lightSleep]: '1',
  [KIND.deepSleep]: '1',
  [KIND.remSleep]: '1',
  [KIND.awakeInBed]: '3',
};

/**
 * A source as the lines of a recording, which has less to say: no depth of sleep, no intensity, and no row for what was
 * not worn. Of the hour that comes twice when the clock goes back the first alone has minutes of its own.
 */
export function* recordingLines(source: MinuteSource): Generator<string> {
  yield RECORDING_HEADER;
  let before = Number.NEGATIVE_INFINITY;
  for (let from = source.start; from < source.end(); from += DAY * 60) {
    const bytes = source.read(from, Math.min(DAY, (source.end() - from) / 60));
    for (let at = 0; at < bytes.length; at += SAMPLE_BYTES) {
      const minute = toMinute(bytes, at);
      const local = localMinuteOf(from + (at / SAMPLE_BYTES) * 60);
      if (local <= before || minute.kind === KIND.nonWear || minute.kind === KIND.charging) continue;
      before = local;
      yield line(local, minute);
    }
  }
}

function line(local: number, { kind, steps, heartRate }: Minute): string {
  const clock = local % MINUTES_A_DAY;
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = `${formatDate(Math.floor(local / MINUTES_A_DAY))}T${two(Math.floor(clock / 60))}:${two(clock % 60)}`;
  return `${time},${steps},${heartRate ?? ''},${heartRate === undefined ? '' : 1},${SLEEP[kind] ?? ''}`;
}
