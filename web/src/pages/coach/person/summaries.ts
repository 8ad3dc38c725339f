import { list, members, number, oneOf, orAbsent, orNull, text } from '../../../kit/read-json.js';
import { metric } from '../shapes.js';

/* What a coach read of one person (protocol/SPEC.md, section 20). */

const STATUSES = ['measured', 'not-measured', 'not-worn', 'not-received', 'erased', 'not-shared'] as const;
export type Status = (typeof STATUSES)[number];
const status = orAbsent(oneOf(...STATUSES));

const readDay = members({
  date: text,
  status: members({ steps: status, 'heart-rate': status, sleep: status }),
  window: orNull(members({ seconds: number })),
  wornSeconds: orNull(number),
  steps: orAbsent(members({ total: orNull(number), activeMinutes: number })),
  heartRate: orAbsent(members({ mean: orNull(number), resting: orNull(number) })),
  sleep: orAbsent(members({ minutesAsleep: orNull(number), efficiency: orNull(number), interruptions: number })),
});
export type Day = ReturnType<typeof readDay>;

const readFigure = members({
  figure: text,
  mean: orNull(number),
  trend: members({
    direction: oneOf('higher', 'lower', 'steady', 'unknown'),
    recent: orNull(number),
    baseline: orNull(number),
  }),
});
export type Figure = ReturnType<typeof readFigure>;

const readMetricFigures = members({
  metric,
  days: members({
    ...{ measured: number, 'not-measured': number, 'not-worn': number },
    ...{ 'not-received': number, erased: number, 'not-shared': number },
  }),
  staleSince: orNull(text),
  figures: list(readFigure),
  shift: orAbsent(members({ minutes: orNull(number), pairs: number })),
});
export type MetricFigures = ReturnType<typeof readMetricFigures>;

/** Nothing is left of the days that were asked, and the person erased some of it: what came before is not told, and a wearable need not have stopped. */
export const isErased = ({ days }: Pick<MetricFigures, 'days'>): boolean => cameNothing({ days }) && days.erased > 0;

export const cameNothing = ({ days }: Pick<MetricFigures, 'days'>): boolean =>
  days.measured + days['not-measured'] === 0;

/** Whether measurements stopped, as far as it shows. */
export const isStale = (told: MetricFigures): boolean => told.staleSince !== null && !isErased(told);

export const readSummaries = members({
  days: list(readDay),
  reads: list(members({ leaf: text, index: number, time: number })),
  figures: members({
    coverage: members({ days: number, wornSeconds: number, seconds: number }),
    metrics: list(readMetricFigures),
  }),
});
export type Look = ReturnType<typeof readSummaries>;

/** How many days a look asks for. */
export const PERIODS = { d35: 35, d91: 91, d366: 366 } as const;
export type Period = keyof typeof PERIODS;

/** Of one day by the hour; sleep is told of nights. */
export const HOURLY = ['steps', 'heart-rate'] as const;

const readHour = members({
  start: text,
  wornSeconds: orNull(number),
  steps: orAbsent(members({ total: orNull(number) })),
  heartRate: orAbsent(members({ mean: orNull(number), minimum: orNull(number), maximum: orNull(number) })),
});
export type HourTold = ReturnType<typeof readHour>;

export const readHours = members({
  days: list(members({ date: text, status: members({ steps: status, 'heart-rate': status }) })),
  reads: list(members({ index: number })),
  hours: list(readHour),
});
/** What was read of the one day that was asked. */
export type HoursLook = ReturnType<typeof readHours>;
