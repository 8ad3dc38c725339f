import { isBehind, isFarAhead } from './core/believed-time.js';
import type { Said } from './core/language.js';
import { CLOCK_WRONG, COACH_REFUSALS } from './core/refusal-words/coach-refusals.js';
import { AgentError } from './error.js';
import type { Clock, Outbox } from './ports.js';

export interface ClockPorts {
  readonly outbox: Pick<Outbox, 'believedTimes'>;
  readonly clock: Clock;
  /** What time the coach API says it is, in Unix seconds, unsigned; undefined where it does not say. */
  readonly coachTime?: (() => Promise<number | undefined>) | undefined;
}

/** Two clocks that nobody looks after may differ by so many seconds. */
const MOST_AHEAD = 300;

/**
 * A grant bears the time of this machine: with a wrong one it would live longer or shorter than was read, or not yet.
 *
 * @throws AgentError `clock-wrong`
 */
export async function checkClock({ outbox, clock, coachTime }: ClockPorts): Promise<void> {
  const now = clock();
  const believed = await outbox.believedTimes();
  if (isBehind(now, believed)) throw wrong(CLOCK_WRONG.behind);
  if (coachTime === undefined) return;
  const coach = await coachTime();
  if (coach !== undefined && now - coach > MOST_AHEAD) throw wrong(CLOCK_WRONG.ahead);
  if (coach === undefined && isFarAhead(now, believed)) throw new AgentError('clock-wrong', COACH_REFUSALS.clockAlone);
}

const wrong = (how: Said): AgentError => new AgentError('clock-wrong', COACH_REFUSALS.clockWrong(how));
