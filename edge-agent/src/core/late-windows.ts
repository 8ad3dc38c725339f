import { addDays, civilDay, GRANULARITIES, type Window, windowsOf } from '@fit4work/protocol';
import type { Positions, SealedWindow, StoredStretch } from '../ports.js';
import { SLEEP_GAP, sealedAs } from './due-windows.js';

/* History that comes when the windows that it belongs to are sealed already. */

/** A sample belongs to the window of its start, but takes the place of another wearable's that reached into its minute. */
const REACH = 3600;

/**
 * What was stored of a time before this is late: a window that is sealed, or was passed by, may lack it.
 *
 * @param sealed those that end where the days are sealed up to, at least
 */
export function lateBefore({ raw, hour, day }: Positions, sealed: readonly SealedWindow[]): number {
  const isSealed = sealed.some(({ granularity, until }) => granularity === 'day' && until >= day);
  // What goes on past midnight may be of a sleep period that was thought to end before it.
  return Math.max(raw, hour, isSealed ? day + SLEEP_GAP : day);
}

export interface LateWindow {
  readonly window: Window;
  /** As it stands; undefined of one that was passed by, since nothing was known of its day. */
  readonly sealed: SealedWindow | undefined;
}

/** A sleep period that lasts into a day counts there; one that ends in the evening may turn out to go on. */
const mayChange = ({ granularity, start, end }: Window, { from, until }: StoredStretch): boolean =>
  granularity === 'day' ? from < end + SLEEP_GAP : start < until + REACH && end > from - REACH;

/**
 * The windows that may have to be sealed anew, in the order in which they would be: those of the day, and of its neighbours
 * what sleep or another wearable's samples reach across midnight.
 *
 * @param sealed those of the three days
 */
export function lateWindows(
  touched: StoredStretch,
  sealed: readonly SealedWindow[],
  { positions, zone }: { readonly positions: Positions; readonly zone: string },
): readonly LateWindow[] {
  const windows = [-1, 0, 1].flatMap((away) =>
    GRANULARITIES.flatMap((granularity) => windowsOf(addDays(touched.day, away), granularity, zone)),
  );
  return windows.flatMap((window) => {
    const stands = sealedAs(window, sealed);
    const passed = window.day === touched.day && window.start < positions[window.granularity];
    const wanted = stands === undefined ? passed : mayChange(window, touched);
    return wanted ? [{ window, sealed: stands }] : [];
  });
}

/** The windows of a civil day that are sealed, as they stand once its samples are forgotten. */
export const asForgotten = (day: string, sealed: readonly SealedWindow[], zone: string): readonly SealedWindow[] =>
  GRANULARITIES.flatMap((granularity) => windowsOf(day, granularity, zone)).flatMap((window) => {
    const stands = sealedAs(window, sealed);
    if (stands === undefined) return [];
    return [{ ...stands, start: window.start, until: window.end, digest: undefined, forgotten: true }];
  });

/**
 * Whether a window would be made of less than it was: it takes what was measured on its day, the day before and the day after.
 *
 * @param sealed those of the three days
 */
export function wasForgotten(
  { day }: Window,
  { sealed, zone }: { readonly sealed: readonly SealedWindow[]; readonly zone: string },
): boolean {
  const [from, until] = [addDays(day, -1), addDays(day, 1)];
  return sealed.some(({ start, forgotten }) => {
    if (forgotten !== true) return false;
    const its = civilDay(start, zone);
    return from <= its && its <= until;
  });
}

/** Days away from one that was touched, so far what is sealed anew of it reaches: a neighbour's windows, which take theirs. */
const REACHED = 2;

/** Whether the samples of a day are still wanted, by what is not sealed anew yet. */
export const isWanted = (day: string, touched: readonly StoredStretch[]): boolean =>
  touched.some((each) => addDays(each.day, -REACHED) <= day && day <= addDays(each.day, REACHED));
