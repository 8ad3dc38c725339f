import {
  type Envelope,
  jwsText,
  leafOf,
  MAX_JWS,
  ProtocolError,
  type ProtocolErrorCode,
  parseEnvelope,
  parsePersonTopic,
  parseRelease,
  type Release,
  SEAL_BYTES,
  toHex,
} from '@fit4work/protocol';

/** A message as the broker handed it over. */
export interface Incoming {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** Why a message was refused; counted, never logged with its content. */
export type RefusalCode =
  | ProtocolErrorCode
  | 'topic'
  | 'unsupported-kind'
  | 'wrong-pseudonym'
  | 'unknown-agent'
  | 'gap'
  | 'fork'
  | 'broken-chain'
  | 'unknown-grant'
  | 'wrong-recipient';

export type Parsed =
  | { readonly kind: 'envelope'; readonly pseudonym: string; readonly envelope: Envelope; readonly bytes: Uint8Array }
  | { readonly kind: 'consent'; readonly pseudonym: string; readonly text: string; readonly leaf: string }
  | {
      readonly kind: 'release';
      readonly pseudonym: string;
      readonly release: Release;
      readonly bytes: Uint8Array;
      readonly leaf: string;
    };

/** The code of a ProtocolError; anything else is a bug and goes on. */
export function refusalOf<T>(work: () => T): T | { readonly refused: RefusalCode } {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProtocolError) return { refused: error.code };
    throw error;
  }
}

/** Opens what was sealed to this coach API. @throws ProtocolError `decryption-failed` */
export type Unseal = (sealed: Uint8Array) => Uint8Array;

/** The bytes of a JWS travel sealed: consent tells the broker nothing (SPEC.md clause 8.6). */
function unsealConsent(payload: Uint8Array, unseal: Unseal): Uint8Array {
  if (payload.length > MAX_JWS + SEAL_BYTES)
    throw new ProtocolError('too-large', 'a sealed JWS is longer than allowed');
  return unseal(payload);
}

/** Reads a message strictly; verifies nothing but that it is about whom its topic names. */
export function parseIncoming(
  { topic, payload }: Incoming,
  unseal: Unseal,
): Parsed | { readonly refused: RefusalCode } {
  const place = parsePersonTopic(topic);
  if (place?.direction !== 'up') return { refused: 'topic' };
  const { pseudonym, kind } = place;
  return refusalOf((): Parsed | { readonly refused: RefusalCode } => {
    if (kind === 'envelope') {
      const envelope = parseEnvelope(payload);
      if (toHex(envelope.pseudonym) !== pseudonym) return { refused: 'wrong-pseudonym' };
      return { kind, pseudonym, envelope, bytes: payload };
    }
    if (kind === 'release') {
      const release = parseRelease(payload);
      if (toHex(release.pseudonym) !== pseudonym) return { refused: 'wrong-pseudonym' };
      return { kind, pseudonym, release, bytes: payload, leaf: toHex(leafOf(payload)) };
    }
    if (kind === 'consent') {
      const bytes = unsealConsent(payload, unseal);
      return { kind, pseudonym, text: jwsText(bytes), leaf: toHex(leafOf(bytes)) };
    }
    return { refused: 'unsupported-kind' };
  });
}
