import { format, say } from '../../../kit/index.js';
import type { Session, Target } from '../shapes.js';
import * as words from './messages.js';

export function targetText(target: Target | null): string {
  if (target === null) return say(words.aimNone);
  if (target.kind === 'steps') return say(words.aimSteps, { steps: format.number(target.steps) });
  if (target.kind === 'effort') return say(words.aimEffort, { effort: format.number(target.effort) });
  return say(words.aimHeart, { low: format.number(target.low), high: format.number(target.high) });
}

/** What is done, and for how long. */
export function sessionText({ kind, minutes }: Pick<Session, 'kind' | 'minutes'>): string {
  const what = say(words.kinds, { kind });
  return minutes === 0 ? what : say(words.whatFor, { what, length: format.duration(minutes * 60) });
}
