import { equalBytes, fromBase64Url } from './bytes.js';
import { decodeCborSequence, encodeCbor, readBytes, readUint } from './cbor.js';
import { ProtocolError } from './error.js';
import { type Jws, parseJws, verifyJws } from './jws.js';
import { readLeaf, readNullOr, readTuple } from './record-fields.js';
import { RECOVERY_AUDIENCE, TOKEN_LIFETIME } from './token.js';

/* Recovery (SPEC.md clauses 17.3 and 17.4): a new machine asks the coach API for what it has of its person. */

/** Seconds by which two clocks may differ, as with a token of the broker (clause 17.2). */
const CLOCK_SKEW = 30;

const MEMBERS = ['sub', 'aud', 'iat', 'exp'];

/** A token of recovery that is not verified: its key is looked up by its id first. */
export interface RecoveryToken {
  /** Key id of the identity. */
  readonly subject: Uint8Array;
  readonly issued: number;
  readonly expires: number;
  readonly signed: Jws;
}

const malformed = (): never => {
  throw new ProtocolError('malformed', 'a token of recovery must be as its clause says');
};

const isTime = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** @throws ProtocolError `too-large`, `malformed`, `not-canonical` */
export function parseRecoveryToken(token: string): RecoveryToken {
  const signed = parseJws(token);
  const { payload } = signed;
  if (signed.type !== 'JWT' || typeof payload !== 'object' || payload === null) return malformed();
  const claims: Readonly<Record<string, unknown>> = { ...payload };
  const { sub, aud, iat, exp } = claims;
  const named = Object.keys(claims).length === MEMBERS.length && aud === RECOVERY_AUDIENCE;
  if (!named || typeof sub !== 'string' || !isTime(iat) || !isTime(exp)) return malformed();
  const subject = fromBase64Url(sub);
  if (!equalBytes(subject, signed.keyId)) return malformed();
  return { subject, issued: iat, expires: exp, signed };
}

/**
 * @param now Unix seconds of whoever verifies
 * @throws ProtocolError `bad-signature`; `out-of-range` when the token is not of now, or would live for longer than 300 s
 */
export function verifyRecoveryToken(token: RecoveryToken, identityPublicKey: Uint8Array, now: number): void {
  verifyJws(token.signed, identityPublicKey);
  const { issued, expires } = token;
  const lives = issued - CLOCK_SKEW <= now && now <= expires + CLOCK_SKEW;
  if (!lives || expires < issued || expires > issued + TOKEN_LIFETIME) {
    throw new ProtocolError('out-of-range', 'the token of recovery is not of this time');
  }
}

/** What a person gets back, kind by kind: each is the last member of a page's address (SPEC.md clause 17.4). */
export const RECOVERY_KINDS = [
  ...(['envelopes', 'consents', 'releases', 'keys', 'reads', 'programmes', 'messages'] as const),
  ...(['erasures', 'certificates', 'retirements'] as const),
] as const;

export type RecoveryKind = (typeof RECOVERY_KINDS)[number];

/** Bytes of a page, at most (SPEC.md section 18). */
export const MAX_RECOVERY_PAGE = 4_194_304;

/** A record as it was stored, or as it goes down, and its place among those of its kind. */
export interface RecoveryItem {
  readonly position: number;
  readonly bytes: Uint8Array;
}

/** An envelope; of one that was erased, what is kept of it. */
export interface RecoveryEnvelope {
  readonly position: number;
  readonly bytes: Uint8Array | null;
  readonly agent: number;
  readonly sequence: number;
  readonly leaf: Uint8Array;
}

export const encodeRecoveryItem = ({ position, bytes }: RecoveryItem): Uint8Array => encodeCbor([position, bytes]);

export const encodeRecoveryEnvelope = (one: RecoveryEnvelope): Uint8Array =>
  encodeCbor([one.position, one.bytes, one.agent, one.sequence, one.leaf]);

/**
 * Reads a page of everything but envelopes.
 *
 * @throws ProtocolError `too-large`, `malformed`, `not-canonical`
 */
export const readRecoveryItems = (page: Uint8Array): readonly RecoveryItem[] =>
  readPage(page, (item) => {
    const [position, bytes] = readTuple(item, 2, 'a recovered record');
    return { position: readUint(position, 'the position'), bytes: readBytes(bytes, 'the record') };
  });

/**
 * Reads a page of envelopes, none of which is verified.
 *
 * @throws ProtocolError `too-large`, `malformed`, `not-canonical`
 */
export const readRecoveryEnvelopes = (page: Uint8Array): readonly RecoveryEnvelope[] =>
  readPage(page, (item) => {
    const [position, bytes, agent, sequence, leaf] = readTuple(item, 5, 'a recovered envelope');
    return {
      position: readUint(position, 'the position'),
      bytes: readNullOr(bytes, (value) => readBytes(value, 'the envelope')),
      agent: readUint(agent, 'the agent number', 0xffff),
      sequence: readUint(sequence, 'the sequence'),
      leaf: readLeaf(leaf, 'the leaf'),
    };
  });

function readPage<T extends { readonly position: number }>(page: Uint8Array, read: (item: unknown) => T): readonly T[] {
  if (page.length > MAX_RECOVERY_PAGE) {
    throw new ProtocolError('too-large', `a page of recovery has at most ${MAX_RECOVERY_PAGE} bytes`);
  }
  const items = decodeCborSequence(page).map(read);
  let before = -1;
  for (const { position } of items) {
    if (position <= before) throw new ProtocolError('malformed', 'a page of recovery must stand in ascending order');
    before = position;
  }
  return items;
}
