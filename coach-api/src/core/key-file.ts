import { CoachError } from '../error.js';
import { type Fields, hasExactly, isRecord } from './json-fields.js';

/* What a key file says. Its bytes are base64, of the standard alphabet. */

/** A secret key that opens what is sealed to this service. */
export interface HeldBox {
  /** 32 bytes, X25519 */
  readonly secret: Uint8Array;
  /** When it was made, Unix seconds; 0 where that is not known. */
  readonly made: number;
}

/** Secrets of the coach API. */
export interface Secrets {
  /** 32 bytes, Ed25519 */
  readonly signingSeed: Uint8Array;
  /** One at least, the newest first: the others are only to open with. */
  readonly boxes: readonly [HeldBox, ...HeldBox[]];
}

/** Secrets under a passphrase. */
export interface SealedSecrets {
  readonly salt: Uint8Array;
  readonly nonce: Uint8Array;
  readonly sealed: Uint8Array;
}

/** Base64 of exactly these bytes, or undefined. */
export type Decode = (text: string) => Uint8Array | undefined;

/** Rotations that were begun and not finished. */
const MOST_BOXES = 8;

const refused = (what: string): CoachError => new CoachError('bad-config', what);

/** @throws CoachError `bad-config` */
export function readKeyFile(json: unknown, decode: Decode): Secrets | SealedSecrets {
  if (isRecord(json) && json.version === 1 && hasExactly(json, ['version', 'signingSeed', 'boxSecret'])) {
    const bytes = bytesOf(decode, 32);
    return { signingSeed: bytes(json.signingSeed), boxes: [{ secret: bytes(json.boxSecret), made: 0 }] };
  }
  if (isRecord(json) && json.version === 2) {
    if (hasExactly(json, ['version', 'salt', 'nonce', 'sealed'])) return readSealed(json, decode);
    if (hasExactly(json, ['version', 'signingSeed', 'boxes'])) return readPlain(json, decode);
  }
  throw refused('it must have version 2 with salt, nonce and sealed, or with signingSeed and boxes');
}

function bytesOf(decode: Decode, length: number): (value: unknown) => Uint8Array {
  return (value) => {
    const bytes = typeof value === 'string' ? decode(value) : undefined;
    if (bytes?.length === length) return bytes;
    throw refused(`a member of it must be ${length} bytes in base64`);
  };
}

function readSealed({ salt, nonce, sealed }: Fields, decode: Decode): SealedSecrets {
  const bytes = typeof sealed === 'string' ? decode(sealed) : undefined;
  if (bytes === undefined) throw refused('its sealed must be base64');
  return { salt: bytesOf(decode, 16)(salt), nonce: bytesOf(decode, 12)(nonce), sealed: bytes };
}

function readPlain({ signingSeed, boxes }: Fields, decode: Decode): Secrets {
  const bytes = bytesOf(decode, 32);
  const read = Array.isArray(boxes) ? boxes.map((box) => readBox(box, bytes)) : [];
  const [newest, ...older] = read;
  if (newest === undefined || read.length > MOST_BOXES) throw refused(`its boxes must be 1 to ${MOST_BOXES}`);
  return { signingSeed: bytes(signingSeed), boxes: [newest, ...older] };
}

function readBox(value: unknown, bytes: (value: unknown) => Uint8Array): HeldBox {
  if (isRecord(value) && hasExactly(value, ['secret', 'made']) && Number.isSafeInteger(value.made)) {
    return { secret: bytes(value.secret), made: Number(value.made) };
  }
  throw refused('each of its boxes must have a secret and when it was made');
}

/** The text of a key file that is not sealed. */
export function plainText({ signingSeed, boxes }: Secrets, encode: (bytes: Uint8Array) => string): string {
  const written = boxes.map(({ secret, made }) => ({ secret: encode(secret), made }));
  return JSON.stringify({ version: 2, signingSeed: encode(signingSeed), boxes: written });
}

/** @throws CoachError `bad-config` where as many rotations wait to be finished as a key file may have */
export function withNewBox({ signingSeed, boxes }: Secrets, box: HeldBox): Secrets {
  if (boxes.length < MOST_BOXES) return { signingSeed, boxes: [box, ...boxes] };
  throw refused('The key file holds as many box keys as it may: finish the rotation with fit4work-coach-keys finish.');
}
