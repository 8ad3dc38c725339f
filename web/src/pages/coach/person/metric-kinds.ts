import { format, type Message, say } from '../../../kit/index.js';
import type { Metric } from '../shapes.js';
import * as words from './messages.js';
import type { Day, Status } from './summaries.js';
import type { ValueIn } from './weeks.js';

/** How a metric is shown. */
export interface MetricKind {
  readonly metric: Metric;
  /** In the words of its charts. */
  readonly figure: 'steps' | 'resting' | 'asleep';
  /** As figures of an answer name it. */
  readonly name: string;
  readonly valueIn: ValueIn;
  readonly text: (value: number) => string;
  /** In a column that says of what. */
  readonly short: (value: number) => string;
  readonly column: Message;
  /** What else is told of a day. */
  readonly more: readonly { readonly label: Message; readonly cell: (day: Day) => string | undefined }[];
  /** From zero; what never comes near zero is a line. */
  readonly isBars: boolean;
}

const minutes = (value: number): string => format.duration(Math.round(value) * 60);

export const METRIC_KINDS: readonly MetricKind[] = [
  {
    ...{ metric: 'steps', figure: 'steps', name: 'steps', column: words.stepsColumn, isBars: true },
    valueIn: ({ steps }) => steps?.total ?? undefined,
    text: (value) => say(words.steps, { count: format.number(value) }),
    short: (value) => format.number(value),
    more: [
      {
        label: words.activeColumn,
        cell: ({ steps }) => (steps?.total == null ? undefined : format.number(steps.activeMinutes)),
      },
    ],
  },
  {
    ...{ metric: 'heart-rate', figure: 'resting', name: 'resting-heart-rate', column: words.restingColumn },
    isBars: false,
    valueIn: ({ heartRate }) => heartRate?.resting ?? undefined,
    text: (value) => say(words.beats, { count: format.number(value) }),
    short: (value) => format.number(value),
    more: [
      {
        label: words.meanColumn,
        cell: ({ heartRate }) => (heartRate?.mean == null ? undefined : format.number(heartRate.mean)),
      },
    ],
  },
  {
    ...{ metric: 'sleep', figure: 'asleep', name: 'minutes-asleep', column: words.asleepColumn, isBars: true },
    valueIn: ({ sleep }) => sleep?.minutesAsleep ?? undefined,
    text: minutes,
    short: minutes,
    more: [
      {
        label: words.efficiencyColumn,
        cell: ({ sleep }) => (sleep?.efficiency == null ? undefined : format.percent(sleep.efficiency / 100)),
      },
    ],
  },
];

/** As the words of a state know it: a name with a stroke is none in a message. */
const STATES = {
  ...{ measured: 'measured', 'not-measured': 'unmeasured', 'not-worn': 'unworn' },
  ...{ 'not-received': 'missing', erased: 'erased', 'not-shared': 'unshared' },
} as const satisfies Readonly<Record<Status, string>>;

export const statusText = (status: Status): string => say(words.statuses, { status: STATES[status] });
