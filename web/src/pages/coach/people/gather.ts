import { dayOf } from '../../../kit/civil-days.js';
import { rememberedOf } from '../memory.js';
import { isStale } from '../person/summaries.js';
import { askService } from '../service.js';
import { type Person, type Programme, readAdherence, readMessages, readPeople, readProgrammes } from '../shapes.js';
import { byNeed, isUnderWay, type Reason, reasonsOf } from './attention.js';

export interface Attended extends Person {
  readonly reasons: readonly Reason[];
  /** Whether something of it could not be asked. */
  readonly isPartial: boolean;
}

/** So that a hundred people are not asked for at once. */
const AT_ONCE = 4;

/** The day that it is here. */
export const todayHere = (): string => dayOf(new Date());

export const pathOf = (pseudonym: string, ...rest: readonly string[]): string =>
  ['/v1/people', pseudonym, ...rest].join('/');

/** The latest that was sent of those that stand. */
export const latestOf = (programmes: readonly Programme[]): Programme | undefined =>
  programmes.filter(({ stands }) => stands).sort((a, b) => b.time - a.time)[0];

/**
 * Everybody who shares with the coach, whoever needs attention first. Nothing is read for it.
 * @throws AskError
 */
export async function gather(signal: AbortSignal): Promise<readonly Attended[]> {
  const { people } = await askService({ path: '/v1/people', read: readPeople, signal });
  const attended: Attended[] = [];
  for (let i = 0; i < people.length; i += AT_ONCE) {
    attended.push(...(await Promise.all(people.slice(i, i + AT_ONCE).map((person) => attend(person, signal)))));
  }
  return byNeed(attended);
}

/** One person whose records are damaged does not hide the others. */
async function attend(person: Person, signal: AbortSignal): Promise<Attended> {
  try {
    return { ...person, reasons: await reasonsFor(person, signal), isPartial: false };
  } catch (error) {
    if (signal.aborted) throw error;
    return { ...person, reasons: [], isPartial: true };
  }
}

async function reasonsFor({ pseudonym, grants }: Person, signal: AbortSignal): Promise<readonly Reason[]> {
  const today = todayHere();
  const [{ programmes }, { messages }] = await Promise.all([
    askService({ path: pathOf(pseudonym, 'programmes'), read: readProgrammes, signal }),
    askService({ path: pathOf(pseudonym, 'messages'), read: readMessages, signal }),
  ]);
  const current = latestOf(programmes.filter((programme) => isUnderWay(programme, today)));
  const path = current && pathOf(pseudonym, 'programmes', current.leaf, 'adherence');
  const { sessions } = path === undefined ? { sessions: [] } : await askService({ path, read: readAdherence, signal });
  const isSeenStale = rememberedOf(pseudonym).look?.figures.metrics.some(isStale) ?? false;
  return reasonsOf({ grants, programmes, sessions, messages, isStale: isSeenStale }, today);
}
