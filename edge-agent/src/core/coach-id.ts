import { AgentError } from '../error.js';
import { COACH_REFUSALS } from './refusal-words/coach-refusals.js';

/**
 * Refuses what no coach API has as the id of a coach: a grant to nobody would be signed, kept and shown, and open nothing.
 * That a coach of this id exists the agent cannot know: neither invitation nor coach API tells an employee who coaches are.
 *
 * @throws AgentError `bad-configuration`
 */
export function checkCoachId(id: string): void {
  if (/^coach-[a-z0-9-]{1,64}$/.test(id)) return;
  throw new AgentError('bad-configuration', COACH_REFUSALS.notCoachId);
}
