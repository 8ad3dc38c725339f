import { ProtocolError, type ProtocolErrorCode, parsePersonTopic, SEAL_BYTES, type UpKind } from '@fit4work/protocol';
import { type ConsentMessage, parseConsent } from './kinds/consent.js';
import { type EnvelopeMessage, parseEnvelopeMessage } from './kinds/envelope.js';
import { type ErasureMessage, parseErasure } from './kinds/erasure.js';
import { type KeysMessage, parseKeys } from './kinds/keys.js';
import { type PersonMessage, parseMessage } from './kinds/message.js';
import { parseReleaseMessage, type ReleaseMessage } from './kinds/release.js';
import { parseRetirement, type RetirementMessage } from './kinds/retirement.js';

/** A message as the broker handed it over. */
export interface Incoming {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** Why a message was refused; counted, never logged with its content. */
export type RefusalCode =
  | ProtocolErrorCode
  | 'topic'
  | 'wrong-pseudonym'
  | 'unknown-agent'
  | 'retired'
  | 'gap'
  | 'fork'
  | 'broken-chain'
  | 'unknown-grant'
  | 'wrong-recipient';

/** What was read, of each kind in a file of its own; whose signature it is is not verified yet. */
export type Parsed =
  | EnvelopeMessage
  | ConsentMessage
  | ReleaseMessage
  | ErasureMessage
  | PersonMessage
  | RetirementMessage
  | KeysMessage;

export interface Refused {
  readonly refused: RefusalCode;
}

/** The code of a ProtocolError; anything else is a bug and goes on. */
export function refusalOf<T>(work: () => T): T | Refused {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProtocolError) return { refused: error.code };
    throw error;
  }
}

/** Opens what was sealed to this coach API. @throws ProtocolError `decryption-failed` */
export type Unseal = (sealed: Uint8Array) => Uint8Array;

/** What a parser of a kind gets. */
export interface Sent {
  /** That of the topic. */
  readonly pseudonym: string;
  readonly payload: Uint8Array;
  /** Opens a payload that travels sealed. @param most bytes of what is in it, a signed record's if nothing is said @throws ProtocolError `too-large`, `decryption-failed` */
  readonly unsealed: (most?: number) => Uint8Array;
}

/** Bytes of a signed record, at most (SPEC.md section 18). */
const MAX_RECORD = 65_536;

const PARSERS: Readonly<Record<UpKind, (sent: Sent) => Parsed | Refused>> = {
  envelope: parseEnvelopeMessage,
  consent: parseConsent,
  release: parseReleaseMessage,
  erasure: parseErasure,
  message: parseMessage,
  retirement: parseRetirement,
  keys: parseKeys,
};

/** Reads a message strictly; verifies nothing but that it is about whom its topic names, where that can be read already. */
export function parseIncoming({ topic, payload }: Incoming, unseal: Unseal): Parsed | Refused {
  const place = parsePersonTopic(topic);
  if (place?.direction !== 'up') return { refused: 'topic' };
  const unsealed = (most = MAX_RECORD): Uint8Array => {
    if (payload.length > most + SEAL_BYTES)
      throw new ProtocolError('too-large', 'a sealed record is longer than allowed');
    return unseal(payload);
  };
  return refusalOf(() => PARSERS[place.kind]({ pseudonym: place.pseudonym, payload, unsealed }));
}
