import { addDays, type BoxKeyPair, type Window, windowsOf } from '@fit4work/protocol';
import { likenessOf } from './core/likeness.js';
import { type Selection, type ShownDay, showDay } from './core/shown-day.js';
import { windowPlaintexts } from './core/window-plaintext.js';
import { AgentError } from './error.js';
import { windowsToCome } from './late-of-day.js';
import type { Person } from './person.js';
import type { Clock, Vault } from './ports.js';
import { type DayKnown, loadDay, loadSealedDay, type Reader } from './stored-samples.js';

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
  /** Days of which something was sealed of samples that are not held any more: it stands otherwise than it is shown. */
  readonly notAsSealed: readonly string[];
}

/** What was measured, one day after the other, as it is sealed; nothing is shown of a day of which a part is missing. */
export async function ownSamples(
  { vault, clock }: { vault: Vault; clock: Clock },
  { zone }: Pick<Person, 'zone'>,
  ask: SampleAsk,
): Promise<OwnSamples> {
  const [days, closed, damaged, notAsSealed]: [ShownDay[], string[], string[], string[]] = [[], [], [], []];
  const reader = { zone, vaultKey: ask.vaultKey };
  const toCome = await windowsToCome(vault, zone);
  const held = (await vault.daysHeld(ask.from)).filter((day) => day <= ask.until);
  for (const [i, day] of held.entries()) {
    ask.onDay?.(i, held.length);
    if (ask.vaultKey === undefined && (await isClosed(vault, day, ask))) {
      closed.push(day);
      continue;
    }
    try {
      const known = await loadDay(vault, reader, day);
      days.push(showDay(day, known.measured, { ...ask, zone, now: clock() }));
      const windows = windowsOf(day, ask.granularity, zone).filter((window) => !isAmong(window, toCome));
      if (!(await isAsSealed(vault, reader, { windows, known }))) notAsSealed.push(day);
    } catch (error) {
      if (!(error instanceof AgentError) || error.code !== 'vault-damaged') throw error;
      damaged.push(day);
    }
  }
  return { days, closed, damaged, notAsSealed };
}

/** A sleep period that began the evening before counts on the day on which it ends (SPEC.md clause 4.4). */
async function isClosed(vault: Vault, day: string, { granularity, metrics }: SampleAsk): Promise<boolean> {
  const sleepOfDay = granularity === 'day' && metrics.includes('sleep');
  const needed = sleepOfDay ? [addDays(day, -1), addDays(day, 1)] : [day, day];
  const [first = day, last = day] = needed;
  return (await vault.dayKeys(first, last)).some(({ open }) => open === undefined);
}

const isAmong = ({ granularity, start }: Window, windows: readonly Window[]): boolean =>
  windows.some((each) => each.granularity === granularity && each.start === start);

/** Whether no window of a day is known to have been sealed otherwise; where a part of it is closed, nothing can be compared. */
async function isAsSealed(
  vault: Vault,
  reader: Reader,
  { windows, known }: { readonly windows: readonly Window[]; readonly known: DayKnown },
): Promise<boolean> {
  const [day] = windows.map((window) => window.day);
  if (day === undefined || !known.whole) return true;
  const sealedDay = await loadSealedDay(vault, reader, day);
  return windows.every(
    (window) => likenessOf(window, windowPlaintexts(window, known.measured), sealedDay) !== 'unlike',
  );
}
