import { addDays, civilDay, civilDayBounds } from '@fit4work/protocol';
import { asForgotten, isWanted } from './core/late-windows.js';
import type { Person } from './person.js';
import type { Clock, Outbox, Report, Vault } from './ports.js';
import type { Turn } from './turn.js';
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

/** What forgetting needs. */
export interface ForgettingPorts {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly report: Report;
  readonly writing: Turn;
  /** Settles after so many milliseconds, or at once when the signal comes. */
  readonly pause: (milliseconds: number, until: AbortSignal) => Promise<void>;
  readonly stopped: AbortSignal;
}

/**
 * Forgets samples older than they are kept: of days whose windows are all sealed, and only when every envelope of them is
 * received and proven, since from those they can be had back. What came late stays until it is sealed, with the days around it.
 * A day is forgotten in a turn of its own, for which nothing else is stored; between two of them others write, and everything
 * else of the process goes on. Killed or stopped in between: the days that are done are done.
 */
export async function forgetOldSamples(
  ports: ForgettingPorts,
  { zone }: Pick<Person, 'zone'>,
  keepDays: number,
): Promise<void> {
  const { writing, pause, stopped, report } = ports;
  let days = 0;
  // What was written meanwhile may want the next one: each is decided anew.
  while (!stopped.aborted && (await writing.take(() => forgetOldest(ports, zone, keepDays)))) {
    days += 1;
    await pause(0, stopped);
  }
  if (days > 0) report('samples-forgotten', { days });
}

/** @returns whether there was a day to forget */
async function forgetOldest(
  { vault, outbox, clock }: ForgettingPorts,
  zone: string,
  keepDays: number,
): Promise<boolean> {
  const held = await vault.days();
  const positions = await vault.positions();
  if (held === undefined || positions === undefined) return false;
  const first = addDays(civilDay(clock(), zone), -keepDays);
  const { end: sealedUpTo } = civilDayBounds(first, zone);
  // Windows stand nowhere near: the clock is ahead, or what is not sealed yet still needs the days before it.
  if (held.from >= first || sealedUpTo > positions.day) return false;
  const touched = await vault.touchedDays();
  const oldest = (await vault.daysHeld(held.from)).find((day) => day < first && !isWanted(day, touched));
  // A sleep period that began in the last of them counts on the day after.
  if (oldest === undefined || !(await outbox.isDelivered(sealedUpTo))) return false;
  const { start, end } = civilDayBounds(oldest, zone);
  await vault.forgetSamples(oldest, asForgotten(oldest, await vault.sealedWindows(start, end), zone));
  return true;
}
