import { toBase64Url, toHex } from './bytes.js';
import { CONSENT_CONTEXT } from './consent-context.js';
import {
  checkConsentRecord,
  keyUri,
  readAfter,
  readDate,
  readHex,
  readHexText,
  readInstant,
  readKeyUri,
  readLanguage,
  readMembers,
  readName,
  readSalt,
  readUri,
  refuse,
} from './consent-members.js';
import { leafOf } from './hash.js';
import { jwsBytes, parseJws, signJws, verifyJws } from './jws.js';
import { toRfc3339 } from './rfc3339.js';
import { METRICS, type Metric } from './sample.js';
import type { SigningKey } from './signature.js';
import { GRANULARITIES, type Granularity } from './window.js';

/* Consent (SPEC.md section 8): grants and withdrawals shaped after ISO/IEC TS 27560 and DPV, signed by the employee. */

export const PURPOSE = 'https://w3id.org/dpv#Personalisation';
/** Explicit consent to the processing of data concerning health: article 9(2)(a) of the GDPR. */
const LEGAL_BASIS = 'https://w3id.org/dpv/legal/eu/gdpr#A9-2-a';
const GRANT_TYPE = 'f4w-grant+jws';
const WITHDRAWAL_TYPE = 'f4w-withdrawal+jws';

/** Records of one pseudonym that a coach API stores (clause 8.8). */
export const MAX_CONSENTS = 1_024;

export interface GrantScope {
  readonly metric: Metric;
  readonly granularities: readonly Granularity[];
}

/** What grants and withdrawals have in common. */
interface Consent {
  readonly pseudonym: Uint8Array;
  /** Unix seconds */
  readonly issued: number;
  /** Ids of the records before it that no other record came after, ascending: so that one left out is missed (clause 8.4). */
  readonly after: readonly string[];
  readonly salt: Uint8Array;
}

export interface Grant extends Consent {
  /** Key id of the coach API to which the keys are released. */
  readonly controller: Uint8Array;
  /** Id of the coach who may read. */
  readonly recipient: string;
  readonly purpose: string;
  readonly scope: readonly GrantScope[];
  /** First and last civil day covered, `YYYY-MM-DD`. */
  readonly from: string;
  readonly until: string;
  /** Unix seconds; the grant is alive in [issued, expires). */
  readonly expires: number;
  /** What the employee was shown. */
  readonly notice: { readonly language: string; readonly sha256: string };
}

export interface Withdrawal extends Consent {
  /** The grant's id. */
  readonly grant: string;
}

/** A verified record. `id` is its leaf in lower-case hexadecimal. */
export type ConsentRecord =
  | { readonly kind: 'grant'; readonly id: string; readonly grant: Grant }
  | { readonly kind: 'withdrawal'; readonly id: string; readonly withdrawal: Withdrawal };

/** A record without its kind. */
export const consentOf = (record: ConsentRecord): Consent =>
  record.kind === 'grant' ? record.grant : record.withdrawal;

const head = (status: string): Record<string, unknown> => ({
  '@context': CONSENT_CONTEXT,
  type: 'ConsentRecord',
  version: 1,
  status,
});

const GRANT_MEMBERS = [
  ...['@context', 'type', 'version', 'status', 'pseudonym', 'controller', 'recipient', 'purpose', 'legalBasis'],
  ...['scope', 'from', 'until', 'issued', 'expires', 'notice', 'after', 'salt'],
];

/** @throws ProtocolError `malformed`, `out-of-range` when the grant is one that nobody would accept */
export function signGrant(grant: Grant, identity: SigningKey): string {
  const payload = {
    ...head('ConsentGiven'),
    ...grant,
    pseudonym: toHex(grant.pseudonym),
    controller: keyUri(toBase64Url(grant.controller)),
    legalBasis: LEGAL_BASIS,
    issued: toRfc3339(grant.issued),
    expires: toRfc3339(grant.expires),
    salt: toBase64Url(grant.salt),
  };
  readGrant(payload);
  return signJws(identity, GRANT_TYPE, payload);
}

const WITHDRAWAL_MEMBERS = ['@context', 'type', 'version', 'status', 'pseudonym', 'grant', 'issued', 'after', 'salt'];

/** @throws ProtocolError `malformed`, `out-of-range` when the withdrawal is one that nobody would accept */
export function signWithdrawal(withdrawal: Withdrawal, identity: SigningKey): string {
  const payload = {
    ...head('ConsentWithdrawn'),
    ...withdrawal,
    pseudonym: toHex(withdrawal.pseudonym),
    issued: toRfc3339(withdrawal.issued),
    salt: toBase64Url(withdrawal.salt),
  };
  readWithdrawal(payload);
  return signJws(identity, WITHDRAWAL_TYPE, payload);
}

function readScope(value: unknown): GrantScope {
  const { metric, granularities } = readMembers(value, ['metric', 'granularities'], 'a scope');
  const known = METRICS.find((candidate) => candidate === metric);
  if (known === undefined || !Array.isArray(granularities)) return refuse('a scope');
  const named = granularities.map((g) => GRANULARITIES.find((candidate) => candidate === g) ?? refuse('a granularity'));
  return named.length > 0 && new Set(named).size === named.length
    ? { metric: known, granularities: named }
    : refuse('a scope');
}

function readScopes(value: unknown): readonly GrantScope[] {
  const scope = Array.isArray(value) ? value.map(readScope) : refuse('the scope');
  const metrics = new Set(scope.map(({ metric }) => metric));
  return scope.length > 0 && metrics.size === scope.length ? scope : refuse('the scope');
}

function readNotice(value: unknown): Grant['notice'] {
  const notice = readMembers(value, ['language', 'sha256'], 'the notice');
  return {
    language: readLanguage(notice.language, 'the language'),
    sha256: readHexText(notice.sha256, 32, 'the notice'),
  };
}

function readGrant(payload: unknown): Grant {
  const members = readMembers(payload, GRANT_MEMBERS, 'a grant');
  checkConsentRecord(members, 'ConsentGiven', 'a grant');
  if (members.legalBasis !== LEGAL_BASIS) refuse('the legal basis');
  const grant: Grant = {
    pseudonym: readHex(members.pseudonym, 16, 'the pseudonym'),
    controller: readKeyUri(members.controller, 'the controller'),
    recipient: readName(members.recipient, 'the recipient'),
    purpose: readUri(members.purpose, 'the purpose'),
    scope: readScopes(members.scope),
    from: readDate(members.from, 'the first day'),
    until: readDate(members.until, 'the last day'),
    issued: readInstant(members.issued, 'the time of issue'),
    expires: readInstant(members.expires, 'the expiry'),
    notice: readNotice(members.notice),
    after: readAfter(members.after),
    salt: readSalt(members.salt),
  };
  return grant.from <= grant.until && grant.issued < grant.expires ? grant : refuse('the extent of a grant');
}

function readWithdrawal(payload: unknown): Withdrawal {
  const members = readMembers(payload, WITHDRAWAL_MEMBERS, 'a withdrawal');
  checkConsentRecord(members, 'ConsentWithdrawn', 'a withdrawal');
  return {
    pseudonym: readHex(members.pseudonym, 16, 'the pseudonym'),
    grant: readHexText(members.grant, 32, 'the grant'),
    issued: readInstant(members.issued, 'the time of issue'),
    after: readAfter(members.after),
    salt: readSalt(members.salt),
  };
}

/**
 * Reads and verifies a consent record. Whose pseudonym it names is the caller's to compare.
 *
 * @throws ProtocolError `malformed`, `not-canonical`, `too-large`, `unsupported-version`, `out-of-range`, `bad-signature`
 */
export function openConsent(compact: string, identityPublicKey: Uint8Array): ConsentRecord {
  const jws = parseJws(compact);
  verifyJws(jws, identityPublicKey);
  const id = toHex(leafOf(jwsBytes(compact)));
  if (jws.type === GRANT_TYPE) return { kind: 'grant', id, grant: readGrant(jws.payload) };
  if (jws.type === WITHDRAWAL_TYPE) return { kind: 'withdrawal', id, withdrawal: readWithdrawal(jws.payload) };
  return refuse('the type of a consent record');
}
