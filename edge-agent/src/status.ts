import { toHex } from '@fit4work/protocol';
import { AgentError } from './error.js';
import { liveGrants } from './grants.js';
import type { Clock, Outbox, PairedWearable, Vault } from './ports.js';
import type { Family } from './wearable-port.js';

interface StatusPorts {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/**
 * What an employee may know without a passphrase: counts, wearables and grants, and no measured value.
 *
 * @throws AgentError `not-enrolled`
 */
export async function statusOf(
  { vault, outbox, clock }: StatusPorts,
  families: ReadonlyMap<string, Family>,
  leaves: boolean,
): Promise<Readonly<Record<string, unknown>>> {
  const identity = await vault.identity();
  if (!identity?.registered)
    throw new AgentError('not-enrolled', 'This state folder is not enrolled; run `enrol` first.');
  const { envelopes, received, proven, recordsWaiting } = await outbox.counts();
  const consents = (await outbox.records()).filter(({ kind }) => kind === 'consent').length;
  const grants = await liveGrants(outbox, identity, clock());
  return {
    pseudonym: toHex(identity.pseudonym),
    wordsConfirmed: identity.wordsConfirmed,
    samples: await vault.sampleCounts(),
    envelopes,
    receipts: received,
    anchored: proven,
    recordsWaiting,
    consents,
    letters: await outbox.letterCounts(),
    days: (await vault.days()) ?? null,
    wearables: (await vault.wearables()).map((wearable) => wearableStatus(wearable, families)),
    ...(leaves ? { leaves: (await outbox.leaves()).map(toHex) } : {}),
    grants: grants.map(({ id, grant: { recipient, scope, from, until } }) => ({ id, recipient, scope, from, until })),
  };
}

/** `sleep` is `none` for a wearable that has no sleep of its own: that it shows none says nothing about the night. */
function wearableStatus(
  { id, address, family, synchronised, battery, clock, device }: PairedWearable,
  families: ReadonlyMap<string, Family>,
): Readonly<Record<string, unknown>> {
  return {
    wearable: id,
    address,
    family,
    device: device ?? null,
    sleep: families.get(family)?.sleep ?? null,
    synchronised: synchronised ?? null,
    battery: battery ?? null,
    clock: clock === undefined ? null : { wasAheadBy: clock.drift, set: clock.set ? clock.at : null },
  };
}
