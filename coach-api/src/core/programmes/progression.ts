/* How the minutes of a template grow (SPEC.md clause 21.3). */

export interface Growth {
  /** Minutes of the first week. */
  readonly first: number;
  /** Minutes that are never exceeded. */
  readonly most: number;
}

/** Every fourth week is lighter, and grows by nothing. */
const CYCLE = 4;

/** @param week 0 first */
export function minutesInWeek({ first, most }: Growth, week: number): number {
  const grown = week - Math.floor((week + 1) / CYCLE);
  let minutes = first;
  for (let i = 0; i < grown; i += 1) minutes = Math.min(most, Math.max(minutes + 1, Math.floor((minutes * 11) / 10)));
  return (week + 1) % CYCLE === 0 ? Math.floor((minutes * 8) / 10) : minutes;
}
