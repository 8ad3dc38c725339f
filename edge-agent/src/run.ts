import { setMaxListeners } from 'node:events';
import { forgetOldSamples } from './bounds.js';
import { type ConnectionPolicy, POLICY } from './core/connection.js';
import type { Drain } from './drain.js';
import { AgentError } from './error.js';
import { type ConnectionPorts, keepConnected } from './keep-connected.js';
import type { Person } from './person.js';
import type { PairedWearable } from './ports.js';
import { sealDueWindows } from './seal-windows.js';

export interface RunPorts extends Omit<ConnectionPorts, 'onStored'> {
  readonly drain: Drain;
  /** How many days samples are kept after they were measured. */
  readonly keepDays: number;
}

/** A day closes without waiting for late sleep when its end is this many seconds past. */
const SLEEP_GAP = 3600;
/** A wearable that was read to its end within so many seconds has nothing older to bring. */
const LATELY = 600;
/** How often a new pairing is noticed, and a day that is over closed. */
const ROUND_MS = 60_000;

/**
 * Keeps every wearable connected, seals what is due and lets the outbox drain; until told to stop, or once until
 * everything that the wearables hold is delivered.
 *
 * @throws AgentError `not-enrolled` when no wearable is paired; others when the vault cannot be used
 */
export async function run(ports: RunPorts, person: Person, once: boolean): Promise<void> {
  if ((await ports.vault.wearables()).length === 0) {
    throw new AgentError('not-enrolled', 'No wearable is paired; run `pair` first.');
  }
  const failed = new AbortController();
  // Every wearable listens to it.
  setMaxListeners(0, ports.stopped, failed.signal);
  const running = { ...ports, stopped: AbortSignal.any([ports.stopped, failed.signal]) };
  setMaxListeners(0, running.stopped);
  await (once ? readAll(running, person, failed) : keepAll(running, person, failed));
  if (once && !ports.stopped.aborted) await ports.drain.settled(ports.stopped);
}

async function readAll(ports: RunPorts, person: Person, failed: AbortController): Promise<void> {
  const wearables = await ports.vault.wearables();
  const policy = { ...POLICY, once: true };
  const read = await together(
    wearables.map((paired) => keep(ports, person, { paired, policy })),
    failed,
  );
  for (const [index, complete] of read.entries()) {
    if (!complete && !ports.stopped.aborted) ports.report('wearable-away', { wearable: wearables[index]?.id ?? 0 });
  }
  // Of one that is away, or when told to stop in the middle, more of the last day is still to come.
  await seal(ports, person, read.every(Boolean));
}

/** A wearable that is paired while the agent runs is noticed within a round. */
async function keepAll(ports: RunPorts, person: Person, failed: AbortController): Promise<void> {
  const kept = new Map<number, Promise<boolean>>();
  const look = async (): Promise<void> => {
    while (!ports.stopped.aborted) {
      for (const paired of await ports.vault.wearables()) {
        if (kept.has(paired.id)) continue;
        const mine = keep(ports, person, { paired, policy: POLICY });
        kept.set(paired.id, mine);
        mine.catch(() => failed.abort());
      }
      await seal(ports, person, await isPast(ports));
      await forgetOldSamples(ports, person, ports.keepDays);
      await ports.pause(ROUND_MS, ports.stopped);
    }
  };
  await together([look()], failed);
  await together([...kept.values()], failed);
}

/** Throws the first failure, but only when all the others have ended too. */
async function together<T>(works: readonly Promise<T>[], failed: AbortController): Promise<readonly T[]> {
  try {
    return await Promise.all(works);
  } catch (error) {
    failed.abort();
    await Promise.allSettled(works);
    throw error;
  }
}

const keep = (
  ports: RunPorts,
  person: Person,
  options: { paired: PairedWearable; policy: ConnectionPolicy },
): Promise<boolean> => keepConnected({ ...ports, onStored: () => seal(ports, person, false) }, person, options);

async function seal(ports: RunPorts, person: Person, final: boolean): Promise<void> {
  const made = await ports.writing.take(() => sealDueWindows(ports, person, final));
  if (made > 0) ports.report('sealed', { envelopes: made });
  ports.drain.wake();
}

/** Whether every wearable was just read to its end, and that end is long ago: nothing more of its last day is to come. */
async function isPast({ vault, clock }: RunPorts): Promise<boolean> {
  const wearables = await vault.wearables();
  const justRead = wearables.every(({ synchronised = 0 }) => clock() - synchronised <= LATELY);
  return justRead && clock() >= Math.min(...wearables.map(({ cursor }) => cursor ?? 0)) + SLEEP_GAP;
}
