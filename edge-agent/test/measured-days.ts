import { addDays, type Sample } from '@fit4work/protocol';
import { dayBounds, type VaultWorld } from './vault-world.js';

/* Days of somebody who lives: no two of them alike, some not worn, each the same in every run. */

export interface MeasuredDays {
  readonly from: string;
  readonly days: number;
  /** How many of the last are still open; the others need the passphrase. */
  readonly open: number;
}

/** Every ninth day, counted from the first, is not worn. */
const NOT_WORN = 9;

/** What somebody walks on a day, from its number. */
export const stepsOfDay = (number: number): number => 600 * (3 + ((number * 7) % 11));

/** Stores so many days, every minute of them, and closes those that are no longer open. */
export async function measureDays(world: VaultWorld, { from, days, open }: MeasuredDays): Promise<void> {
  for (let i = 0; i < days; i++) {
    if (i % NOT_WORN === NOT_WORN - 1) continue;
    const { start, end } = dayBounds(addDays(from, i));
    await world.read({ ...world.batchOf(start, end), samples: samplesOfDay(start, end, i) });
  }
  await world.ports.outbox.commit({ entries: [], forgetBefore: addDays(from, days - open) });
}

/** Asleep for the first seven hours or so, walking for ten of them, at a pace that the day decides. */
function samplesOfDay(start: number, end: number, number: number): Sample[] {
  const samples: Sample[] = [];
  const awakeAt = start + (400 + ((number * 13) % 60)) * 60;
  const pace = stepsOfDay(number) / 600;
  for (let at = start; at < end; at += 60) {
    const isWalking = at >= start + 10 * 3_600 && at < start + 20 * 3_600;
    samples.push({ metric: 'steps', start: at, duration: 60, value: isWalking ? pace : 0 });
    const beats = (at < awakeAt ? 52 : 68) + (number % 7) + (isWalking ? (at / 60) % 40 : 0);
    samples.push({ metric: 'heart-rate', start: at, value: beats });
    if (at < awakeAt)
      samples.push({ metric: 'sleep', start: at, duration: 60, stage: (at / 60) % 90 < 30 ? 'deep' : 'light' });
  }
  return samples;
}
