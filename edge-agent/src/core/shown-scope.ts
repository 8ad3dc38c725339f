import type { GrantScope } from '@fit4work/protocol';
import { AgentError } from '../error.js';
import { COACH_REFUSALS } from './refusal-words/coach-refusals.js';

/**
 * Refuses what a coach would never be shown: no route of the coach API gives single samples, so that their keys would go out
 * for nothing. A grant of them that was signed before is verified and ended like any other.
 *
 * @throws AgentError `bad-configuration`
 */
export function checkShown(scope: readonly GrantScope[]): void {
  if (!scope.some(({ granularities }) => granularities.includes('raw'))) return;
  throw new AgentError('bad-configuration', COACH_REFUSALS.samplesUnshown);
}
