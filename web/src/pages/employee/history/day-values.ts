import { list, members, metric, number, orAbsent, orNull, text } from '../read-json.js';

/** Of a heart rate, in beats a minute. */
export interface Beats {
  readonly sum: number;
  /** Minutes in which there was one. */
  readonly minutes: number;
  readonly least: number;
  readonly most: number;
  /** The lowest mean of half an hour; undefined where too little was measured. */
  readonly resting: number | undefined;
}

/** What was measured on a day; undefined where nothing of it was. */
export interface DayValues {
  readonly day: string;
  readonly steps: number | undefined;
  readonly beats: Beats | undefined;
  /** Seconds */
  readonly asleep: number | undefined;
  /** Seconds in which a wristband was on the wrist. */
  readonly worn: number;
}

const readValue = members({
  metric,
  total: orAbsent(orNull(number)),
  sum: orAbsent(number),
  minutes: orAbsent(number),
  minimum: orAbsent(orNull(number)),
  maximum: orAbsent(orNull(number)),
  resting: orAbsent(orNull(number)),
  stageMinutes: orAbsent(orNull(list(number))),
});
type Value = ReturnType<typeof readValue>;
const readWindow = members({ wornSeconds: number, values: list(readValue) });
const readDay = members({ day: text, windows: list(readWindow) });
const readAnswer = members({ days: list(readDay), closed: list(text), damaged: list(text) });

/** What the agent answers of days. */
export interface Told {
  readonly values: readonly DayValues[];
  /** Only the passphrase opens them. */
  readonly closed: readonly string[];
  readonly damaged: readonly string[];
}

export function readTold(json: unknown): Told {
  const { days, closed, damaged } = readAnswer(json);
  // A wristband may have been read without having been worn: of such a day nothing was measured.
  return { values: days.map(valuesOf).filter(isMeasured), closed, damaged };
}

/** In the order of the stages of sleep (SPEC.md clause 4.4) the first is being awake. */
const asleepMinutes = (stages: readonly number[]): number => stages.slice(1).reduce((sum, minutes) => sum + minutes, 0);

function valuesOf({ day, windows: [window] }: ReturnType<typeof readDay>): DayValues {
  const of = (name: Value['metric']): Value | undefined => window?.values.find((value) => value.metric === name);
  const stages = of('sleep')?.stageMinutes ?? undefined;
  return {
    day,
    steps: of('steps')?.total ?? undefined,
    beats: beatsOf(of('heart-rate')),
    asleep: stages === undefined ? undefined : asleepMinutes(stages) * 60,
    worn: window?.wornSeconds ?? 0,
  };
}

const isMeasured = ({ steps = 0, beats, asleep = 0, worn }: DayValues): boolean =>
  steps > 0 || beats !== undefined || asleep > 0 || worn > 0;

function beatsOf(value: Value | undefined): Beats | undefined {
  const { sum, minutes, minimum, maximum, resting } = value ?? {};
  if (sum === undefined || minutes === undefined || typeof minimum !== 'number' || typeof maximum !== 'number') {
    return undefined;
  }
  return { sum, minutes, least: minimum, most: maximum, resting: resting ?? undefined };
}
