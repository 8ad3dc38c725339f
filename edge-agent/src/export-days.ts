import { addDays, type BoxKeyPair, civilDayBounds, wipe } from '@fit4work/protocol';
import { type ExportDay, toExportDay } from './core/export/export-day.js';
import { joinSources, type Source } from './core/reconcile.js';
import type { Vault } from './ports.js';
import { openSource, unsealed } from './stored-samples.js';

/* The reconciled samples of closed and open days alike, a day at a time: three days are in memory at once, no more. */

interface Opener {
  readonly vault: Vault;
  readonly zone: string;
  /** The employee's vault key, which opens the keys of every day. */
  readonly key: BoxKeyPair;
}

type Days = { readonly from: string; readonly until: string };

/** A day, and whether samples of it are kept whose key is gone. */
export type LoadedDay = ExportDay & { readonly unreadable: boolean };

/**
 * First and last included, in order, without a gap.
 *
 * @throws AgentError `vault-damaged`
 */
export async function* exportDays(opener: Opener, { from, until }: Days): AsyncGenerator<LoadedDay> {
  const families = new Map((await opener.vault.wearables()).map(({ id, family }) => [id, family]));
  let before = await openDaySources(opener, addDays(from, -1));
  let today = await openDaySources(opener, from);
  for (let day = from; day <= until; day = addDays(day, 1)) {
    const after = await openDaySources(opener, addDays(day, 1));
    const bounds = civilDayBounds(day, opener.zone);
    const sources = joinSources([...before.sources, ...today.sources, ...after.sources]);
    yield { ...toExportDay({ day, bounds }, sources, families), unreadable: today.unreadable };
    [before, today] = [today, after];
  }
}

/** Start of the newest sample of the days; 0 where there is none. */
export async function newestSample(opener: Opener, { from, until }: Days): Promise<number> {
  for (let day = until; day >= from; day = addDays(day, -1)) {
    for await (const { samples } of exportDays(opener, { from: day, until: day })) {
      const newest = samples.at(-1);
      if (newest !== undefined) return newest.sample.start;
    }
  }
  return 0;
}

interface DaySources {
  readonly sources: readonly Source[];
  readonly unreadable: boolean;
}

async function openDaySources({ vault, zone, key }: Opener, day: string): Promise<DaySources> {
  const chunks = await vault.chunks(day, day);
  if (chunks.length === 0) return { sources: [], unreadable: false };
  const days = await vault.dayKeys(day, day);
  const generations = new Map(days.map((keys) => [keys.generation, unsealed(keys, key)]));
  const sources = chunks.flatMap((chunk) => {
    const dayKeys = generations.get(chunk.generation);
    return dayKeys === undefined ? [] : [openSource(chunk, { dayKeys, zone })];
  });
  for (const keys of generations.values()) wipe(keys);
  return { sources, unreadable: sources.length < chunks.length };
}
