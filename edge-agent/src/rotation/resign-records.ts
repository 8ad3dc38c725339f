import {
  type BoxKeyPair,
  fromHex,
  headsOf,
  openKeptKeys,
  parseRelease,
  seal,
  signingKey,
  signKeptKeys,
  signMessage,
  toHex,
} from '@fit4work/protocol';
import { consentRecords, releasesOf } from '../grants.js';
import { keepMessage, openKeptMessage } from '../kept-message.js';
import { releasableGrants } from '../lasting-grants.js';
import type { Clock, Identity, NewRecord, NextAgent, Outbox, OutboxRecord, Vault } from '../ports.js';

export interface ResignPorts {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

export interface Resigning {
  /** The present agent. */
  readonly identity: Identity;
  readonly next: NextAgent;
  readonly root: Uint8Array;
  readonly vaultKey: BoxKeyPair;
}

export interface Resigned {
  readonly replaced: readonly Uint8Array[];
  readonly records: readonly NewRecord[];
}

/** Records that the present agent signed and nobody received, signed by the next: of a retired agent nobody takes them. */
export async function resignRecords(ports: ResignPorts, resigning: Resigning): Promise<Resigned> {
  const waiting = await ports.outbox.waitingRecords();
  const replaced: Uint8Array[] = [];
  const records: NewRecord[] = [];
  const grants = new Set<string>();
  for (const record of waiting) {
    const made = resign(record, resigning);
    if (record.kind === 'release') grants.add(toHex(parseRelease(new Uint8Array(record.bytes)).grant));
    else if (made === undefined) continue;
    else records.push(made);
    replaced.push(record.leaf);
  }
  return { replaced, records: [...records, ...(await releasesAgain(ports, resigning, grants))] };
}

/** Consent, erasures and retirements are the identity's: they stay as they are. */
function resign(record: OutboxRecord, { identity, next, vaultKey }: Resigning): NewRecord | undefined {
  const [before, after] = [signingKey(identity.agentSeed), signingKey(next.agentSeed)];
  if (record.kind === 'keys') {
    const keys = openKeptKeys(new Uint8Array(record.bytes), before.publicKey);
    const bytes = signKeptKeys({ ...keys, agent: next.agent }, after);
    return { kind: 'keys', bytes, payload: bytes };
  }
  const message = record.kind === 'message' ? openKeptMessage(record, vaultKey) : undefined;
  if (message === undefined) return undefined;
  const signed = signMessage({ ...message, agent: next.agent }, after);
  const { vaultPublicKey, pins } = identity;
  const kept = keepMessage(signed, { agentPublicKey: after.publicKey, vaultPublicKey });
  return { kind: 'message', ...kept, payload: seal(signed, pins.coachBoxKey) };
}

/** What a release holds is sealed to the coach API: all that its grant covers is released again, unless it is over. */
async function releasesAgain(
  { vault, outbox, clock }: ResignPorts,
  { identity, next, vaultKey }: Resigning,
  grants: ReadonlySet<string>,
): Promise<readonly NewRecord[]> {
  if (grants.size === 0) return [];
  const consent = await consentRecords(outbox, identity);
  const heads = headsOf(consent).map((id) => fromHex(id));
  const made: NewRecord[] = [];
  for (const { id, grant } of await releasableGrants(outbox, consent, clock())) {
    if (!grants.has(id)) continue;
    const days = await vault.dayKeys(grant.from, grant.until);
    const granted = { grant, leaf: fromHex(id), heads, vault: vaultKey };
    made.push(...releasesOf({ ...identity, ...next }, granted, days));
  }
  return made;
}
