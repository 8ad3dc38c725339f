import { addDays, type BoxKeyPair, civilDayBounds, wipe } from '@fit4work/protocol';
import { openChunk } from './core/chunk.js';
import { unsealDayKeys } from './core/day-keys.js';
import { type ExportDay, toExportDay } from './core/export/export-day.js';
import type { Source } from './core/reconcile.js';
import { AgentError } from './error.js';
import type { Chunk, DayKeys, Vault } from './ports.js';

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
  const generations = unsealAll(await vault.dayKeys(day, day), key);
  const sources = chunks.flatMap((chunk) => {
    const dayKeys = generations.get(chunk.generation);
    return dayKeys === undefined ? [] : [sourceOf(chunk, { dayKeys, zone })];
  });
  for (const keys of generations.values()) wipe(keys);
  return { sources, unreadable: sources.length < chunks.length };
}

function sourceOf(chunk: Chunk, secrets: { dayKeys: Uint8Array; zone: string }): Source {
  return { wearable: chunk.wearable, told: chunk.told === 1, ...openChunk(chunk, secrets) };
}

function unsealAll(days: readonly DayKeys[], key: BoxKeyPair): Map<number, Uint8Array> {
  try {
    return new Map(days.map((keys) => [keys.generation, unsealDayKeys(keys, key)]));
  } catch (cause) {
    throw new AgentError(
      'vault-damaged',
      'The vault’s keys of a day were changed on disk; restore vault.db from a backup.',
      { cause },
    );
  }
}

/** What one wearable kept is one source, and what it told another, however many chunks they lie in. */
function joinSources(parts: readonly Source[]): readonly Source[] {
  const groups = new Map<string, { first: Source; parts: Source[] }>();
  for (const part of parts) {
    const group = groups.get(`${part.wearable}/${part.told}`) ?? { first: part, parts: [] };
    group.parts.push(part);
    groups.set(`${part.wearable}/${part.told}`, group);
  }
  return [...groups.values()].map(({ first, parts: own }) => ({
    wearable: first.wearable,
    told: first.told,
    samples: own.flatMap(({ samples }) => samples),
    worn: own.flatMap(({ worn }) => worn),
  }));
}
