import { WearableError } from '../wearable-error.js';

const RESPONSE = 0x10;
const OK = 0x01;
const SEND_KEY = 0x01;
const REQUEST_RANDOM = 0x02;
const SEND_ENCRYPTED = 0x03;
const AUTH_FLAGS = 0x08;
const BLOCK = 16;

/** Gives the band a new key (0009); it asks its wearer before it answers. */
export function newKey(key: Uint8Array): Uint8Array {
  return Uint8Array.of(SEND_KEY, AUTH_FLAGS, ...key);
}

/** Returns if the wearer has confirmed the key. @throws WearableError `auth-refused` if not */
export function readAgreement(reply: Uint8Array): void {
  expectOk(reply, SEND_KEY);
  if (reply.length !== 3) throw malformed();
}

/** Asks the band for a challenge (0009). */
export const REQUEST_CHALLENGE: Uint8Array = Uint8Array.of(REQUEST_RANDOM, AUTH_FLAGS);

/** The sixteen bytes to encrypt. @throws WearableError */
export function readChallenge(reply: Uint8Array): Uint8Array {
  expectOk(reply, REQUEST_RANDOM);
  if (reply.length !== 3 + BLOCK) throw malformed();
  return reply.slice(3);
}

/** The proof that the agent has the key. */
export function proofOf(encrypted: Uint8Array): Uint8Array {
  return Uint8Array.of(SEND_ENCRYPTED, AUTH_FLAGS, ...encrypted);
}

/** Returns if the band accepts the proof. @throws WearableError `auth-refused` if it does not */
export function readVerdict(reply: Uint8Array): void {
  expectOk(reply, SEND_ENCRYPTED);
  if (reply.length !== 3) throw malformed();
}

function expectOk(reply: Uint8Array, step: number): void {
  if (reply.length < 3 || reply[0] !== RESPONSE || reply[1] !== step) throw malformed();
  if (reply[2] !== OK) throw new WearableError('auth-refused', 'The wearable refuses the key; pair it anew.');
}

function malformed(): WearableError {
  return new WearableError('malformed', 'The wearable broke the authentication protocol.');
}
