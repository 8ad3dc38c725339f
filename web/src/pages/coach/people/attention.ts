import { dayAfter } from '../../../kit/civil-days.js';
import type { Adherent, Message, Programme, SharedGrant } from '../shapes.js';

/* Who needs a coach first. Each person is held against their own plan and their own words, and nobody against somebody else. */

/** The one that matters most first. */
const REASONS = ['stale', 'silent', 'far', 'wrote', 'no-programme', 'ending'] as const;
export type Reason = (typeof REASONS)[number];

/** What is known of a person without a read, and of the last read if one was made while this page was open. */
export interface Known {
  readonly grants: readonly SharedGrant[];
  readonly programmes: readonly Programme[];
  /** Of the programme under way, as the person told it. */
  readonly sessions: readonly Adherent[];
  readonly messages: readonly Message[];
  readonly isStale: boolean;
}

/** Days before today that are looked at, and days ahead within which a grant ends soon. */
const [LOOK_BACK, SOON] = [14, 14];
/** Sessions from which anything is concluded. */
const LEAST = 3;

export const isUnderWay = ({ stands, until }: Programme, today: string): boolean => stands && until >= today;

/** @param today civil day */
export function reasonsOf(known: Known, today: string): readonly Reason[] {
  const { programmes, sessions, messages, grants, isStale } = known;
  const due = sessions.filter(
    ({ day, kind, state }) => kind !== 'rest' && state !== 'ahead' && day >= dayAfter(today, -LOOK_BACK),
  );
  const isTelling = due.length >= LEAST;
  const done = due.filter(({ state }) => state === 'done').length;
  const isSilent = isTelling && due.every(({ state }) => state === 'unreported');
  const holds: Readonly<Record<Reason, boolean>> = {
    stale: isStale,
    silent: isSilent,
    far: isTelling && !isSilent && 2 * done < due.length,
    wrote: awaitsAnswer(messages),
    'no-programme': !programmes.some((programme) => isUnderWay(programme, today)),
    ending: lastDayOf(grants) <= dayAfter(today, SOON),
  };
  return REASONS.filter((reason) => holds[reason]);
}

/** Whether the person said something in words and the coach nothing since. */
function awaitsAnswer(messages: readonly Message[]): boolean {
  const latest = (from: Message['from'], of: readonly Message[]): number =>
    Math.max(0, ...of.filter((message) => message.from === from).map(({ time }) => time));
  const said = messages.filter(({ text }) => text !== '');
  return latest('person', said) > latest('coach', messages);
}

/** The last civil day on which anything of the grants still holds. */
const lastDayOf = (grants: readonly SharedGrant[]): string => grants.map(endOf).sort().at(-1) ?? '';

/** By its days or by itself, whichever comes first. */
function endOf({ until, expires }: SharedGrant): string {
  const over = new Date(expires * 1000).toISOString().slice(0, 10);
  return over < until ? over : until;
}

export interface Ranked {
  readonly pseudonym: string;
  readonly reasons: readonly Reason[];
}

/** By what matters most of each; among equals by their pseudonym, which says nothing of anybody. */
export function byNeed<One extends Ranked>(people: readonly One[]): readonly One[] {
  const first = ({ reasons: [reason] }: Ranked): number =>
    reason === undefined ? REASONS.length : REASONS.indexOf(reason);
  return [...people].sort(
    (a, b) => first(a) - first(b) || b.reasons.length - a.reasons.length || (a.pseudonym < b.pseudonym ? -1 : 1),
  );
}
