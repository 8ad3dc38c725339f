import { addDays, civilDay, civilDayBounds } from '@fit4work/protocol';
import { asForgotten, isWanted } from './core/late-windows.js';
import type { Person } from './person.js';
import type { Clock, Outbox, Report, Vault } from './ports.js';
import { WearableError } from './wearable-error.js';

/* What a vault may grow to, and how long samples are kept in it. Nothing that is not delivered is ever dropped. */

/**
 * Before a wearable's history is taken: it keeps it while the vault has no room.
 *
 * @throws WearableError `vault-full`, and the wearable is asked again later
 */
export async function checkRoom(vault: Pick<Vault, 'size'>): Promise<void> {
  const { bytes, limit } = await vault.size();
  if (bytes < limit) return;
  throw new WearableError(
    'vault-full',
    'The vault has reached its limit; set FIT4WORK_AGENT_LIMIT_MIB higher, or wait until what it holds is delivered.',
  );
}

/**
 * Forgets samples older than they are kept: of days whose windows are all sealed, and only when every envelope of them is
 * received and proven, since from those they can be had back. What came late stays until it is sealed, with the days around it.
 * Killed in between: the days that are done are done. To be called while nothing else is stored.
 */
export async function forgetOldSamples(
  { vault, outbox, clock, report }: { vault: Vault; outbox: Outbox; clock: Clock; report: Report },
  { zone }: Pick<Person, 'zone'>,
  keepDays: number,
): Promise<void> {
  const held = await vault.days();
  const positions = await vault.positions();
  if (held === undefined || positions === undefined) return;
  const first = addDays(civilDay(clock(), zone), -keepDays);
  // Windows stand nowhere near: the clock is ahead, or what is not sealed yet still needs the days before it.
  if (held.from >= first || civilDayBounds(first, zone).end > positions.day) return;
  const touched = await vault.touchedDays();
  const old = (await vault.daysHeld(held.from)).filter((day) => day < first && !isWanted(day, touched));
  // A sleep period that began in the last of them counts on the day after.
  if (old.length === 0 || !(await outbox.isDelivered(civilDayBounds(first, zone).end))) return;
  for (const day of old) {
    const { start, end } = civilDayBounds(day, zone);
    await vault.forgetSamples(day, asForgotten(day, await vault.sealedWindows(start, end), zone));
  }
  report('samples-forgotten', { days: old.length });
}
