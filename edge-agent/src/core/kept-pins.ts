import {
  type BoxKeyPair,
  decodeCbor,
  encodeCbor,
  type KeptPins,
  ProtocolError,
  readArray,
  readBytes,
  readText,
  seal,
  unseal,
} from '@fit4work/protocol';
import type { Pins } from '../ports.js';

/* What a new machine has to know besides the words: the agent's own form of what SPEC.md clause 7.10 seals. */

const VERSION = 1;
const ITEMS = 9;
const MOST_CERTIFICATES = 16;

/** @param vaultPublicKey X25519 */
export function sealPins(pins: Pins, vaultPublicKey: Uint8Array): Uint8Array {
  const { coachUrl, coachSigningKey, coachBoxKey, certificates, brokerUrl, logUrl, policy, zone } = pins;
  const items = [coachUrl, coachSigningKey, coachBoxKey, certificates, brokerUrl, logUrl, policy, zone];
  return seal(encodeCbor([VERSION, ...items]), vaultPublicKey);
}

/** @throws ProtocolError `decryption-failed`, `malformed`, `not-canonical`, `unsupported-version` */
export function unsealPins({ sealed }: KeptPins, vault: BoxKeyPair): Pins {
  const items = readArray(decodeCbor(unseal(sealed, vault)), 'the pins', ITEMS);
  if (items[0] !== VERSION) throw new ProtocolError('unsupported-version', 'the pins must have version 1');
  return {
    coachUrl: readText(items[1], 'the coach API', 1024),
    coachSigningKey: readBytes(items[2], 'its signing key', 32),
    coachBoxKey: readBytes(items[3], 'its box key', 32),
    certificates: readArray(items[4], 'its certificates', MOST_CERTIFICATES).map((each) =>
      readText(each, 'a certificate', 64),
    ),
    brokerUrl: readText(items[5], 'the broker', 1024),
    logUrl: readText(items[6], 'the log', 1024),
    policy: readText(items[7], 'the policy', 16_384),
    zone: readText(items[8], 'the zone', 64),
  };
}
