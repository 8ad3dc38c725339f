import { toHex } from '@fit4work/protocol';
import { type Finding, isCurrent } from './core/findings.js';
import type { SpokenStatus } from './core/status-lines.js';
import { AgentError } from './error.js';
import { liveGrants } from './grants.js';
import type { Clock, FindingStore, Outbox, PairedWearable, Vault } from './ports.js';
import type { Family } from './wearable-port.js';

interface StatusPorts {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly findings: FindingStore;
  readonly clock: Clock;
}

/** What is said in words, and more that only the document has. */
interface AgentStatus extends SpokenStatus {
  readonly [name: string]: unknown;
}

/**
 * What an employee may know without a passphrase: counts, wearables and grants, and no measured value.
 *
 * @throws AgentError `not-enrolled`
 */
export async function statusOf(
  { vault, outbox, findings, clock }: StatusPorts,
  families: ReadonlyMap<string, Family>,
  leaves: boolean,
): Promise<AgentStatus> {
  const identity = await vault.identity();
  if (!identity?.registered)
    throw new AgentError('not-enrolled', 'This state folder is not enrolled; run `enrol` first.');
  const { envelopes, received, proven, recordsWaiting } = await outbox.counts();
  const consents = (await outbox.records()).filter(({ kind }) => kind === 'consent').length;
  const grants = await liveGrants(outbox, identity, clock());
  return {
    pseudonym: toHex(identity.pseudonym),
    samples: await vault.sampleCounts(),
    envelopes,
    receipts: received,
    anchored: proven,
    recordsWaiting,
    findings: (await findings.findings()).map((each) => findingStatus(each, clock())),
    consents,
    days: (await vault.days()) ?? null,
    wearables: (await vault.wearables()).map((wearable) => wearableStatus(wearable, families)),
    ...(leaves ? { leaves: (await outbox.leaves()).map(toHex) } : {}),
    grants: grants.map(({ id, grant: { recipient, scope, from, until } }) => ({ id, recipient, scope, from, until })),
  };
}

/** `current` while it holds, or for a day after it happened; what is past stays. Times in Unix seconds. */
const findingStatus = (finding: Finding, now: number): Finding & { readonly current: boolean } => ({
  ...finding,
  current: isCurrent(finding, now),
});

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
