import { addDays, type BoxKeyPair } from '@fit4work/protocol';
import { reconcile } from './core/reconcile.js';
import { type Selection, type ShownDay, showDay } from './core/shown-day.js';
import { AgentError } from './error.js';
import type { Person } from './person.js';
import type { Clock, Vault } from './ports.js';
import { loadSources } from './stored-samples.js';

export interface SampleAsk extends Selection {
  /** First and last civil day. */
  readonly from: string;
  readonly until: string;
  /** The vault's, where the passphrase was given: without it, days that are closed stay closed. */
  readonly vaultKey: BoxKeyPair | undefined;
  /** Told before each day. */
  readonly onDay?: ((done: number, days: number) => void) | undefined;
}

export interface OwnSamples {
  readonly days: readonly ShownDay[];
  /** Days that cannot be shown without the passphrase: they are closed, or rest on a day that is. */
  readonly closed: readonly string[];
  /** Days that cannot be shown because they, or a day beside them, were changed on disk. */
  readonly damaged: readonly string[];
}

/** What was measured, one day after the other, as it is sealed; nothing is shown of a day of which a part is missing. */
export async function ownSamples(
  { vault, clock }: { vault: Vault; clock: Clock },
  { zone }: Pick<Person, 'zone'>,
  ask: SampleAsk,
): Promise<OwnSamples> {
  const [days, closed, damaged]: [ShownDay[], string[], string[]] = [[], [], []];
  const held = (await vault.daysHeld(ask.from)).filter((day) => day <= ask.until);
  for (const [i, day] of held.entries()) {
    ask.onDay?.(i, held.length);
    if (ask.vaultKey === undefined && (await isClosed(vault, day, ask))) {
      closed.push(day);
      continue;
    }
    try {
      const around = [addDays(day, -1), addDays(day, 1)] as const;
      const measured = reconcile(await loadSources(vault, { zone, vaultKey: ask.vaultKey }, around));
      days.push(showDay(day, measured, { ...ask, zone, now: clock() }));
    } catch (error) {
      if (!(error instanceof AgentError) || error.code !== 'vault-damaged') throw error;
      damaged.push(day);
    }
  }
  return { days, closed, damaged };
}

/** A sleep period that began the evening before counts on the day on which it ends (SPEC.md clause 4.4). */
async function isClosed(vault: Vault, day: string, { granularity, metrics }: SampleAsk): Promise<boolean> {
  const sleepOfDay = granularity === 'day' && metrics.includes('sleep');
  const needed = sleepOfDay ? [addDays(day, -1), addDays(day, 1)] : [day, day];
  const [first = day, last = day] = needed;
  return (await vault.dayKeys(first, last)).some(({ open }) => open === undefined);
}
