import { remember, rememberBasis } from '../memory.js';
import { pathOf } from '../people/gather.js';
import { askService } from '../service.js';
import { METRICS } from '../shapes.js';
import { readSummaries } from './summaries.js';

export interface LookAsk {
  readonly pseudonym: string;
  readonly purpose: string;
  /** First and last civil day. */
  readonly from: string;
  readonly until: string;
}

/**
 * Reads what is shared of these days: a line of the log, which the person sees.
 * @throws AskError
 */
export async function lookAt({ pseudonym, purpose, from, until }: LookAsk): Promise<void> {
  const query = new URLSearchParams({
    ...{ metrics: METRICS.join(','), granularity: 'day', from, to: until, purpose },
  });
  const look = await askService({
    path: `${pathOf(pseudonym, 'summaries')}?${query}`,
    read: (json, headers) => {
      rememberBasis(pseudonym, headers.get('f4w-basis'));
      return readSummaries(json);
    },
  });
  remember(pseudonym, { look, purpose });
}
