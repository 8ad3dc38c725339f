import type { MetricAnswers, WindowAnswer } from '@fit4work/protocol';
import { list, members, number, orAbsent, orNull, type Read, text } from '../read-json.js';

/* What a coach gets of one window, read whole: a field of the coach's answer that is not read here does not compile, since the
   preview would keep quiet about it. */

type Frozen<Value> = Value extends object ? { readonly [Field in keyof Value]: Frozen<Value[Field]> } : Value;
/** A reader for each field, those that may be left out among them. */
type Reads<Answer> = { readonly [Field in keyof Answer]-?: Read<Frozen<Answer[Field]> | undefined> };
type Answers = Required<MetricAnswers>;

const readSteps = members({ total: orNull(number), activeMinutes: number } satisfies Reads<Answers['steps']>);

const readHeartRate = members({
  mean: orNull(number),
  minimum: orNull(number),
  maximum: orNull(number),
  minutes: number,
  resting: orNull(number),
  zones: members({ reference: number, minutes: list(number) } satisfies Reads<Answers['heartRate']['zones']>),
} satisfies Reads<Answers['heartRate']>);

const readSleep = members({
  minutesAsleep: orNull(number),
  minutesAwakeInBed: orNull(number),
  stageMinutes: orNull(list(number)),
  periods: list(members({ start: text, end: text } satisfies Reads<Answers['sleep']['periods'][number]>)),
  efficiency: orNull(number),
  interruptions: number,
} satisfies Reads<Answers['sleep']>);

export const readWindow = members({
  date: text,
  start: orAbsent(text),
  wornSeconds: orNull(number),
  steps: orAbsent(readSteps),
  heartRate: orAbsent(readHeartRate),
  sleep: orAbsent(readSleep),
} satisfies Reads<WindowAnswer>);
export type ShownWindow = ReturnType<typeof readWindow>;
