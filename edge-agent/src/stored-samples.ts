import { addDays, type BoxKeyPair, civilDayBounds, ProtocolError } from '@fit4work/protocol';
import { openChunk } from './core/chunk.js';
import { unsealDayKeys } from './core/day-keys.js';
import type { SealedDay } from './core/likeness.js';
import { joinSources, type Measured, reconcile, type Source } from './core/reconcile.js';
import { VAULT_REFUSALS } from './core/refusal-words/vault-refusals.js';
import { AgentError } from './error.js';
import type { Person } from './person.js';
import type { Chunk, DayKeys, Vault } from './ports.js';

/** Whose zone the days are of, and the vault's key pair where the passphrase was given. */
export type Reader = Pick<Person, 'zone'> & { readonly vaultKey?: BoxKeyPair | undefined };

type Days = readonly [string, string];

/**
 * What the vault holds, first and last day included, source by source: of the days whose keys are still open, and with the
 * vault's key of every day.
 *
 * @throws AgentError `vault-damaged`
 */
export const loadSources = async (vault: Vault, reader: Reader, days: Days): Promise<readonly Source[]> =>
  (await load(vault, reader, days)).sources;

/** All that is known of the windows of a day: what was measured on it, the day before and the day after. */
export interface DayKnown {
  readonly measured: Measured;
  /** Whether nothing was left out because it is closed. */
  readonly whole: boolean;
}

/** @throws AgentError `vault-damaged` */
export async function loadDay(vault: Vault, reader: Reader, day: string): Promise<DayKnown> {
  const { sources, whole } = await load(vault, reader, [addDays(day, -1), addDays(day, 1)]);
  return { measured: reconcile(sources), whole };
}

async function load(
  vault: Vault,
  reader: Reader,
  [fromDay, untilDay]: Days,
): Promise<{ readonly sources: readonly Source[]; readonly whole: boolean }> {
  const keys = new Map<string, Uint8Array>();
  for (const each of await vault.dayKeys(fromDay, untilDay)) {
    const open = keysAsOpen(each, reader);
    if (open !== undefined) keys.set(`${each.day}/${each.generation}`, open);
  }
  const parts: Source[] = [];
  const chunks = await vault.chunks(fromDay, untilDay);
  for (const chunk of chunks) {
    const dayKeys = keys.get(`${chunk.day}/${chunk.generation}`);
    if (dayKeys !== undefined) parts.push(openSource(chunk, { dayKeys, zone: reader.zone }));
  }
  return { sources: joinSources(parts), whole: parts.length === chunks.length };
}

/**
 * The nine keys, if the day is open or the vault's key is there.
 *
 * @throws AgentError `vault-damaged`
 */
const keysAsOpen = (keys: DayKeys, { vaultKey }: Pick<Reader, 'vaultKey'>): Uint8Array | undefined =>
  keys.open ?? (vaultKey && unsealed(keys, vaultKey));

/**
 * What opens a day: the nine keys of each generation that is open, and with the vault's key of every one.
 *
 * @throws AgentError `vault-damaged`
 */
export async function keysByGeneration(
  vault: Pick<Vault, 'dayKeys'>,
  reader: Pick<Reader, 'vaultKey'>,
  day: string,
): Promise<ReadonlyMap<number, Uint8Array>> {
  const all = await vault.dayKeys(day, day);
  return new Map(
    all.flatMap((each) => {
      const open = keysAsOpen(each, reader);
      return open === undefined ? [] : [[each.generation, open] as const];
    }),
  );
}

/**
 * What stands sealed of a day, and what opens it.
 *
 * @throws AgentError `vault-damaged`
 */
export async function loadSealedDay(vault: Vault, reader: Reader, day: string): Promise<SealedDay> {
  const { start, end } = civilDayBounds(day, reader.zone);
  return { sealed: await vault.sealedWindows(start, end), keys: await keysByGeneration(vault, reader, day) };
}

/** @throws AgentError `vault-damaged` */
export const openSource = (chunk: Chunk, secrets: { dayKeys: Uint8Array; zone: string }): Source => ({
  wearable: chunk.wearable,
  told: chunk.told === 1,
  ...openChunk(chunk, secrets),
});

/**
 * The keys of a day that may be closed.
 *
 * @throws AgentError `vault-damaged`
 */
export function unsealed(keys: DayKeys, vaultKey: BoxKeyPair): Uint8Array {
  try {
    return unsealDayKeys(keys, vaultKey);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new AgentError('vault-damaged', VAULT_REFUSALS.keysChanged(keys.day), { cause });
  }
}
