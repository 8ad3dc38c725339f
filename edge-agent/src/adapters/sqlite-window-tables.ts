import type { Granularity } from '@fit4work/protocol';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { Parts, Shape } from './sqlite-shape.js';

/* Which windows are sealed, and what is known of them: tables of the vault (see sqlite-tables.ts). */

/** What stands in a damaged row is said only where it looks like what it should be. */
export const dayOf = (day: unknown): string => (/^\d{4}-\d\d-\d\d$/.test(String(day)) ? String(day) : 'a day');

type PositionRow = Readonly<{ granularity: string; until: number }>;

export const POSITION: Shape<PositionRow> = {
  name: 'position',
  columns: ['granularity', 'until'],
  key: ['granularity'],
  thing: () => VAULT_THINGS.position,
};

type SealedWindowRow = Readonly<{
  granularity: Granularity;
  start: number;
  until: number;
  revision: number;
  generation: number | null;
  size: number;
  digest: Uint8Array | null;
}>;

/** Seconds that a part spans: some hundred windows of a granularity at most. */
const SPANS: Readonly<Record<string, number>> = { raw: 86_400, hour: 7 * 86_400, day: 90 * 86_400 };
/** No window of a granularity is longer, in any zone. */
const LONGEST: Readonly<Record<string, number>> = { raw: 900, hour: 3_600, day: 97_200 };
/** Parts in a branch of the counts: about a month of raw windows. */
const BRANCH = 32;

/** Whose windows a part or a branch has: those that start at `at` at the earliest, and within `span` seconds. */
function placeOf(scope: string): { readonly granularity: string; readonly at: number; readonly span: number } {
  const [granularity = '', branch = '', part = ''] = scope.split('-');
  const span = SPANS[granularity] ?? 1;
  if (branch === '') return { granularity, at: 0, span: Number.POSITIVE_INFINITY };
  const at = Number(branch) * BRANCH;
  return part === ''
    ? { granularity, at: at * span, span: BRANCH * span }
    : { granularity, at: (at + Number(part)) * span, span };
}

const WINDOW_PARTS: Parts<SealedWindowRow> = {
  of: ({ granularity, start }) => {
    const number = Math.floor(Number(start) / (SPANS[granularity] ?? 1));
    return `${granularity}-${Math.floor(number / BRANCH)}-${number % BRANCH}`;
  },
  where: (part) => {
    const { granularity, at, span } = placeOf(part);
    return ['granularity = ? AND start >= ? AND start < ?', granularity, at, at + span];
  },
};

/** Whether windows of a part or a branch may reach into a stretch. One row may reach from 0 on: what a vault of version 3 had sealed. */
export function mayReach(scope: string, from: number, until: number): boolean {
  const { granularity, at, span } = placeOf(scope);
  return at === 0 || (at < until && at + span + (LONGEST[granularity] ?? 0) > from);
}

export const SEALED_WINDOW: Shape<SealedWindowRow> = {
  name: 'sealed_window',
  columns: ['granularity', 'start', 'until', 'revision', 'generation', 'size', 'digest'],
  key: ['granularity', 'start'],
  scope: WINDOW_PARTS,
  thing: () => VAULT_THINGS.sealedWindow,
};

type TouchedDayRow = Readonly<{ day: string; since: number; until: number; chunk: number; waiting: number }>;

export const TOUCHED_DAY: Shape<TouchedDayRow> = {
  name: 'touched_day',
  columns: ['day', 'since', 'until', 'chunk', 'waiting'],
  key: ['day'],
  scope: 'day',
  thing: ({ day }) => VAULT_THINGS.cameLate(dayOf(day)),
};
