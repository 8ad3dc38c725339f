import { say } from '../../../kit/index.js';
import * as shared from '../messages.js';
import type { Scope } from './grants.js';
import * as words from './messages.js';

/** As in “steps (by the day), sleep (by the day)”. */
export function whatText(scope: readonly Scope[]): string {
  return scope
    .map(({ metric, granularities }) =>
      say(words.one, {
        metric: say(shared.metrics, { metric }),
        granularities: granularities.map((granularity) => say(shared.granularities, { granularity })).join(', '),
      }),
    )
    .join(', ');
}
