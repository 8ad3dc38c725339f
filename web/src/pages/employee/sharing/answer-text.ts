import type { HEART_RATE_ZONES, MetricAnswers, SLEEP_STAGES } from '@fit4work/protocol';
import { format, say } from '../../../kit/index.js';
import type { ShownWindow } from './answer-shape.js';
import * as words from './messages.js';
import type { RowKind } from './shown-groups.js';

/* Every field of the coach's answer in words: one without a place here does not compile. */

/** Of a metric the text of each field. */
type Places<Answer> = { readonly [Field in keyof Answer]-?: (value: Answer[Field]) => string };
type Answers = { readonly [Name in keyof MetricAnswers]-?: NonNullable<ShownWindow[Name]> };

/** From which percent of the reference each zone is (SPEC.md clause 4.5). */
const ZONES: typeof HEART_RATE_ZONES = [0, 57, 64, 77, 96];
const STAGES: typeof SLEEP_STAGES = ['awake', 'light', 'deep', 'rem', 'asleep', 'restless'];

const orNothing = <Value>(value: Value | null, text: (value: Value) => string): string =>
  value === null ? say(words.none) : text(value);
const count = (value: number | null): string => orNothing(value, format.number);
const rate = (value: number | null): string =>
  orNothing(value, (beats) => say(words.perMinute, { beats: format.number(beats, 1) }));
const minutes = (value: number | null): string => orNothing(value, (whole) => format.duration(whole * 60));
const clock = (time: string): string => format.clock(Date.parse(time) / 1000);

const STEPS: Places<Answers['steps']> = {
  total: (value) => say(words.total, { value: count(value) }),
  activeMinutes: (value) => say(words.active, { value: minutes(value) }),
};

const HEART_RATE: Places<Answers['heartRate']> = {
  mean: (value) => say(words.mean, { value: rate(value) }),
  minimum: (value) => say(words.lowest, { value: rate(value) }),
  maximum: (value) => say(words.highest, { value: rate(value) }),
  resting: (value) => say(words.resting, { value: rate(value) }),
  minutes: (value) => say(words.measuredFor, { value: minutes(value) }),
  zones: ({ reference, minutes: each }) => {
    const zones = ZONES.map((from, i) =>
      say(words.zone, { from: format.percent(from / 100), value: minutes(each[i] ?? null) }),
    );
    return say(words.zones, { reference: rate(reference), zones: zones.join(', ') });
  },
};

const SLEEP: Places<Answers['sleep']> = {
  minutesAsleep: (value) => say(words.asleep, { value: minutes(value) }),
  minutesAwakeInBed: (value) => say(words.awakeInBed, { value: minutes(value) }),
  stageMinutes: (value) => say(words.stageTimes, { value: orNothing(value, stagesText) }),
  periods: (value) =>
    value.length === 0
      ? say(words.inBed, { value: say(words.none) })
      : value.map(({ start, end }) => say(words.bedtimes, { start: clock(start), end: clock(end) })).join(', '),
  efficiency: (value) => say(words.efficiency, { value: orNothing(value, (percent) => format.percent(percent / 100)) }),
  interruptions: (value) => say(words.interruptions, { count: value }),
};

const stagesText = (each: readonly number[]): string =>
  STAGES.map((stage, i) => `${say(words.stages, { stage })} ${minutes(each[i] ?? null)}`).join(', ');

function textOf<Answer extends object>(places: Places<Answer>, answer: Answer): string {
  const said: string[] = [];
  for (const field in places) said.push(places[field](answer[field]));
  return said.join('; ');
}

type Texts = { readonly [Name in keyof Answers]: (answer: Answers[Name]) => { metric: string; text: string } };
const TEXTS: Texts = {
  steps: (answer) => ({ metric: say(words.steps), text: textOf(STEPS, answer) }),
  heartRate: (answer) => ({ metric: say(words.heart), text: textOf(HEART_RATE, answer) }),
  sleep: (answer) => ({ metric: say(words.sleep), text: textOf(SLEEP, answer) }),
};

/** Of each metric that the coach gets, what. */
export function answerTexts(window: ShownWindow): readonly ReturnType<Texts[keyof Texts]>[] {
  const of = <Name extends keyof Answers>(name: Name, answer: Answers[Name] | undefined) =>
    answer === undefined ? [] : [TEXTS[name](answer)];
  return [...of('steps', window.steps), ...of('heartRate', window.heartRate), ...of('sleep', window.sleep)];
}

/** Of which day or hour, and how long the wristband was worn, or why there is nothing to see. */
export const whenText = ({ date, start }: ShownWindow): string =>
  start === undefined ? format.day(date) : format.moment(Date.parse(start) / 1000);
export const wornText = ({ wornSeconds }: ShownWindow, kind: RowKind): string =>
  wornSeconds === null
    ? say(words.withoutValue, { kind })
    : say(words.wornFor, { value: format.duration(wornSeconds) });
