import { fromBase64Url, fromHex, toHex } from './bytes.js';
import { checkDate } from './civil-day.js';
import { CONSENT_CONTEXT_JSON } from './consent-context.js';
import { ProtocolError } from './error.js';
import { isAscending, isName } from './record-fields.js';
import { fromRfc3339 } from './rfc3339.js';

/* Readers of the members of a consent record (SPEC.md section 8). Each refuses whatever is not exactly as it must be. */

export type Members = Readonly<Record<string, unknown>>;

/** Records that a consent record may name as those before it. */
export const MAX_AFTER = 16;

export const refuse = (what: string): never => {
  throw new ProtocolError('malformed', `${what} is not as section 8 demands`);
};

/** Reads an object with exactly these members. */
export function readMembers(value: unknown, names: readonly string[], what: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(what);
  const keys = Object.keys(value);
  if (keys.length !== names.length || !names.every((name) => keys.includes(name))) return refuse(what);
  return value as Members;
}

/** What every consent record has: the context, its type, its version and which of the two it is. */
export function checkConsentRecord(members: Members, status: string, what: string): void {
  if (members.version !== 1) throw new ProtocolError('unsupported-version', `${what} must have version 1`);
  if (JSON.stringify(members['@context']) !== CONSENT_CONTEXT_JSON) refuse('the context');
  if (members.type !== 'ConsentRecord' || members.status !== status) refuse(what);
}

/** Text that is not empty. JSON can carry half of a surrogate pair, which no UTF-8 could say again. */
export const readText = (value: unknown, what: string): string =>
  typeof value === 'string' && value.length > 0 && value.length <= 256 && !/\p{Surrogate}/u.test(value)
    ? value
    : refuse(what);

/** Text that is not empty and fit for a name. */
export function readName(value: unknown, what: string): string {
  const text = readText(value, what);
  return isName(text) ? text : refuse(what);
}

export const readInstant = (value: unknown, what: string): number => fromRfc3339(readText(value, what));

export const readDate = (value: unknown, what: string): string => checkDate(readText(value, what));

/** A URI (RFC 3986) in its outline: a scheme, and no character that JSON-LD would take for something else. */
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-[\]_a-z~]+$/;
/** A language tag (BCP 47) in its outline. */
const LANGUAGE = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/;

function readForm(value: unknown, form: RegExp, what: string): string {
  const text = readText(value, what);
  return form.test(text) ? text : refuse(what);
}

export const readUri = (value: unknown, what: string): string => readForm(value, URI, what);
export const readLanguage = (value: unknown, what: string): string => readForm(value, LANGUAGE, what);

export const readHex = (value: unknown, length: number, what: string): Uint8Array =>
  fromHex(readText(value, what), length);

export const readHexText = (value: unknown, length: number, what: string): string =>
  toHex(readHex(value, length, what));

export function readSalt(value: unknown): Uint8Array {
  const salt = fromBase64Url(readText(value, 'the salt'));
  return salt.length === 32 ? salt : refuse('the salt');
}

export function readAfter(value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length > MAX_AFTER) return refuse('what a record comes after');
  const ids = value.map((id) => readHexText(id, 32, 'what a record comes after'));
  return isAscending(ids) ? ids : refuse('what a record comes after');
}

const THUMBPRINT = 'urn:ietf:params:oauth:jwk-thumbprint:sha-256:';

/** A key as an IRI (RFC 9278), for its id of clause 7.1. */
export const keyUri = (keyIdText: string): string => `${THUMBPRINT}${keyIdText}`;

/** The key id that an IRI of RFC 9278 names. */
export function readKeyUri(value: unknown, what: string): Uint8Array {
  const uri = readText(value, what);
  if (!uri.startsWith(THUMBPRINT)) return refuse(what);
  const keyId = fromBase64Url(uri.slice(THUMBPRINT.length));
  return keyId.length === 32 ? keyId : refuse(what);
}
