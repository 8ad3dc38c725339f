import { toHex } from '@fit4work/protocol';
import { unconfirmedGrants } from './confirm-grants.js';
import { isDiskFull } from './core/disk-room.js';
import type { Language } from './core/language.js';
import type { SharedGrant, StatusFacts, StorageFacts, WearableFacts } from './core/status-lines.js';
import { isAhead, toldFinding, toldSigned } from './core/told-times.js';
import { enrolled } from './enrol.js';
import { AgentError } from './error.js';
import { consentRecords } from './grants.js';
import { keptAgents } from './kept-agents.js';
import { standingGrants } from './lasting-grants.js';
import { ownEnding } from './own-consent.js';
import { ownErasures } from './own-erasures.js';
import type { Clock, FindingStore, Identity, Outbox, OutboxCounts, PairedWearable, Vault } from './ports.js';
import type { Family } from './wearable-port.js';
import { witnessesOfLog } from './witnessed-places.js';

/** What `status` says as data: what a person is told of it, and more. */
export interface AgentStatus extends StatusFacts {
  readonly pseudonym: string;
  /** Whether two of the recovery words were given back. */
  readonly wordsConfirmed: boolean;
  readonly consents: number | null;
  readonly letters: Awaited<ReturnType<Outbox['letterCounts']>> | null;
  readonly erasures: Awaited<ReturnType<typeof ownErasures>> | null;
  readonly leaves?: readonly string[] | null;
}

interface StatusPorts {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly findings: FindingStore;
  readonly clock: Clock;
}

/**
 * What an employee may know without a passphrase: counts, wearables and grants, and no measured value. What was changed on
 * disk is null, and named under `damaged` with its remedy, in the language that is asked for; the rest is told.
 *
 * @throws AgentError `not-enrolled`, `vault-damaged` when it is the identity
 */
export async function statusOf(
  { vault, outbox, findings, clock }: StatusPorts,
  families: ReadonlyMap<string, Family>,
  { leaves, language }: { readonly leaves: boolean; readonly language: Language },
): Promise<AgentStatus> {
  const identity = enrolled(await vault.identity());
  const damaged = new Set(vault.noticed.map((said) => said[language]));
  const told = <T>(ask: () => Promise<T>): Promise<T | null> =>
    unlessDamaged(ask, (error) => damaged.add(error.said[language]));
  const counts = await told(() => outbox.counts());
  const consents = await told(
    async () => (await outbox.anchoredRecords()).filter(({ kind }) => kind === 'consent').length,
  );
  const grants = await told(() => sharedGrants(outbox, identity, clock()));
  const wearables = await told(() => vault.wearables());
  return {
    pseudonym: toHex(identity.pseudonym),
    wordsConfirmed: identity.wordsConfirmed,
    samples: await told(() => vault.sampleCounts()),
    // What agents before this one made is the employee's as well: a new key takes nothing back.
    envelopes: counts === null ? null : counts.envelopes + counts.past.envelopes,
    receipts: counts === null ? null : counts.received + counts.past.envelopes,
    anchored: counts === null ? null : counts.proven + counts.past.proven,
    witnesses: await witnessesOfLog(outbox, identity.pins.policy),
    recordsWaiting: counts?.recordsWaiting ?? null,
    consents,
    letters: await told(() => outbox.letterCounts()),
    erasures:
      (await told(() => ownErasures({ vault, outbox })))?.map((each) => toldSigned(each, each.issued, clock())) ?? null,
    days: (await told(() => vault.days())) ?? null,
    daysWaiting:
      (await told(() => vault.touchedDays()))?.filter(({ waiting }) => waiting).map(({ day }) => day) ?? null,
    wearables: wearables?.map((wearable) => wearableStatus(wearable, { families, now: clock() })) ?? null,
    ...(leaves ? { leaves: (await told(() => outbox.leaves()))?.map(toHex) ?? null } : {}),
    grants,
    otherAgents: await told(() => keptAgents({ vault, outbox }, identity)),
    ending:
      (await told(() => ownEnding({ outbox, clock }, identity)))?.map((each) => toldSigned(each, each.at, clock())) ??
      null,
    grantsUnconfirmed: (await told(() => unconfirmedGrants(outbox, identity, clock())))?.map(({ id }) => id) ?? null,
    findings: (await told(() => findings.findings()))?.map((each) => toldFinding(each, clock())) ?? null,
    storage: await told(() => storageOf(vault, counts)),
    damaged: [...damaged],
  };
}

/** What is shared, and what is to be once the clock has come to its beginning. */
async function sharedGrants(outbox: Outbox, identity: Identity, at: number): Promise<readonly SharedGrant[]> {
  const { live, notOver } = await standingGrants(outbox, await consentRecords(outbox, identity), at);
  const living = new Set(live.map(({ id }) => id));
  return notOver.map(({ id, grant: { recipient, scope, from, until, issued } }) => {
    return { ...{ id, recipient, scope, from, until }, begins: living.has(id) ? null : issued };
  });
}

/** Bytes in use and allowed; a wearable keeps its history while the vault is full. */
async function storageOf(vault: Vault, counts: OutboxCounts | null): Promise<StorageFacts> {
  const { bytes, limit, free, copies } = await vault.size();
  const oldest = (await vault.days())?.from ?? null;
  const waiting =
    counts === null
      ? null
      : counts.envelopes - Math.min(counts.received, counts.proven) + counts.past.envelopes - counts.past.proven;
  return { bytes, limit, full: bytes >= limit, diskFull: isDiskFull(free), oldest, waiting, copies };
}

/** The answer, or null where it cannot be trusted; then it is said why. */
async function unlessDamaged<T>(ask: () => Promise<T>, note: (error: AgentError) => unknown): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof AgentError) || error.code !== 'vault-damaged') throw error;
    note(error);
    return null;
  }
}

/** `sleep` is `none` for a wearable that has no sleep of its own: that it shows none says nothing about the night. */
function wearableStatus(
  { id, address, family, synchronised, battery, clock, device }: PairedWearable,
  { families, now }: { readonly families: ReadonlyMap<string, Family>; readonly now: number },
): WearableFacts & Readonly<Record<string, unknown>> {
  return {
    wearable: id,
    address,
    family,
    device: device ?? null,
    sleep: families.get(family)?.sleep ?? null,
    synchronised: isAhead(synchronised, now) ? null : (synchronised ?? null),
    clockWentBack: isAhead(synchronised, now),
    battery: battery ?? null,
    // What it was off by, by a clock that went back since, says nothing of it.
    clock:
      clock === undefined || isAhead(clock.at, now)
        ? null
        : { wasAheadBy: clock.drift, set: clock.set ? clock.at : null },
  };
}
