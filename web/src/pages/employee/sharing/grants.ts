import type { Proof } from '../proof.js';
import { flag, granularity, list, members, metric, number, orAbsent, orNull, text } from '../read-json.js';

const readScope = members({ metric, granularities: list(granularity) });
export type Scope = ReturnType<typeof readScope>;

/** Something that happened; only of a grant there is more than its kind. */
export const readEvent = members({
  event: text,
  id: orAbsent(text),
  state: orAbsent(text),
  coach: orAbsent(text),
  scope: orAbsent(list(readScope)),
  from: orAbsent(text),
  until: orAbsent(text),
  expires: orAbsent(number),
  logIndex: orAbsent(orNull(number)),
  witnesses: orAbsent(number),
});

export const readGrants = members({ complete: flag, events: list(readEvent), ending: list(members({ grant: text })) });
export type Grants = ReturnType<typeof readGrants>;

export interface Grant {
  readonly id: string;
  readonly isOver: boolean;
  readonly coach: string;
  readonly scope: readonly Scope[];
  readonly from: string;
  readonly until: string;
  /** Unix seconds */
  readonly expires: number;
  /** Null while it is on its way to the log. */
  readonly proof: Proof | null;
}

export function grantsOf(events: Grants['events']): readonly Grant[] {
  return events.flatMap(({ event, id, state, coach, scope, from, until, expires, ...placed }) => {
    if (event !== 'grant' || id === undefined || coach === undefined || scope === undefined) return [];
    if (from === undefined || until === undefined || expires === undefined) return [];
    const isOver = state === 'withdrawn' || state === 'lapsed';
    return [{ id, isOver, coach, scope, from, until, expires, proof: proofOf(placed) }];
  });
}

const proofOf = ({ logIndex = null, witnesses = 0 }: Pick<Grants['events'][number], 'logIndex' | 'witnesses'>) =>
  logIndex === null ? null : { index: logIndex, witnesses };

/** Those that stand; and of each coach with whom nothing is shared any more, the last that there was. */
export function shownGrants(events: Grants['events']): readonly Grant[] {
  const grants = grantsOf(events);
  const standing = grants.filter(({ isOver }) => !isOver);
  const coaches = new Set(standing.map(({ coach }) => coach));
  const last = new Map(grants.filter(({ coach }) => !coaches.has(coach)).map((grant) => [grant.coach, grant]));
  return [...standing, ...last.values()];
}

/** What of a grant that ended is still seen by others of the same coach, each metric once with all that is seen of it. */
export function stillSeen(ended: Grant, others: readonly Grant[]): readonly Scope[] {
  const held = others.flatMap(({ scope }) => scope);
  return ended.scope.flatMap(({ metric }) => {
    const granularities = held.filter((each) => each.metric === metric).flatMap((each) => each.granularities);
    return granularities.length === 0 ? [] : [{ metric, granularities: [...new Set(granularities)] }];
  });
}
