import { fromRfc3339, type WindowAnswer } from '@fit4work/protocol';
import type { Shown } from './grant-preview.js';
import type { Language } from './language.js';
import { localClock, localTime } from './local-time.js';
import { SHARED_WORDS } from './notice.js';
import { PREVIEW_WORDS } from './preview-words.js';

/* A preview for a person at a terminal: every number that the coach will see, none left out of a line. */

export interface Place {
  readonly language: Language;
  readonly zone: string;
}

/** Of what is long the newest part is printed; `--json` has all of it. */
const MOST = { day: 31, hour: 24 } as const;

export const shownLines = (shown: Shown, place: Place): readonly string[] =>
  shown.granularity === 'raw' ? rawLines(shown.days, place) : windowLines(shown, place);

function windowLines(
  { granularity, windows }: Exclude<Shown, { granularity: 'raw' }>,
  place: Place,
): readonly string[] {
  const words = PREVIEW_WORDS[place.language];
  const newest = windows.slice(-MOST[granularity]);
  const left = windows.length - newest.length;
  return [
    `${SHARED_WORDS[place.language][granularity]}:`,
    ...(left > 0 ? [`  ${words.earlier(left)}`] : []),
    ...(windows.length === 0 ? [`  ${words.nothing}`] : newest.flatMap((window) => answerLines(window, place))),
  ];
}

function answerLines({ date, start, wornSeconds, ...answer }: WindowAnswer, place: Place): readonly string[] {
  const words = PREVIEW_WORDS[place.language];
  const when = start === undefined ? date : localTime(fromRfc3339(start), place.zone);
  if (wornSeconds === null) return [`  ${when}  ${words.notYet}`];
  const values = [
    answer.steps && field(words.steps, words.stepsText(answer.steps)),
    answer.heartRate && field(words.heartRate, words.heartRateText(answer.heartRate)),
    answer.sleep && field(words.sleep, sleepText(answer.sleep, place)),
  ];
  const worn = `${words.worn} ${duration(Math.round(wornSeconds / 60))}`;
  return [`  ${when}  ${worn}`, ...values.filter((line) => line !== undefined)];
}

const field = (name: string, value: string): string => `    ${name.padEnd(10)}  ${value}`;

function sleepText(sleep: NonNullable<WindowAnswer['sleep']>, { language, zone }: Place): string {
  const words = PREVIEW_WORDS[language];
  const { minutesAsleep, minutesAwakeInBed, stageMinutes, periods, efficiency, interruptions } = sleep;
  if (minutesAsleep === null || stageMinutes === null) return words.nothing;
  const spans = periods.map(({ start, end }) => `${clock(start, zone)}–${clock(end, zone)}`);
  return [
    words.slept(duration(minutesAsleep), duration(minutesAwakeInBed ?? 0)),
    words.stages(stageMinutes),
    ...(spans.length > 0 ? [spans.join(', ')] : []),
    ...(efficiency === null ? [] : [words.efficiency(efficiency, interruptions)]),
  ].join('; ');
}

const clock = (time: string, zone: string): string => localClock(fromRfc3339(time), zone);

/** @param minutes shown as hours and minutes */
const duration = (minutes: number): string => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;

type RawDays = Extract<Shown, { granularity: 'raw' }>['days'];

function rawLines(days: RawDays, { language, zone }: Place): readonly string[] {
  const words = PREVIEW_WORDS[language];
  const lines = days.slice(-MOST.day).map(({ day, samples }) => `  ${day}  ${words.samples(samples.length)}`);
  const newest = days.findLast(({ samples }) => samples.length > 0)?.samples.slice(-3) ?? [];
  const examples = newest.map((sample) => {
    const value = sample.metric === 'sleep' ? sample.stage : String(sample.value);
    return `    ${localTime(sample.start, zone)}  ${SHARED_WORDS[language][sample.metric]}  ${value}`;
  });
  return [`${SHARED_WORDS[language].raw}: ${words.rawNote}`, ...lines, ...examples];
}
