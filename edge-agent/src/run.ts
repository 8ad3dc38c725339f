import { forgetOldSamples } from './bounds.js';
import { POLICY } from './core/connection.js';
import type { Drain } from './drain.js';
import { type ConnectionPorts, keepConnected } from './keep-connected.js';
import type { Person } from './person.js';
import { type LatePorts, sealLate } from './seal-late.js';
import { sealGivingWay } from './seal-windows.js';
import { type WindowPorts, WindowTurns } from './window-turns.js';

export interface RunPorts extends Omit<ConnectionPorts, 'onStored'>, LatePorts {
  readonly drain: Pick<Drain, 'wake' | 'settled' | 'until' | 'isOver'>;
  /** How many days samples are kept after they were measured. */
  readonly keepDays: number;
  readonly coachTime: WindowPorts['coachTime'];
  readonly noticed: WindowPorts['noticed'];
  /** Waits for the next look at what is paired, or until somebody says that there is something to see; `pause` if absent. */
  readonly untilLook?: ConnectionPorts['pause'];
}

/** How often a new pairing is noticed. */
const ROUND_MS = 60_000;

/**
 * Keeps every wearable connected, seals what is due and lets the outbox drain; until told to stop, or once until
 * everything that the wearables hold is delivered. Until told to stop it closes windows without a wearable as well, so that
 * nobody hears whether one is worn.
 *
 * @throws AgentError `superseded` once another command changed the key; others when the vault cannot be used
 */
export async function run(ports: RunPorts, person: Person, once: boolean): Promise<void> {
  const failed = new AbortController();
  const running = { ...ports, stopped: AbortSignal.any([ports.stopped, failed.signal]) };
  await (once ? readAll(running, person, failed) : keepAll(running, person, failed));
  if (once && !ports.stopped.aborted) await ports.drain.settled(ports.stopped);
}

async function readAll(ports: RunPorts, person: Person, failed: AbortController): Promise<void> {
  const wearables = await ports.vault.wearables();
  const policy = { ...POLICY, once: true };
  const read = await together(
    wearables.map((paired) => {
      const onStored = (): Promise<void> => sealRead(ports, person, false);
      return keepConnected({ ...ports, onStored }, person, { paired, policy });
    }),
    failed,
  );
  for (const [index, complete] of read.entries()) {
    if (!complete && !ports.stopped.aborted) ports.report('wearable-away', { wearable: wearables[index]?.id ?? 0 });
  }
  // Of one that is away, or when told to stop in the middle, more of the last day is still to come.
  await sealRead(ports, person, read.every(Boolean));
  const late = await ports.writing.take(() => sealLate(ports, person));
  if (late.envelopes > 0) ports.report('sealed-late', { envelopes: late.envelopes });
  if (late.refused.length > 0) ports.report('late-refused', { days: late.refused.length });
  ports.drain.wake();
}

/** Windows follow what was read: nobody is here to wait for the clock. */
async function sealRead(ports: RunPorts, person: Person, final: boolean): Promise<void> {
  const made = await sealGivingWay(ports, person, { final });
  if (made > 0) ports.report('sealed', { envelopes: made });
  ports.drain.wake();
}

/** Windows close at the agent's turns. A wearable that is paired while the agent runs is noticed within a round. */
async function keepAll(ports: RunPorts, person: Person, failed: AbortController): Promise<void> {
  const turns = new WindowTurns(ports, person);
  const connection: ConnectionPorts = {
    ...ports,
    onReading: (begun) => turns.onReading(begun),
    onStored: async () => {
      await turns.overdue();
      ports.drain.wake();
    },
  };
  const kept = new Map<number, Promise<boolean>>();
  const { untilLook = ports.pause } = ports;
  const look = async (): Promise<void> => {
    while (!ports.stopped.aborted) {
      for (const paired of await ports.vault.wearables()) {
        if (kept.has(paired.id)) continue;
        const mine = keepConnected(connection, person, { paired, policy: POLICY });
        kept.set(paired.id, mine);
        mine.catch(() => failed.abort());
      }
      await turns.look();
      await forgetOldSamples(ports, person, ports.keepDays);
      ports.drain.wake();
      await untilLook(Math.min(ROUND_MS, turns.nextLookMs()), ports.stopped);
    }
  };
  await together([look(), untilSuperseded(ports)], failed);
  await together([...kept.values()], failed);
}

/** Looks at every turn of the drain, which is every few seconds, whether another command took over. */
const untilSuperseded = ({ drain, outbox, stopped }: RunPorts): Promise<void> =>
  drain.until(async () => {
    await outbox.receivedUpTo();
    return false;
  }, stopped);

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
