import { addDays } from '@fit4work/protocol';

/** Days one after the other are told by their first and last. @param days ascending */
export function runsText(days: readonly string[], to: string): string {
  const runs: { first: string; last: string }[] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run !== undefined && addDays(run.last, 1) === day) run.last = day;
    else runs.push({ first: day, last: day });
  }
  return runs.map(({ first, last }) => (first === last ? first : `${first} ${to} ${last}`)).join(', ');
}
