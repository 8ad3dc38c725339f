import { addDays, civilDayBounds } from '@fit4work/protocol';
import { isErasedWindow } from './core/erased-days.js';
import { type LateWindow, lateBefore, lateWindows, wasForgotten } from './core/late-windows.js';
import type { Positions, TouchedDay, Vault } from './ports.js';

/** The windows to be looked at, and whether there were others that are left as they stand. */
export interface LateOfDay {
  readonly late: readonly LateWindow[];
  readonly refused: boolean;
}

/** What may have to be sealed anew for what was stored of a day. */
export async function lateOfDay(
  vault: Vault,
  touched: TouchedDay,
  { positions, zone }: { readonly positions: Positions; readonly zone: string },
): Promise<LateOfDay> {
  // Of the days beside it, and of those that they take.
  const { start } = civilDayBounds(addDays(touched.day, -2), zone);
  const { end } = civilDayBounds(addDays(touched.day, 2), zone);
  const sealed = await vault.sealedWindows(start, end);
  const erased = await vault.erasures();
  const all = lateWindows(touched, sealed, { positions, zone });
  const due = all.filter(({ window }) => !isErasedWindow(window, erased));
  const late = due.filter(({ window }) => !wasForgotten(window, { sealed, zone }));
  return { late, refused: late.length < due.length };
}

/** The windows that are looked at again with the next turn, or with the passphrase: what they lack comes into them then. */
export async function windowsToCome(vault: Vault, zone: string): Promise<readonly LateWindow['window'][]> {
  const positions = await vault.positions();
  if (positions === undefined) return [];
  const before = lateBefore(positions, await vault.sealedWindows(positions.day - 1, positions.day));
  const late = (await vault.touchedDays()).filter(({ from }) => from < before);
  const days = await Promise.all(late.map((touched) => lateOfDay(vault, touched, { positions, zone })));
  return days.flatMap((each) => each.late.map(({ window }) => window));
}
