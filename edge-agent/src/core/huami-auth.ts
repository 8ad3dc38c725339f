import { WearableError } from '../wearable-error.js';

/* Authentication on 0009 (ble.md). It proves the agent to the band, and never the band to the agent. No real band was met:
   every form is as public clients speak it. Unverified: whether a band refuses a form that is not its own in an answer, as is
   hoped for here, or says nothing, or ends the link; and which bands repeat the crypt bit in what they answer. */

const RESPONSE = 0x10;
const OK = 0x01;
const FAILED = 0x04;
const SEND_KEY = 0x01;
const REQUEST_RANDOM = 0x02;
const SEND_ENCRYPTED = 0x03;
const CRYPT = 0x80;
/** What follows the flags where a band with the crypt bit is asked for its challenge. */
const CRYPT_REQUEST = [0x02, 0x01, 0x00];
const BLOCK = 16;

/** How a model wants to be spoken to. */
export interface AuthForm {
  /** 0, or the bit that goes with the commands of the challenge and comes with their answers. */
  readonly crypt: 0 | typeof CRYPT;
  readonly flags: number;
}

/**
 * In the order in which they are tried: as Mi Band 2 and Bip, Mi Band 3, and GTR and GTS are spoken to by one public client.
 */
export const AUTH_FORMS: readonly AuthForm[] = [
  { crypt: 0, flags: 0x08 },
  { crypt: 0, flags: 0x00 },
  { crypt: CRYPT, flags: 0x00 },
];

/** The same for a new key, which no form gives with the crypt bit. */
export const KEY_FLAGS: readonly number[] = [0x08, 0x00];

/** Gives the band a new key (0009); it asks its wearer before it answers. */
export function newKey(key: Uint8Array, flags: number): Uint8Array {
  return Uint8Array.of(SEND_KEY, flags, ...key);
}

/**
 * Whether the wearer has confirmed the key; `failed` is the band's answer to what it does not understand as well, so that
 * another form may be tried. Any other refusal is the wearer's, who is not asked again.
 *
 * @throws WearableError `auth-refused`, `malformed`
 */
export function readAgreement(reply: Uint8Array): 'agreed' | 'failed' {
  if (reply.length !== 3 || reply[0] !== RESPONSE || reply[1] !== SEND_KEY) throw malformed();
  if (reply[2] === FAILED) return 'failed';
  if (reply[2] !== OK) throw refused();
  return 'agreed';
}

/** Asks the band for a challenge (0009). */
export function requestChallenge({ crypt, flags }: AuthForm): Uint8Array {
  return Uint8Array.of(crypt | REQUEST_RANDOM, flags, ...(crypt ? CRYPT_REQUEST : []));
}

/** The sixteen bytes to encrypt. @throws WearableError `auth-refused`, `malformed` */
export function readChallenge(reply: Uint8Array, { crypt }: AuthForm): Uint8Array {
  expectOk(reply, crypt | REQUEST_RANDOM);
  if (reply.length !== 3 + BLOCK) throw malformed();
  return reply.slice(3);
}

/** The proof that the agent has the key. */
export function proofOf(encrypted: Uint8Array, { crypt, flags }: AuthForm): Uint8Array {
  return Uint8Array.of(crypt | SEND_ENCRYPTED, flags, ...encrypted);
}

/** Returns if the band accepts the proof. @throws WearableError `auth-refused` if it does not, `malformed` */
export function readVerdict(reply: Uint8Array, { crypt }: AuthForm): void {
  expectOk(reply, crypt | SEND_ENCRYPTED);
  if (reply.length !== 3) throw malformed();
}

export function refused(): WearableError {
  return new WearableError('auth-refused', 'The wearable refuses the key; pair it anew.');
}

function expectOk(reply: Uint8Array, step: number): void {
  if (reply.length < 3 || reply[0] !== RESPONSE || reply[1] !== step) throw malformed();
  if (reply[2] !== OK) throw refused();
}

function malformed(): WearableError {
  return new WearableError('malformed', 'The wearable broke the authentication protocol.');
}
