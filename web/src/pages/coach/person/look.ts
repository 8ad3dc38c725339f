import type { Read } from '../../../kit/read-json.js';
import { isNotGranted } from '../failure.js';
import { letGo, remember } from '../memory.js';
import { pathOf } from '../people/gather.js';
import { METRICS } from '../shapes.js';
import { openRead } from './open-read.js';
import { HOURLY, readHours, readSummaries } from './summaries.js';

export interface LookAsk {
  readonly pseudonym: string;
  readonly purpose: string;
  /** First and last civil day. */
  readonly from: string;
  readonly until: string;
}

/**
 * Reads what is shared of these days: a line of the log, which the person sees. Where none of it is shared, what was read before is not either.
 * @throws AskError
 */
export async function lookAt({ pseudonym, purpose, ...days }: LookAsk): Promise<void> {
  const asked = { metrics: METRICS.join(','), granularity: 'day', ...days };
  try {
    const look = await opened({ pseudonym, purpose, asked, read: readSummaries });
    remember(pseudonym, { look: { ...look, purpose }, purpose, isGone: false });
  } catch (error) {
    if (isNotGranted(error)) letGo(pseudonym);
    throw error;
  }
}

export type HoursAsk = Pick<LookAsk, 'pseudonym' | 'purpose'> & { readonly day: string };

/**
 * Reads what is shared of one day by the hour, likewise. Where that day is not, the days may be.
 * @throws AskError
 */
export async function lookAtHours({ pseudonym, purpose, day }: HoursAsk): Promise<void> {
  const asked = { metrics: HOURLY.join(','), granularity: 'hour', from: day, until: day };
  try {
    const hours = await opened({ pseudonym, purpose, asked, read: readHours });
    remember(pseudonym, { hours, purpose, isGone: false });
  } catch (error) {
    if (isNotGranted(error)) remember(pseudonym, { hours: undefined });
    throw error;
  }
}

interface Opened<Answer> extends Pick<LookAsk, 'pseudonym' | 'purpose'> {
  readonly asked: Readonly<Record<'metrics' | 'granularity' | 'from' | 'until', string>>;
  readonly read: Read<Answer>;
}

function opened<Answer>({ pseudonym, purpose, asked, read }: Opened<Answer>): Promise<Answer> {
  const { until: to, ...others } = asked;
  return openRead(pseudonym, {
    path: `${pathOf(pseudonym, 'summaries')}?${new URLSearchParams({ ...others, to, purpose })}`,
    read,
  });
}
