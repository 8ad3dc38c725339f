import type { ComponentChildren } from 'preact';
import { Notice, say } from '../../../kit/index.js';
import { Answer } from '../answer.js';
import * as words from './messages.js';
import { readSamples, type Samples } from './status.js';

export interface DayAnswerProps {
  /** Civil day. */
  readonly day: string;
  /** Where it is needed as well: the day before. */
  readonly since?: string;
  readonly metric: string;
  readonly granularity: 'raw' | 'hour';
  readonly children: (samples: Samples) => ComponentChildren;
}

/** What was measured on a day, or why it cannot be shown. */
export function DayAnswer({ day, since = day, metric, granularity, children }: DayAnswerProps) {
  const path = `/v1/samples?from=${since}&until=${day}&metrics=${metric}&granularity=${granularity}`;
  return (
    <Answer path={path} read={readSamples}>
      {(samples) => {
        if (samples.damaged.includes(day)) return <Notice tone="bad">{say(words.damaged)}</Notice>;
        if (samples.closed.includes(day)) return <Notice>{say(words.closedDay)}</Notice>;
        return children(samples);
      }}
    </Answer>
  );
}
