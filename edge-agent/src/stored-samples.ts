import { type BoxKeyPair, ProtocolError } from '@fit4work/protocol';
import { openChunk } from './core/chunk.js';
import { unsealDayKeys } from './core/day-keys.js';
import { joinSources, type Source } from './core/reconcile.js';
import { AgentError } from './error.js';
import type { Person } from './person.js';
import type { Chunk, DayKeys, Vault } from './ports.js';

/** Whose zone the days are of, and the vault's key pair where the passphrase was given. */
export type Reader = Pick<Person, 'zone'> & { readonly vaultKey?: BoxKeyPair | undefined };

/**
 * What the vault holds, first and last day included, source by source: of the days whose keys are still open, and with the
 * vault's key of every day.
 *
 * @throws AgentError `vault-damaged`
 */
export async function loadSources(
  vault: Vault,
  { zone, vaultKey }: Reader,
  [fromDay, untilDay]: readonly [string, string],
): Promise<readonly Source[]> {
  const keys = new Map<string, Uint8Array>();
  for (const each of await vault.dayKeys(fromDay, untilDay)) {
    const open = each.open ?? (vaultKey && unsealed(each, vaultKey));
    if (open !== undefined) keys.set(`${each.day}/${each.generation}`, open);
  }
  const parts: Source[] = [];
  for (const chunk of await vault.chunks(fromDay, untilDay)) {
    const dayKeys = keys.get(`${chunk.day}/${chunk.generation}`);
    if (dayKeys !== undefined) parts.push(openSource(chunk, { dayKeys, zone }));
  }
  return joinSources(parts);
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
    throw new AgentError(
      'vault-damaged',
      `The vault's keys of ${keys.day} were changed on disk; restore vault.db from a backup.`,
      { cause },
    );
  }
}
