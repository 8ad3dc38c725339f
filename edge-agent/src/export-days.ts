import { addDays, type BoxKeyPair, civilDayBounds, type SleepSample, wipe } from '@fit4work/protocol';
import { openChunk } from './core/chunk.js';
import { unsealDayKeys } from './core/day-keys.js';
import { type ExportDay, isOf, type Sourced } from './core/export/export-day.js';
import { endedNights } from './core/export/sleep-nights.js';
import { reconcile, type Source } from './core/reconcile.js';
import { AgentError } from './error.js';
import type { Chunk, DayKeys, Vault } from './ports.js';

/* The reconciled samples of closed and open days alike, a day at a time: two days are in memory at once, no more. */

interface Opener {
  readonly vault: Vault;
  readonly zone: string;
  readonly key: BoxKeyPair;
}

/** A day, and whether samples of it are kept whose key is gone. */
export type LoadedDay = ExportDay & { readonly unreadable: boolean };

/** First and last included, in order, without a gap. A sleep period that reaches beyond them is cut there. */
export async function* exportDays(
  opener: Opener,
  { from, until }: { readonly from: string; readonly until: string },
): AsyncGenerator<LoadedDay> {
  const families = new Map((await opener.vault.wearables()).map(({ id, family }) => [id, family]));
  let carried: readonly Sourced<SleepSample>[] = [];
  let today = await loadDay(opener, from, families);
  for (let day = from; day <= until; day = addDays(day, 1)) {
    const next = day < until ? await loadDay(opener, addDays(day, 1), families) : undefined;
    const sleep = [...carried, ...today.samples.filter(isOf('sleep'))];
    const { ended, open } = endedNights(sleep, next?.samples.find(isOf('sleep'))?.sample.start);
    yield { ...today, nights: ended };
    carried = open;
    if (next !== undefined) today = next;
  }
}

/** Start of the newest sample of the days; 0 where there is none. */
export async function newestSample(
  opener: Opener,
  { from, until }: { readonly from: string; readonly until: string },
): Promise<number> {
  for (let day = until; day >= from; day = addDays(day, -1)) {
    const { samples } = await loadDay(opener, day, new Map());
    const newest = samples.at(-1);
    if (newest !== undefined) return newest.sample.start;
  }
  return 0;
}

async function loadDay(
  { vault, zone, key }: Opener,
  day: string,
  families: ReadonlyMap<number, string>,
): Promise<LoadedDay> {
  const chunks = await vault.chunks(day, day);
  const generations =
    chunks.length === 0 ? new Map<number, Uint8Array>() : unsealAll(await vault.dayKeys(day, day), key);
  const readable = chunks.filter(({ generation }) => generations.has(generation));
  const sources = openSources(readable, { generations, zone });
  for (const keys of generations.values()) wipe(keys);
  const { samples, worn } = reconcile(sources);
  // Reconciling takes samples or leaves them, and makes none: each is still the one that its source has.
  const familyOf = new Map(
    sources.flatMap((source) => source.samples.map((sample) => [sample, families.get(source.wearable) ?? ''])),
  );
  return {
    day,
    bounds: civilDayBounds(day, zone),
    samples: samples.map((sample) => ({ sample, family: familyOf.get(sample) ?? '' })),
    worn,
    nights: [],
    unreadable: readable.length < chunks.length,
  };
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

function openSources(
  chunks: readonly Chunk[],
  { generations, zone }: { generations: ReadonlyMap<number, Uint8Array>; zone: string },
): readonly Source[] {
  const sources = new Map<string, Source>();
  for (const chunk of chunks) {
    const dayKeys = generations.get(chunk.generation);
    if (dayKeys === undefined) continue;
    const { wearable, told } = chunk;
    const part = openChunk(chunk, { dayKeys, zone });
    const before = sources.get(`${wearable}/${told}`);
    sources.set(`${wearable}/${told}`, {
      wearable,
      told: told === 1,
      samples: [...(before?.samples ?? []), ...part.samples],
      worn: [...(before?.worn ?? []), ...part.worn],
    });
  }
  return [...sources.values()];
}
