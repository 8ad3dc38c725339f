import { addDays, type Programme, type Session, type SessionKind, type SessionTarget } from '@fit4work/protocol';
import { type Body, type Zone, zoneTarget } from './heart-rate-zone.js';
import type { Language } from './plan-words.js';
import { type Growth, minutesInWeek } from './progression.js';
import { CADENCE, EFFORT } from './session-level.js';
import { ADVICE, NOTE_WORDS, type NoteName, RUN_NOTES, type TemplateName, TITLES } from './template-texts.js';

/* Plans to begin with (SPEC.md clause 21.3), for a coach to change. */

/** What a session of every week is. */
interface Slot {
  /** Days after the first of the week. */
  readonly offset: number;
  readonly kind: SessionKind;
  readonly growth: Growth;
  /** Null where nothing is aimed at. */
  readonly zone: Zone | null;
  readonly note: NoteName | 'run';
}

const slot = (offset: number, kind: SessionKind, rest: Omit<Slot, 'offset' | 'kind'>): Slot => ({
  ...{ offset, kind },
  ...rest,
});
const NONE: Growth = { first: 0, most: 0 };
const WALK: Growth = { first: 15, most: 45 };
const TRAIN: Growth = { first: 25, most: 60 };
const STRENGTH: Growth = { first: 20, most: 40 };
const RUN: Growth = { first: 20, most: 40 };
const dayOfRest = slot(6, 'rest', { growth: NONE, zone: null, note: 'rest' });
const strengthOn = (offset: number) => slot(offset, 'strength', { growth: STRENGTH, zone: null, note: 'strength' });
const brisk = (offset: number, growth: Growth) => slot(offset, 'walk', { growth, zone: 'moderate', note: 'brisk' });
const runOn = (offset: number) => slot(offset, 'run', { growth: RUN, zone: 'moderate', note: 'run' });
const evening = (offset: number) =>
  slot(offset, 'mobility', { growth: { first: 15, most: 15 }, zone: null, note: 'evening' });
const morning = (offset: number) =>
  slot(offset, 'walk', { growth: { first: 20, most: 30 }, zone: 'light', note: 'morning' });

const TEMPLATES = {
  'start-to-walk': {
    weeks: [4, 16],
    slots: [
      ...[brisk(0, WALK), brisk(2, WALK)],
      ...[slot(4, 'walk', { growth: WALK, zone: 'light', note: 'easy' }), dayOfRest],
    ],
  },
  'back-in-shape': {
    weeks: [4, 16],
    slots: [
      ...[brisk(0, TRAIN), strengthOn(1)],
      ...[slot(3, 'cycle', { growth: TRAIN, zone: 'moderate', note: 'ride' }), strengthOn(4), dayOfRest],
    ],
  },
  'run-5-km': { weeks: [8, 16], slots: [runOn(0), runOn(2), strengthOn(3), runOn(5), dayOfRest] },
  'sleep-routine': {
    weeks: [2, 8],
    slots: [0, 2, 4].flatMap((offset) => [morning(offset), evening(offset)]),
  },
} as const satisfies Readonly<
  Record<TemplateName, { readonly weeks: readonly [number, number]; readonly slots: readonly Slot[] }>
>;

/** Weeks that a template may have, both included. */
export const weeksOf = (template: TemplateName): readonly [least: number, most: number] => TEMPLATES[template].weeks;

/** What sessions aim at where a template aims at something: a zone only of a person whose body is told. */
export type Aim = { readonly kind: 'steps' | 'effort' } | { readonly kind: 'heart-rate'; readonly body: Body };

export interface TemplateAsk {
  readonly template: TemplateName;
  /** First civil day. */
  readonly from: string;
  /** Within {@link weeksOf}. */
  readonly weeks: number;
  readonly aim: Aim;
  readonly language: Language;
}

export type PlanDraft = Pick<Programme, 'title' | 'from' | 'until' | 'sessions' | 'advice'>;

/** @throws ProtocolError `malformed`, `out-of-range` where the days are none of the calendar */
export function draftOf(ask: TemplateAsk): PlanDraft {
  const { template, from, weeks, language } = ask;
  const slots: readonly Slot[] = TEMPLATES[template].slots;
  return {
    title: TITLES[language][template],
    from,
    until: addDays(from, 7 * weeks - 1),
    sessions: Array.from({ length: weeks }, (_, week) => slots.map((each) => sessionOf(each, week, ask))).flat(),
    advice: ADVICE[language][template],
  };
}

function sessionOf({ offset, kind, growth, zone, note }: Slot, week: number, ask: TemplateAsk): Session {
  const { from, weeks, aim, language } = ask;
  const minutes = minutesInWeek(growth, week);
  const runs = RUN_NOTES[language];
  return {
    ...{ day: addDays(from, 7 * week + offset), kind, minutes },
    target: zone && targetOf({ kind, minutes }, zone, aim),
    note: note === 'run' ? (runs[Math.floor((week * runs.length) / weeks)] ?? '') : NOTE_WORDS[language][note],
  };
}

/** Steps say something of a brisk walk alone; of everything else the effort does. */
function targetOf({ kind, minutes }: Pick<Session, 'kind' | 'minutes'>, zone: Zone, aim: Aim): SessionTarget {
  if (aim.kind === 'heart-rate') return zoneTarget(zone, aim.body);
  if (aim.kind === 'steps' && kind === 'walk' && zone === 'moderate') {
    return { kind: 'steps', steps: CADENCE.moderate * minutes };
  }
  return { kind: 'effort', effort: EFFORT[zone] };
}
