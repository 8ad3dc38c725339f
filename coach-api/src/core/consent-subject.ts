import { fromBase64Url, jwsText, ProtocolError } from '@fit4work/protocol';
import { isRecord } from './json-fields.js';

/** Whom a record of consent is about and which key signed it, as it says itself. */
export interface ConsentSubject {
  readonly pseudonym: string;
  /** base64url */
  readonly keyId: string;
}

/**
 * For records that were verified before and are compared by their leaf: nothing is verified here.
 *
 * @throws ProtocolError `malformed`
 */
export function subjectOf(record: Uint8Array): ConsentSubject {
  const [header, payload] = jwsText(record).split('.').slice(0, 2).map(readPart);
  const [keyId, pseudonym] = [memberOf(header, 'kid'), memberOf(payload, 'pseudonym')];
  if (typeof keyId === 'string' && typeof pseudonym === 'string') return { keyId, pseudonym };
  throw malformed();
}

function readPart(part: string): unknown {
  try {
    return JSON.parse(jwsText(fromBase64Url(part)));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw malformed(cause);
  }
}

const memberOf = (part: unknown, name: string): unknown => (isRecord(part) ? part[name] : undefined);

const malformed = (cause?: unknown): ProtocolError =>
  new ProtocolError('malformed', 'a record of consent names its key and its pseudonym', { cause });
