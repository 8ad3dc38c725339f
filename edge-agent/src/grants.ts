import {
  type Authority,
  type BoxKeyPair,
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
  MAX_CONSENTS,
  openConsent,
  PURPOSE,
  seal,
  signGrant,
  signingKey,
  signRelease,
  signWithdrawal,
  toHex,
  vaultKey,
  wipe,
} from '@fit4work/protocol';
import { type ClockPorts, checkClock } from './check-clock.js';
import { type OwnConsent, unheardWithdrawals, unwithdrawn } from './core/consent-history.js';
import { releasedKeys, unsealDayKeys } from './core/day-keys.js';
import { consentNotice, noticeHash } from './core/notice.js';
import { COACH_REFUSALS } from './core/refusal-words/coach-refusals.js';
import { VAULT_REFUSALS } from './core/refusal-words/vault-refusals.js';
import { checkShown } from './core/shown-scope.js';
import { AgentError } from './error.js';
import { lastingGrants } from './lasting-grants.js';
import { ownConsent } from './own-consent.js';
import type { Person } from './person.js';
import type { Clock, DayKeys, Entropy, Identity, NewRecord, Outbox, PassphraseLock, Vault } from './ports.js';

export interface ConsentPorts extends ClockPorts {
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

/**
 * The employee's own consent records, verified.
 *
 * @throws AgentError `vault-damaged` when one was changed on disk or a repair lost one: nobody can say then what is granted
 */
export async function consentRecords(outbox: Outbox, identity: Identity): Promise<readonly ConsentRecord[]> {
  const { kept, damaged } = await ownConsent(outbox, identity);
  if (damaged.length === 0) return kept.map(({ record }) => record);
  throw new AgentError('vault-damaged', VAULT_REFUSALS.consentDamaged);
}

/** The grants that live at an instant of this machine's clock, of those that were signed here. */
export async function liveGrants(outbox: Outbox, identity: Identity, at: number): Promise<readonly Authority[]> {
  return lastingGrants(outbox, await consentRecords(outbox, identity), at);
}

/** What the employee has to have read before the grant that is asked for is signed. */
export const noticeOf = (request: GrantRequest, { identity, zone }: Person): string =>
  consentNotice(request, { controllerKey: identity.pins.coachSigningKey, zone });

/**
 * Signs a grant and releases the keys of the days that it covers and that exist; the passphrase opens the vault for it. A
 * grant that lives and says the same is not signed again.
 *
 * @returns the grant's id
 * @throws AgentError `bad-configuration` for single samples, which no coach is shown; `bad-passphrase`, `clock-wrong`,
 * `consent-full` where the coach API would refuse it (SPEC.md clause 8.8)
 */
export async function grant(
  ports: ConsentPorts,
  person: Person,
  { request, passphrase }: { request: GrantRequest; passphrase: string },
): Promise<string> {
  const { identity } = person;
  checkShown(request.scope);
  await checkClock(ports);
  const root = await ports.lock.unwrap(identity.wrappedRoot, passphrase);
  const records = await consentRecords(ports.outbox, identity);
  const held = await ports.outbox.heldGrants();
  const living = await lastingGrants(ports.outbox, records, ports.clock());
  const same = living.find((live) => !held.has(live.id) && isSame(live.grant, request));
  // Asked again, as after a crash before the answer: a second grant would outlive the withdrawal of the first.
  if (same !== undefined) return same.id;
  if (records.length >= MAX_CONSENTS) throw new AgentError('consent-full', COACH_REFUSALS.consentFull(MAX_CONSENTS));
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
    notice: { language: request.language, sha256: noticeHash(noticeOf(request, person)) },
    after: headsOf(records),
    salt: ports.entropy(32),
  };
  const consent = jwsBytes(signGrant(record, identityKey(root)));
  const made = openConsent(jwsText(consent), identity.identityPublicKey);
  const heads = headsOf([...records, made]).map((id) => fromHex(id));
  const past = { grant: record, leaf: leafOf(consent), heads, vault: vaultKey(root) };
  wipe(root);
  const signed = consentFor(identity, consent);
  for (let added = false; !added; ) {
    const days = await ports.vault.dayKeys(record.from, record.until);
    // A day that `run` begins meanwhile cannot know of this grant, nor this grant of it.
    added = await ports.outbox.addGrant([signed, ...releasesOf(identity, past, days)], { ...request, days });
  }
  return toHex(leafOf(consent));
}

/** Consent is sealed to the coach API: the broker must not learn who may see what. */
const consentFor = ({ pins }: Identity, bytes: Uint8Array): NewRecord => ({
  kind: 'consent',
  bytes,
  payload: seal(bytes, pins.coachBoxKey),
});

/** Who asks again, as after a crash, asks for an end that lies fewer seconds later than this, and never for an earlier one. */
const ASKED_AGAIN = 86_400;

/** Whether a grant says what is asked for, and no more: one that ends later than asked is another grant. */
const isSame = (grant: Grant, { coach, scope, from, until, expires }: GrantRequest): boolean =>
  grant.recipient === coach &&
  grant.from === from &&
  grant.until === until &&
  grant.expires <= expires &&
  expires - grant.expires < ASKED_AGAIN &&
  JSON.stringify(grant.scope) === JSON.stringify(scope);

/** A grant, and what opens the days before it was signed. */
interface Granted {
  readonly grant: Grant;
  readonly leaf: Uint8Array;
  readonly heads: readonly Uint8Array[];
  readonly vault: BoxKeyPair;
}

/** Releases of days under a grant that covers them. */
export function releasesOf(
  { pseudonym, agent, agentSeed, pins }: Pick<Identity, 'pseudonym' | 'agent' | 'agentSeed' | 'pins'>,
  { grant, leaf, heads, vault }: Granted,
  days: readonly DayKeys[],
): readonly NewRecord[] {
  const signer = signingKey(agentSeed);
  const header = { pseudonym, agent, grant: leaf, recipient: pins.coachBoxKey, consent: heads };
  const releases: NewRecord[] = [];
  for (let i = 0; i < days.length; i += DAYS_PER_RELEASE) {
    const keys: readonly DataKey[] = days
      .slice(i, i + DAYS_PER_RELEASE)
      .flatMap((day) => releasedKeys(day.day, unsealDayKeys(day, vault), grant.scope));
    const bytes = signRelease(header, keys, signer);
    releases.push({ kind: 'release', bytes, payload: bytes });
  }
  return releases;
}

/** Which grants are to end: one, those of a coach, or all. */
export type Ending = { readonly grantId: string } | { readonly coach: string } | { readonly all: true };

/** A grant that is ended, and what ended it, by their ids. */
export interface Ended {
  readonly grant: string;
  readonly withdrawal: string;
  /** Whether it was ended before, and the coach API has not heard of it. */
  readonly before: boolean;
}

/**
 * Ends grants. No more keys are released under them from this moment on, online or not; nor does a consent record that is
 * missing or was changed on disk keep anybody from ending what is left.
 *
 * @returns the grants that were ended, and those of them that were ended before while the coach API has not heard of it
 * @throws AgentError `bad-passphrase`, `not-granted` where there is neither
 */
export async function withdraw(
  ports: ConsentPorts,
  identity: Identity,
  { passphrase, ...which }: Ending & { readonly passphrase: string },
): Promise<readonly Ended[]> {
  const own = await ownConsent(ports.outbox, identity);
  const records = own.kept.map(({ record }) => record);
  const ending = toEnd(records, which);
  const waiting = endedBefore(own, which);
  if (ending.length + waiting.length === 0) {
    throw new AgentError('not-granted', COACH_REFUSALS.noneInForce);
  }
  const root = await ports.lock.unwrap(identity.wrappedRoot, passphrase);
  const [signed, known] = [[] as Uint8Array[], [...records]];
  for (const grant of ending) {
    const [after, salt] = [headsOf(known), ports.entropy(32)];
    const record = { pseudonym: identity.pseudonym, grant, issued: ports.clock(), after, salt };
    const bytes = jwsBytes(signWithdrawal(record, identityKey(root)));
    known.push(openConsent(jwsText(bytes), identity.identityPublicKey));
    signed.push(bytes);
  }
  wipe(root);
  if (signed.length > 0) await ports.outbox.addRecords(signed.map((bytes) => consentFor(identity, bytes)));
  const ended = ending.map((grant, i) => ({ grant, withdrawal: toHex(leafOf(signed[i] ?? new Uint8Array(0))) }));
  return [...waiting, ...ended.map((each) => ({ ...each, before: false }))];
}

/** Who asks again, as after the broker was away, has what was signed before delivered. */
const endedBefore = (own: OwnConsent, which: Ending): readonly Ended[] =>
  unheardWithdrawals(own)
    .filter(({ grant, coach }) =>
      'grantId' in which ? grant === which.grantId : 'all' in which || coach === which.coach,
    )
    .map(({ grant, withdrawal }) => ({ grant, withdrawal, before: true }));

/** A grant that has lapsed here may live where another clock counts: a withdrawal too many only narrows. */
const toEnd = (records: readonly ConsentRecord[], which: Ending): readonly string[] =>
  unwithdrawn(records)
    .filter(({ id, grant }) => ('grantId' in which ? id === which.grantId : isOf(grant, which)))
    .map(({ id }) => id);

const isOf = ({ recipient }: Grant, which: { readonly coach: string } | { readonly all: true }): boolean =>
  'all' in which || recipient === which.coach;
