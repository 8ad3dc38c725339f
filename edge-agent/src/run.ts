import type { Drain } from './drain.js';
import { AgentError } from './error.js';
import type { Person, PersonPorts } from './person.js';
import type { PairedWearable, Report, WearableCentral } from './ports.js';
import { codeOf } from './report.js';
import { sealDueWindows } from './seal-windows.js';
import { synchronise } from './synchronise.js';

export interface RunPorts extends PersonPorts {
  readonly central: WearableCentral;
  readonly drain: Drain;
  readonly report: Report;
  /** Settles after so many milliseconds, or at once when the agent is told to stop. */
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly stopped: AbortSignal;
}

/** A day closes without waiting for late sleep when its end is this many seconds past. */
const SLEEP_GAP = 3600;
const BETWEEN_SYNCHRONISATIONS = 60_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;

/**
 * Synchronises every wearable, seals what is due and lets the outbox drain; again and again, or once until everything is
 * delivered.
 *
 * @throws AgentError `not-enrolled` when no wearable is paired
 */
export async function run(ports: RunPorts, person: Person, once: boolean): Promise<void> {
  let wait = FIRST_WAIT;
  while (!ports.stopped.aborted) {
    const complete = await synchroniseAll(ports, person, once);
    if (complete && once) {
      await ports.drain.settled(ports.stopped);
      return;
    }
    wait = complete ? BETWEEN_SYNCHRONISATIONS : Math.min(2 * wait, LONGEST_WAIT);
    await ports.pause(wait);
    if (complete) wait = FIRST_WAIT;
  }
}

/** Tells whether every wearable was read to the end of what it holds. */
async function synchroniseAll(ports: RunPorts, person: Person, once: boolean): Promise<boolean> {
  const wearables = await ports.vault.wearables();
  if (wearables.length === 0) throw new AgentError('not-enrolled', 'No wearable is paired; run `pair` first.');
  let complete = true;
  for (const paired of wearables) complete = (await synchroniseOne(ports, person, paired)) && complete;
  await seal(ports, person, complete && (once || (await isPast(ports))));
  return complete;
}

async function synchroniseOne(ports: RunPorts, person: Person, paired: PairedWearable): Promise<boolean> {
  try {
    const wearable = await ports.central.connect(paired);
    try {
      const onBatch = async (from: number, until: number): Promise<void> => {
        await seal(ports, person, false);
        ports.report('synchronised', { minutes: Math.round((until - from) / 60) });
      };
      await synchronise(ports, person, { paired, wearable, onBatch });
    } finally {
      await wearable.close().catch(() => undefined);
    }
    return true;
  } catch (error) {
    if (error instanceof AgentError) throw error;
    ports.report('wearable-failed', { code: codeOf(error) });
    return false;
  }
}

async function seal(ports: RunPorts, person: Person, final: boolean): Promise<void> {
  const made = await sealDueWindows(ports, person, final);
  if (made > 0) ports.report('sealed', { envelopes: made });
  ports.drain.wake();
}

/** Whether what the wearables hold ended long ago, so that nothing more of its last day is to come. */
async function isPast({ vault, clock }: RunPorts): Promise<boolean> {
  const cursors = (await vault.wearables()).map(({ cursor }) => cursor ?? 0);
  return clock() >= Math.min(...cursors) + SLEEP_GAP;
}
