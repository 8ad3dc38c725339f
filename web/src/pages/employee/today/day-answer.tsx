import type { ComponentChildren } from 'preact';
import { Notice, say } from '../../../kit/index.js';
import { type Answered, Told, useAnswer } from '../answer.js';
import * as words from './messages.js';
import { readSamples, type Samples } from './status.js';

export interface AskedDay {
  /** Civil day. */
  readonly day: string;
  /** Where it is needed as well: the day before. */
  readonly since?: string;
  readonly metric: string;
  readonly granularity: 'raw' | 'hour';
}

export const useDay = ({ day, since = day, metric, granularity }: AskedDay): Answered<Samples> =>
  useAnswer(`/v1/samples?from=${since}&until=${day}&metrics=${metric}&granularity=${granularity}`, readSamples);

/** What a card of a day shows. */
export interface DayCardProps {
  readonly day: string;
  readonly answered: Answered<Samples>;
}

export interface DayAnswerProps extends DayCardProps {
  readonly children: (samples: Samples) => ComponentChildren;
}

/** What was measured on a day, or why it cannot be shown. */
export const DayAnswer = ({ day, answered, children }: DayAnswerProps) => (
  <Told answered={answered}>
    {(samples) => {
      if (samples.damaged.includes(day)) return <Notice tone="bad">{say(words.damaged)}</Notice>;
      if (samples.closed.includes(day)) return <Notice>{say(words.closedDay)}</Notice>;
      return children(samples);
    }}
  </Told>
);
