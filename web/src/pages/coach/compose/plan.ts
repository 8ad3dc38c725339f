import { dayAfter } from '../../../kit/civil-days.js';
import type { Kind, Session, Target } from '../shapes.js';

/* A programme that is being made. Whatever changes it makes another one: what was sent stays what it was. */

export interface PlannedSession extends Session {
  /** Stays with the session wherever it is moved. */
  readonly key: number;
}

/** What a coach chose and typed for a programme to begin with, but for age and pulse, which are kept nowhere. */
export interface Wish {
  readonly template: 'start-to-walk' | 'back-in-shape' | 'run-5-km' | 'sleep-routine';
  readonly aim: 'effort' | 'steps' | 'heart-rate';
  /** First civil day. */
  readonly from: string;
  readonly weeks: string;
}

/** Told by the coach to reckon with, and kept nowhere. */
export interface Body {
  readonly age: number;
  readonly restingRate: number;
}

export interface Draft {
  /** Of the programme that it is the next revision of; undefined of a new one. */
  readonly id: string | undefined;
  readonly title: string;
  /** First and last civil day. */
  readonly from: string;
  readonly until: string;
  readonly advice: string;
  readonly sessions: readonly PlannedSession[];
  readonly body: Body | undefined;
}

interface Content extends Pick<Draft, 'title' | 'from' | 'until' | 'advice'> {
  readonly sessions: readonly Session[];
}

export const draftOf = (content: Content, more: Pick<Draft, 'id' | 'body'>): Draft => ({
  ...{ title: content.title, from: content.from, until: content.until, advice: content.advice, ...more },
  sessions: content.sessions.map((session, key) => ({ ...session, key })),
});

/** As the coach API takes it. */
export function contentOf({ title, from, until, advice, sessions }: Draft): Content {
  const plain = sessions.map(({ day, kind, minutes, target, note }) => ({ day, kind, minutes, target, note }));
  return { title, from, until, advice, sessions: plain.sort((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day))) };
}

/** A day of the plan: the nearest of them. */
const within = ({ from, until }: Draft, day: string): string => (day < from ? from : day > until ? until : day);

/** Whether a programme is what was sent of a draft. */
export const isSameProgramme = (draft: Draft, sent: Content & { readonly id: string }): boolean =>
  (draft.id === undefined || draft.id === sent.id) &&
  JSON.stringify(contentOf(draft)) === JSON.stringify(contentOf(draftOf(sent, { id: sent.id, body: undefined })));

export function change(draft: Draft, key: number, by: Partial<Session>): Draft {
  const day = by.day === undefined ? {} : { day: within(draft, by.day) };
  return {
    ...draft,
    sessions: draft.sessions.map((session) => (session.key === key ? { ...session, ...by, ...day } : session)),
  };
}

/** @param days how many later; earlier where it is negative */
export function moveBy(draft: Draft, key: number, days: number): Draft {
  const session = draft.sessions.find((each) => each.key === key);
  return session === undefined ? draft : change(draft, key, { day: dayAfter(session.day, days) });
}

export const remove = (draft: Draft, key: number): Draft => ({
  ...draft,
  sessions: draft.sessions.filter((session) => session.key !== key),
});

const MINUTES = 30;

/** @returns the draft, and the key of the session that is new in it */
export function add(draft: Draft, day: string, kind: Kind): readonly [Draft, number] {
  const key = 1 + Math.max(-1, ...draft.sessions.map((session) => session.key));
  const session = { key, day: within(draft, day), kind, minutes: MINUTES, target: null, note: '' };
  return [{ ...draft, sessions: [...draft.sessions, session] }, key];
}

/** What a kind of target begins with. */
export const TARGETS: Readonly<Record<Target['kind'], Target>> = {
  steps: { kind: 'steps', steps: 3_000 },
  effort: { kind: 'effort', effort: 3 },
  'heart-rate': { kind: 'heart-rate', low: 100, high: 120 },
};

export interface PlannedDay {
  readonly day: string;
  readonly sessions: readonly PlannedSession[];
}

/** Seven days from the first day on, as the load rules count them. */
export function weeksOf(draft: Draft): readonly (readonly PlannedDay[])[] {
  const weeks: PlannedDay[][] = [];
  for (let day = draft.from; day <= draft.until; day = dayAfter(day, 1)) {
    const last = weeks.at(-1);
    const planned = { day, sessions: draft.sessions.filter((session) => session.day === day) };
    if (last === undefined || last.length === 7) weeks.push([planned]);
    else last.push(planned);
  }
  return weeks;
}

/** Of a plan, without rest. */
export const minutesOf = (days: readonly PlannedDay[]): number =>
  days.flatMap(({ sessions }) => sessions).reduce((sum, { kind, minutes }) => sum + (kind === 'rest' ? 0 : minutes), 0);
