import type { Sample } from '@fit4work/protocol';
import { sealDueWindows } from '../src/seal-windows.js';
import { takeHistory } from '../src/synchronise.js';
import type { Batch } from '../src/wearable-port.js';
import { DAY, dayBounds, type VaultWorld, wearableWith } from './vault-world.js';

const HOUR = 3600;
const { start } = dayBounds(DAY);
const AT_EIGHT = start + 20 * HOUR;
/** Three days are read, and two hours of the one after them have passed. */
export const AFTERWARDS = start + 3 * 86_400 + 2 * HOUR;

/** Windows close by the clock at an instant, as they do while the agent runs. */
export const closeWindows = (world: VaultWorld, at: number): Promise<number> =>
  sealDueWindows({ ...world.ports, clock: () => at }, world.person, {
    ...{ final: false, quarter: Math.floor(at / 900) * 900, onTime: true },
  });

export const pairOther = (world: VaultWorld): Promise<void> =>
  world.ports.vault.pair({ address: 'c0:00:00:00:00:02', family: 'standard', key: undefined });

/** What a second wearable kept of a time that the first left out. */
export async function readOther(world: VaultWorld, now: number, ...batches: readonly Batch[]): Promise<void> {
  const paired = (await world.ports.vault.wearables()).at(-1);
  if (paired === undefined) throw new Error('no wearable');
  const reading = { ...(await world.reading(wearableWith(batches))), paired, cursor: paired.cursor };
  await takeHistory({ ...world.readingPorts, clock: () => now }, world.person, { reading, drift: 0 });
}

/** A day that is sealed and closed, and a heart rate of its evening that comes late; it was the only one in its hour. */
export async function closedDayWithLateHour(world: VaultWorld): Promise<void> {
  const { vault } = world.ports;
  await pairOther(world);
  await vault.note(2, { cursor: start });
  const whole = world.batchOf(start, start + 3 * 86_400);
  const missed = ({ metric, start: at }: Sample): boolean =>
    metric === 'heart-rate' && at >= AT_EIGHT && at < AT_EIGHT + HOUR;
  await world.read({ ...whole, samples: whole.samples.filter((sample) => !missed(sample)) });
  await vault.note(2, { cursor: start + 3 * 86_400 });
  await closeWindows(world, AFTERWARDS);
  await vault.note(2, { cursor: AT_EIGHT });
  await readOther(world, AFTERWARDS, {
    ...world.batchOf(AT_EIGHT, AT_EIGHT + HOUR),
    samples: [{ metric: 'heart-rate', start: AT_EIGHT + 30, value: 133 }],
  });
  await vault.note(2, { cursor: start + 3 * 86_400 });
}
