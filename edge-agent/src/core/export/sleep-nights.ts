import { PERIOD_GAP, type SleepSample } from '@fit4work/protocol';
import type { SleepNight, Sourced } from './export-day.js';

/** Groups sleep samples, sorted by start, into the periods of SPEC.md clause 4.4. */
function groupNights(samples: readonly Sourced<SleepSample>[]): readonly SleepNight[] {
  const nights: Sourced<SleepSample>[][] = [];
  let end = 0;
  for (const each of samples) {
    const last = nights.at(-1);
    if (last === undefined || each.sample.start - end >= PERIOD_GAP) nights.push([each]);
    else last.push(each);
    end = Math.max(end, each.sample.start + each.sample.duration);
  }
  return nights;
}

const endOf = (night: SleepNight): number => Math.max(...night.map(({ sample }) => sample.start + sample.duration));

/**
 * Parts the periods that have ended from the one that the next day's sleep goes on with.
 *
 * @param next when the first sleep sample of the days to come starts; undefined where there is none
 */
export function endedNights(
  samples: readonly Sourced<SleepSample>[],
  next: number | undefined,
): { readonly ended: readonly SleepNight[]; readonly open: SleepNight } {
  const nights = groupNights(samples);
  const last = nights.at(-1);
  if (last === undefined || next === undefined || next - endOf(last) >= PERIOD_GAP) return { ended: nights, open: [] };
  return { ended: nights.slice(0, -1), open: last };
}
