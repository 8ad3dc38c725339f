import { fromBase64Url, fromHex, toBase64Url, toHex } from './bytes.js';
import { MAX_TIME } from './cbor.js';
import { daysOfDate } from './civil-day.js';
import { ProtocolError } from './error.js';
import { leafOf } from './hash.js';
import { jwsBytes, parseJws, signJws, verifyJws } from './jws.js';
import { METRICS, type Metric } from './sample.js';
import type { SigningKey } from './signature.js';
import { GRANULARITIES, type Granularity } from './window.js';

/* Consent (SPEC.md section 8): grants and withdrawals shaped after ISO/IEC TS 27560 and DPV, signed by the employee. */

export const PURPOSE = 'https://w3id.org/dpv#Personalisation';
const GRANT_TYPE = 'f4w-grant+jws';
const WITHDRAWAL_TYPE = 'f4w-withdrawal+jws';

export interface GrantScope {
  readonly metric: Metric;
  readonly granularities: readonly Granularity[];
}

export interface Grant {
  readonly pseudonym: Uint8Array;
  /** Id of the coach who may read. */
  readonly recipient: string;
  readonly purpose: string;
  readonly scope: readonly GrantScope[];
  /** First and last civil day covered, `YYYY-MM-DD`. */
  readonly from: string;
  readonly until: string;
  /** Unix seconds; the grant is alive in [issued, expires). */
  readonly issued: number;
  readonly expires: number;
  /** What the employee was shown. */
  readonly notice: { readonly language: string; readonly sha256: string };
  readonly salt: Uint8Array;
}

export interface Withdrawal {
  readonly pseudonym: Uint8Array;
  /** The grant's id. */
  readonly grant: string;
  readonly issued: number;
  readonly salt: Uint8Array;
}

/** A verified record. `id` is its leaf in lower-case hexadecimal. */
export type ConsentRecord =
  | { readonly kind: 'grant'; readonly id: string; readonly grant: Grant }
  | { readonly kind: 'withdrawal'; readonly id: string; readonly withdrawal: Withdrawal };

/** @throws ProtocolError `malformed` when the grant is one that nobody would accept */
export function signGrant(grant: Grant, identity: SigningKey): string {
  const payload = { version: 1, ...grant, pseudonym: toHex(grant.pseudonym), salt: toBase64Url(grant.salt) };
  readGrant(payload);
  return signJws(identity, GRANT_TYPE, payload);
}

/** @throws ProtocolError `malformed` when the withdrawal is one that nobody would accept */
export function signWithdrawal(withdrawal: Withdrawal, identity: SigningKey): string {
  const { pseudonym, salt } = withdrawal;
  const payload = { version: 1, ...withdrawal, pseudonym: toHex(pseudonym), salt: toBase64Url(salt) };
  readWithdrawal(payload);
  return signJws(identity, WITHDRAWAL_TYPE, payload);
}

type Fields = Readonly<Record<string, unknown>>;

const refuse = (what: string): never => {
  throw new ProtocolError('malformed', `${what} is not as section 8 demands`);
};

function readRecord(value: unknown, names: readonly string[], what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(what);
  const keys = Object.keys(value);
  if (keys.length !== names.length || !names.every((name) => keys.includes(name))) return refuse(what);
  return value as Fields;
}

const readString = (value: unknown, what: string): string =>
  typeof value === 'string' && value.length > 0 && value.length <= 256 ? value : refuse(what);

const readTime = (value: unknown, what: string): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= MAX_TIME ? value : refuse(what);

function readDate(value: unknown, what: string): string {
  const date = readString(value, what);
  daysOfDate(date);
  return date;
}

function readScope(value: unknown): GrantScope {
  const { metric, granularities } = readRecord(value, ['metric', 'granularities'], 'a scope');
  const known = METRICS.find((candidate) => candidate === metric);
  if (known === undefined || !Array.isArray(granularities)) return refuse('a scope');
  const named = granularities.map((g) => GRANULARITIES.find((candidate) => candidate === g) ?? refuse('a granularity'));
  return named.length > 0 && new Set(named).size === named.length
    ? { metric: known, granularities: named }
    : refuse('a scope');
}

function readGrant(payload: unknown): Grant {
  const names = [
    'version',
    'pseudonym',
    'recipient',
    'purpose',
    'scope',
    'from',
    'until',
    'issued',
    'expires',
    'notice',
    'salt',
  ];
  const fields = readRecord(payload, names, 'a grant');
  if (fields.version !== 1) throw new ProtocolError('unsupported-version', 'a grant must have version 1');
  const scope = Array.isArray(fields.scope) ? fields.scope.map(readScope) : refuse('the scope');
  const notice = readRecord(fields.notice, ['language', 'sha256'], 'the notice');
  const grant: Grant = {
    pseudonym: fromHex(readString(fields.pseudonym, 'the pseudonym'), 16),
    recipient: readString(fields.recipient, 'the recipient'),
    purpose: readString(fields.purpose, 'the purpose'),
    scope,
    from: readDate(fields.from, 'the first day'),
    until: readDate(fields.until, 'the last day'),
    issued: readTime(fields.issued, 'the time of issue'),
    expires: readTime(fields.expires, 'the expiry'),
    notice: {
      language: readString(notice.language, 'the language'),
      sha256: toHex(fromHex(readString(notice.sha256, 'the notice'), 32)),
    },
    salt: readSalt(fields.salt),
  };
  const metrics = new Set(scope.map(({ metric }) => metric));
  const sound =
    scope.length > 0 && metrics.size === scope.length && grant.from <= grant.until && grant.issued < grant.expires;
  return sound ? grant : refuse('the extent of a grant');
}

function readSalt(value: unknown): Uint8Array {
  const salt = fromBase64Url(readString(value, 'the salt'));
  return salt.length === 32 ? salt : refuse('the salt');
}

function readWithdrawal(payload: unknown): Withdrawal {
  const fields = readRecord(payload, ['version', 'pseudonym', 'grant', 'issued', 'salt'], 'a withdrawal');
  if (fields.version !== 1) throw new ProtocolError('unsupported-version', 'a withdrawal must have version 1');
  return {
    pseudonym: fromHex(readString(fields.pseudonym, 'the pseudonym'), 16),
    grant: toHex(fromHex(readString(fields.grant, 'the grant'), 32)),
    issued: readTime(fields.issued, 'the time of issue'),
    salt: readSalt(fields.salt),
  };
}

/**
 * Reads and verifies a consent record. Whose pseudonym it names is the caller's to compare.
 *
 * @throws ProtocolError `malformed`, `not-canonical`, `too-large`, `unsupported-version`, `bad-signature`
 */
export function openConsent(compact: string, identityPublicKey: Uint8Array): ConsentRecord {
  const jws = parseJws(compact);
  verifyJws(jws, identityPublicKey);
  const id = toHex(leafOf(jwsBytes(compact)));
  if (jws.type === GRANT_TYPE) return { kind: 'grant', id, grant: readGrant(jws.payload) };
  if (jws.type === WITHDRAWAL_TYPE) return { kind: 'withdrawal', id, withdrawal: readWithdrawal(jws.payload) };
  return refuse('the type of a consent record');
}

/** A grant that is alive at some instant. */
export interface Authority {
  readonly id: string;
  readonly grant: Grant;
}

/**
 * What may be opened at an instant: the grants that are issued, not expired and not withdrawn (clause 8.4). A pure function
 * of the set of records: order and repetition do not matter, and a withdrawal only ever narrows.
 *
 * @param records of one pseudonym
 * @param at Unix seconds
 */
export function replay(records: readonly ConsentRecord[], at: number): readonly Authority[] {
  const withdrawn = new Set(
    records.flatMap((record) =>
      record.kind === 'withdrawal' && record.withdrawal.issued <= at ? [record.withdrawal.grant] : [],
    ),
  );
  const alive = new Map<string, Authority>();
  for (const record of records) {
    if (record.kind !== 'grant' || withdrawn.has(record.id)) continue;
    if (record.grant.issued <= at && at < record.grant.expires) alive.set(record.id, record);
  }
  return [...alive.values()];
}

/** One thing that a coach asks to open. */
export interface Ask {
  readonly recipient: string;
  readonly metric: Metric;
  readonly granularity: Granularity;
  readonly day: string;
}

/** The grant that covers an ask, if any does. */
export function findAuthority(authorities: readonly Authority[], ask: Ask): Authority | undefined {
  return authorities.find(
    ({ grant }) =>
      grant.recipient === ask.recipient &&
      grant.from <= ask.day &&
      ask.day <= grant.until &&
      grant.scope.some(({ metric, granularities }) => metric === ask.metric && granularities.includes(ask.granularity)),
  );
}
