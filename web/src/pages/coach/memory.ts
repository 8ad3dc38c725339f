import { computed, signal } from '@preact/signals';
import type { Draft, Wish } from './compose/plan.js';
import type { HoursLook, Look, Period } from './person/summaries.js';

/* What this page knows of people for as long as it is open. None of it goes into the storage of the browser. */

/** What is sent to a person, and listed from there on. */
export type Listed = 'messages' | 'programmes';

/** What of each is made here before it is sent. */
export interface Made {
  readonly messages: string;
  readonly programmes: Draft;
}

/** Something that is being sent, or of which no answer came. */
export interface Attempt<What> {
  readonly made: What;
  /** Leaves that were listed before. */
  readonly before: readonly string[];
}

/** Why something that was sent was not taken. */
export interface Refusal {
  /** What stood there when that was heard. */
  readonly made: unknown;
  readonly error: unknown;
}

/** Of one person. */
export interface Remembered {
  /** Why this person is looked at, as it was said once. */
  readonly purpose: string | undefined;
  /** The reason as somebody typed it in its field since, given or not. */
  readonly reason: string | undefined;
  /** How many days are to be looked at. */
  readonly period: Period;
  /** What was read last, and the reason that it was read with. */
  readonly look: (Look & { readonly purpose: string }) | undefined;
  /** The one day that was read last by the hour. */
  readonly hours: HoursLook | undefined;
  /** Names of the answers that were read, for a programme that rests on them. */
  readonly bases: readonly string[];
  /** What a programme that is to be made begins with. */
  readonly wish: Wish | undefined;
  /** A programme that is being made. */
  readonly draft: Draft | undefined;
  /** What is being written to them. */
  readonly letter: string;
  readonly attempts: { readonly [To in Listed]?: Attempt<Made[To]> | undefined };
  readonly refusals: { readonly [To in Listed]?: Refusal | undefined };
  /** Ids of the grants that live, as far as this page knows. */
  readonly grants: readonly string[];
  /** How often what was read was let go of because it is no longer shared; what was read after that counts anew. */
  readonly lettings: number;
  /** Whether nothing was read since. */
  readonly isGone: boolean;
}

const NOTHING: Remembered = {
  ...{ purpose: undefined, look: undefined, hours: undefined, bases: [], draft: undefined, letter: '' },
  ...{ reason: undefined, period: 'd35', wish: undefined, attempts: {}, refusals: {} },
  ...{ grants: [], lettings: 0, isGone: false },
};
/** As many as a programme may name. */
const MOST_BASES = 64;

const people = signal<ReadonlyMap<string, Remembered>>(new Map());

export const rememberedOf = (pseudonym: string): Remembered => people.value.get(pseudonym) ?? NOTHING;

export function remember(pseudonym: string, change: Partial<Remembered>): void {
  people.value = new Map(people.value).set(pseudonym, { ...rememberedOf(pseudonym), ...change });
}

/** What stands there to be sent. */
function madeOf(pseudonym: string, to: Listed): unknown {
  const { letter, draft } = rememberedOf(pseudonym);
  return { messages: letter, programmes: draft }[to];
}

/** @param error undefined where it is sent anew */
export function noteRefusal(pseudonym: string, to: Listed, error: unknown): void {
  const { refusals } = rememberedOf(pseudonym);
  const refusal = error === undefined ? undefined : { made: madeOf(pseudonym, to), error };
  remember(pseudonym, { refusals: { ...refusals, [to]: refusal } });
}

/** Why what stands there was not taken; of what was changed since it says nothing. */
export function refusalOf(pseudonym: string, to: Listed): unknown {
  const refusal = rememberedOf(pseudonym).refusals[to];
  return refusal?.made === madeOf(pseudonym, to) ? refusal?.error : undefined;
}

/** Whoever logged in anew is not told what was refused before. */
export function forgetRefusals(): void {
  people.value = new Map([...people.value].map(([pseudonym, one]) => [pseudonym, { ...one, refusals: {} }]));
}

/** What is made next is another than the one before, whatever came of that. */
function forgetSending(pseudonym: string, to: Listed): void {
  const { attempts, refusals } = rememberedOf(pseudonym);
  remember(pseudonym, { attempts: { ...attempts, [to]: undefined }, refusals: { ...refusals, [to]: undefined } });
}

export function beginDraft(pseudonym: string, draft: Draft | undefined): void {
  forgetSending(pseudonym, 'programmes');
  remember(pseudonym, { draft });
}

export const dropDraft = (pseudonym: string): void => beginDraft(pseudonym, undefined);

export function dropLetter(pseudonym: string): void {
  forgetSending(pseudonym, 'messages');
  remember(pseudonym, { letter: '' });
}

export function rememberBasis(pseudonym: string, basis: string | null): void {
  const { bases } = rememberedOf(pseudonym);
  if (basis === null || bases.includes(basis)) return;
  remember(pseudonym, { bases: [...bases, basis].slice(-MOST_BASES) });
}

/**
 * What is shared at this moment. What was read may have been opened under each grant that was known: where one of them ended, none of
 * it is kept.
 * @returns whether anything was let go of
 */
export function noteGrants(pseudonym: string, grants: readonly string[]): boolean {
  const { grants: known } = rememberedOf(pseudonym);
  remember(pseudonym, { grants });
  return grantEndedSince(pseudonym, known) && letGo(pseudonym);
}

/** Whether any of the grants that were known at a moment is known no more. */
export function grantEndedSince(pseudonym: string, known: readonly string[]): boolean {
  const { grants } = rememberedOf(pseudonym);
  return known.some((id) => !grants.includes(id));
}

/** Nothing that was read of somebody is kept, nor is a programme to rest on it. @returns whether there was any */
export function letGo(pseudonym: string): boolean {
  const { look, hours, bases, lettings } = rememberedOf(pseudonym);
  if (look === undefined && hours === undefined && bases.length === 0) return false;
  remember(pseudonym, { look: undefined, hours: undefined, bases: [], lettings: lettings + 1, isGone: true });
  return true;
}

export function forgetAll(): void {
  people.value = new Map();
}

/** A reason that was given is asked anew by the next session; one that was only typed is being written. */
const reasonTyped = ({ reason, purpose }: Remembered): string | undefined =>
  reason?.trim() === purpose ? undefined : reason;

/** Keeps of everybody what is being written and the programme that is being made, without what was told of their body, and nothing else. */
export function forgetAllButDrafts(): void {
  people.value = new Map(
    [...people.value].map(([pseudonym, one]) => [
      pseudonym,
      {
        ...NOTHING,
        ...{ letter: one.letter, attempts: one.attempts, reason: reasonTyped(one), wish: one.wish },
        draft: one.draft && { ...one.draft, body: undefined },
      },
    ]),
  );
}

/** Whether a programme is being made of anybody, or something is being written to them. */
export const hasDrafts = computed(() =>
  [...people.value.values()].some(({ draft, letter }) => draft !== undefined || letter.trim() !== ''),
);

/** Whether anything is there that would be lost with this tab, be it a reason that was only typed, or what a programme is to begin with. */
export const hasTyped = computed(
  () =>
    hasDrafts.value ||
    [...people.value.values()].some((one) => one.wish !== undefined || (reasonTyped(one) ?? '').trim() !== ''),
);
