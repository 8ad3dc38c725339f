import { type Authority, fromHex, headsOf, vaultKey, wipe } from '@fit4work/protocol';
import { consentRecords, liveGrants, releasesOf } from './grants.js';
import type { Clock, DayKeys, Identity, NewRecord, Outbox, PassphraseLock, Vault } from './ports.js';

export interface ConfirmPorts {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly lock: PassphraseLock;
  readonly clock: Clock;
}

/** The grants that a recovery gave back, live, and wait until the employee confirms them. */
export async function unconfirmedGrants(outbox: Outbox, identity: Identity, at: number): Promise<readonly Authority[]> {
  const held = await outbox.heldGrants();
  if (held.size === 0) return [];
  return (await liveGrants(outbox, identity, at)).filter(({ id }) => held.has(id));
}

/** What the employee says. */
interface Confirmation {
  readonly passphrase: string;
  /** Ids of the grants that were shown: none counts that came back after that. */
  readonly grants: readonly string[];
}

/**
 * The employee's word that grants which a recovery gave back still stand. Every day that they cover is released: nobody knows
 * which days began meanwhile at an agent that is no more, and the same keys again change nothing.
 *
 * @returns the ids of those that waited for it
 * @throws AgentError `bad-passphrase`, `vault-damaged`
 */
export async function confirmGrants(
  { vault, outbox, lock, clock }: ConfirmPorts,
  identity: Identity,
  { passphrase, grants: shown }: Confirmation,
): Promise<readonly string[]> {
  const root = await lock.unwrap(identity.wrappedRoot, passphrase);
  const key = vaultKey(root);
  wipe(root);
  const waiting = await unconfirmedGrants(outbox, identity, clock());
  const grants = waiting.filter(({ id }) => shown.includes(id));
  const heads = headsOf(await consentRecords(outbox, identity)).map((id) => fromHex(id));
  const known = new Set<string>();
  const release = async (): Promise<readonly NewRecord[]> => {
    const made: NewRecord[] = [];
    for (const { id, grant } of grants) {
      const under = ({ day, generation }: DayKeys): string => `${id}/${day}/${generation}`;
      const days = (await vault.dayKeys(grant.from, grant.until)).filter((day) => !known.has(under(day)));
      for (const day of days) known.add(under(day));
      made.push(...releasesOf(identity, { grant, leaf: fromHex(id), heads, vault: key }, days));
    }
    return made;
  };
  const ids = grants.map(({ id }) => id);
  await outbox.confirmGrants(ids, await release());
  // A day that `run` began before it could know.
  const begun = await release();
  if (begun.length > 0) await outbox.addRecords(begun);
  wipe(key.secret);
  return ids;
}
