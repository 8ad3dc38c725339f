import {
  type Authority,
  type ConsentRecord,
  type DataKey,
  fromHex,
  type Grant,
  type GrantScope,
  headsOf,
  identityKey,
  jwsBytes,
  jwsText,
  keyIdOf,
  leafOf,
  openConsent,
  PURPOSE,
  replay,
  seal,
  sha256,
  signGrant,
  signingKey,
  signRelease,
  signWithdrawal,
  toHex,
  utf8,
  vaultKey,
} from '@fit4work/protocol';
import { releasedKeys, unsealDayKeys } from './core/day-keys.js';
import { consentNotice } from './core/notice.js';
import { AgentError } from './error.js';
import { lastingGrants } from './lasting-grants.js';
import type { Clock, Entropy, Identity, NewRecord, Outbox, PassphraseLock, Vault } from './ports.js';

export interface ConsentPorts {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly lock: PassphraseLock;
  readonly entropy: Entropy;
  readonly clock: Clock;
}

export interface GrantRequest {
  readonly coach: string;
  readonly scope: readonly GrantScope[];
  readonly from: string;
  readonly until: string;
  /** Unix seconds */
  readonly expires: number;
  readonly language: 'nl' | 'en';
}

/** Keys in one release: a release carries at most 512. */
const DAYS_PER_RELEASE = 56;

/** The employee's own consent records, verified. */
export async function consentRecords(outbox: Outbox, identity: Identity): Promise<readonly ConsentRecord[]> {
  const records = await outbox.records();
  return records
    .filter(({ kind }) => kind === 'consent')
    .map(({ bytes }) => openConsent(jwsText(bytes), identity.identityPublicKey));
}

/** The grants that live at an instant of this machine's clock. */
export async function liveGrants(outbox: Outbox, identity: Identity, at: number): Promise<readonly Authority[]> {
  return lastingGrants(outbox, await consentRecords(outbox, identity), at);
}

/**
 * Signs a grant and releases the keys of the days that it covers and that exist; the passphrase opens the vault for it. A
 * grant that lives and says the same is not signed again.
 *
 * @returns the grant's id
 * @throws AgentError `bad-passphrase`
 */
export async function grant(
  ports: ConsentPorts,
  identity: Identity,
  { request, passphrase }: { request: GrantRequest; passphrase: string },
): Promise<string> {
  const root = await ports.lock.unwrap(identity.wrappedRoot, passphrase);
  const records = await consentRecords(ports.outbox, identity);
  const same = replay(records, ports.clock()).find((live) => isSame(live.grant, request));
  // Asked again, as after a crash before the answer: a second grant would outlive the withdrawal of the first.
  if (same !== undefined) return same.id;
  const record: Grant = {
    pseudonym: identity.pseudonym,
    controller: keyIdOf(identity.pins.coachSigningKey),
    recipient: request.coach,
    purpose: PURPOSE,
    scope: request.scope,
    from: request.from,
    until: request.until,
    issued: ports.clock(),
    expires: request.expires,
    notice: { language: request.language, sha256: toHex(sha256(utf8(consentNotice(request)))) },
    after: headsOf(records),
    salt: ports.entropy(32),
  };
  const consent = jwsBytes(signGrant(record, identityKey(root)));
  const made = openConsent(jwsText(consent), identity.identityPublicKey);
  const heads = headsOf([...records, made]).map((id) => fromHex(id));
  const releases = await releasePast(ports, identity, { grant: record, leaf: leafOf(consent), heads, root });
  await ports.outbox.addRecords([
    consentFor(identity, consent),
    ...releases.map((bytes) => ({ kind: 'release' as const, bytes, payload: bytes })),
  ]);
  return toHex(leafOf(consent));
}

/** Consent is sealed to the coach API: the broker must not learn who may see what. */
const consentFor = ({ pins }: Identity, bytes: Uint8Array): NewRecord => ({
  kind: 'consent',
  bytes,
  payload: seal(bytes, pins.coachBoxKey),
});

/** Whether a grant says what is asked for; its expiry may differ. */
const isSame = (grant: Grant, { coach, scope, from, until }: GrantRequest): boolean =>
  grant.recipient === coach &&
  grant.from === from &&
  grant.until === until &&
  JSON.stringify(grant.scope) === JSON.stringify(scope);

async function releasePast(
  { vault }: ConsentPorts,
  identity: Identity,
  made: { grant: Grant; leaf: Uint8Array; heads: readonly Uint8Array[]; root: Uint8Array },
): Promise<readonly Uint8Array[]> {
  const pair = vaultKey(made.root);
  const agent = signingKey(identity.agentSeed);
  const header = {
    pseudonym: identity.pseudonym,
    agent: identity.agent,
    grant: made.leaf,
    recipient: identity.pins.coachBoxKey,
    consent: made.heads,
  };
  const days = await vault.dayKeys(made.grant.from, made.grant.until);
  const releases: Uint8Array[] = [];
  for (let i = 0; i < days.length; i += DAYS_PER_RELEASE) {
    const keys: readonly DataKey[] = days
      .slice(i, i + DAYS_PER_RELEASE)
      .flatMap((day) => releasedKeys(day.day, unsealDayKeys(day, pair), made.grant.scope));
    releases.push(signRelease(header, keys, agent));
  }
  return releases;
}

/**
 * Ends a grant. No more keys are released under it from this moment on, online or not.
 *
 * @throws AgentError `bad-passphrase`, `not-granted`
 */
export async function withdraw(
  ports: ConsentPorts,
  identity: Identity,
  { grantId, passphrase }: { grantId: string; passphrase: string },
): Promise<void> {
  const records = await consentRecords(ports.outbox, identity);
  if (!replay(records, ports.clock()).some(({ id }) => id === grantId)) {
    throw new AgentError('not-granted', 'No grant that lives has this id; list the grants with `status`.');
  }
  const root = await ports.lock.unwrap(identity.wrappedRoot, passphrase);
  const record = {
    pseudonym: identity.pseudonym,
    grant: grantId,
    issued: ports.clock(),
    after: headsOf(records),
    salt: ports.entropy(32),
  };
  const bytes = jwsBytes(signWithdrawal(record, identityKey(root)));
  await ports.outbox.addRecords([consentFor(identity, bytes)]);
}
