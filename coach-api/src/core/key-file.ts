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
  /** Undefined before the first rotation. */
  readonly rotations?: Rotations;
}

/** How the present keys came to be: what agents are shown, so nothing of it is secret. */
export interface Rotations {
  /** The first signing key, public, 32 bytes. */
  readonly from: Uint8Array;
  /** Signed rotations (SPEC.md clause 7.6), the first first. */
  readonly list: readonly Uint8Array[];
}

/** Secrets under a passphrase. */
export interface SealedSecrets {
  readonly salt: Uint8Array;
  readonly nonce: Uint8Array;
  readonly sealed: Uint8Array;
}

/** Base64 of exactly these bytes, or undefined. */
export type Decode = (text: string) => Uint8Array | undefined;

/** Box keys that a key file may have. */
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
  if (isRecord(json) && json.version === 3 && hasExactly(json, ['version', 'signingSeed', 'boxes', 'rotations'])) {
    return { ...readPlain(json, decode), rotations: readRotations(json.rotations, decode) };
  }
  throw refused('it must have version 2 with salt, nonce and sealed, or version 2 or 3 with signingSeed and boxes');
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

function readRotations(value: unknown, decode: Decode): Rotations {
  if (isRecord(value) && hasExactly(value, ['from', 'list']) && Array.isArray(value.list)) {
    const list = value.list.map((text) => (typeof text === 'string' ? decode(text) : undefined));
    const read = list.filter((bytes) => bytes !== undefined);
    if (read.length === list.length) return { from: bytesOf(decode, 32)(value.from), list: read };
  }
  throw refused('its rotations must have the first signing key and a list in base64');
}

/** The text of a key file that is not sealed. */
export function plainText({ signingSeed, boxes, rotations }: Secrets, encode: (bytes: Uint8Array) => string): string {
  const written = boxes.map(({ secret, made }) => ({ secret: encode(secret), made }));
  const plain = { signingSeed: encode(signingSeed), boxes: written };
  if (rotations === undefined) return JSON.stringify({ version: 2, ...plain });
  const list = rotations.list.map((bytes) => encode(bytes));
  return JSON.stringify({ version: 3, ...plain, rotations: { from: encode(rotations.from), list } });
}
