import { ProtocolError, parsePersonTopic, SEAL_BYTES, type UpKind } from '@fit4work/protocol';
import { parseConsent } from './kinds/consent.js';
import { parseEnvelopeMessage } from './kinds/envelope.js';
import { parseErasure } from './kinds/erasure.js';
import { parseKeys } from './kinds/keys.js';
import { parseMessage } from './kinds/message.js';
import { parseReleaseMessage } from './kinds/release.js';
import { parseRetirement } from './kinds/retirement.js';
import type { Parsed, Refused, Sent } from './messages.js';
import { refusalOf } from './refusal.js';

/** A message as the broker handed it over. */
export interface Incoming {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** Opens what was sealed to this coach API. @throws ProtocolError `decryption-failed` */
export type Unseal = (sealed: Uint8Array) => Uint8Array;

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
