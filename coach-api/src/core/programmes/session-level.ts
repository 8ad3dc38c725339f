import type { Session } from '@fit4work/protocol';
import { type Body, type Zone, zoneOf } from './heart-rate-zone.js';

/* How hard a session is (SPEC.md clause 21.2). */

export type Level = 'rest' | 'easy' | 'moderate' | 'hard';

/** On Borg's category-ratio scale 3 is moderate and 5 is strong (Borg 1982, doi:10.1249/00005768-198205000-00012). */
export const EFFORT = { light: 2, moderate: 3, vigorous: 5 } as const satisfies Readonly<Record<Zone, number>>;

/** Steps a minute of moderate and of vigorous walking (Tudor-Locke et al. 2018, doi:10.1136/bjsports-2017-097628). */
export const CADENCE = { moderate: 100, vigorous: 130 } as const;

const LEVELS = { light: 'easy', moderate: 'moderate', vigorous: 'hard' } as const satisfies Readonly<
  Record<Zone, Level>
>;

/** @param body where it is known; without it a target of heart rate is taken for moderate */
export function levelOf({ kind, minutes, target }: Session, body: Body | undefined): Level {
  if (kind === 'rest') return 'rest';
  if (target === null) return kind === 'walk' || kind === 'mobility' ? 'easy' : 'moderate';
  if (target.kind === 'heart-rate') return body === undefined ? 'moderate' : LEVELS[zoneOf(target, body)];
  const [value, thresholds] =
    target.kind === 'effort' ? [target.effort, EFFORT] : [minutes === 0 ? 0 : target.steps / minutes, CADENCE];
  if (value >= thresholds.vigorous) return 'hard';
  return value >= thresholds.moderate ? 'moderate' : 'easy';
}
