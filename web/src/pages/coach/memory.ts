import { signal } from '@preact/signals';
import type { Draft } from './compose/plan.js';
import type { HoursLook, Look } from './person/summaries.js';

/* What this page knows of people for as long as it is open. None of it goes into the storage of the browser. */

/** Of one person. */
export interface Remembered {
  /** Why this person is looked at, as it was said once. */
  readonly purpose: string | undefined;
  /** What was read last. */
  readonly look: Look | undefined;
  /** The one day that was read last by the hour. */
  readonly hours: HoursLook | undefined;
  /** Names of the answers that were read, for a programme that rests on them. */
  readonly bases: readonly string[];
  /** A programme that is being made. */
  readonly draft: Draft | undefined;
}

const NOTHING: Remembered = { purpose: undefined, look: undefined, hours: undefined, bases: [], draft: undefined };
/** As many as a programme may name. */
const MOST_BASES = 64;

const people = signal<ReadonlyMap<string, Remembered>>(new Map());

export const rememberedOf = (pseudonym: string): Remembered => people.value.get(pseudonym) ?? NOTHING;

export function remember(pseudonym: string, change: Partial<Remembered>): void {
  people.value = new Map(people.value).set(pseudonym, { ...rememberedOf(pseudonym), ...change });
}

export function rememberBasis(pseudonym: string, basis: string | null): void {
  const { bases } = rememberedOf(pseudonym);
  if (basis === null || bases.includes(basis)) return;
  remember(pseudonym, { bases: [...bases, basis].slice(-MOST_BASES) });
}

export function forgetAll(): void {
  people.value = new Map();
}
