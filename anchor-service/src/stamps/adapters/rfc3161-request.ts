import { sha256 } from '@fit4work/protocol';
import { Integer, Null, OctetString } from 'asn1js';
import { AlgorithmIdentifier, MessageImprint, TimeStampReq } from 'pkijs';

export const SHA256_OID = '2.16.840.1.101.3.4.2.1';
/** No random number of so many bytes was ever asked with before. */
export const NONCE_BYTES = 16;

/** A positive integer in its shortest form, so that an answer has it in the same bytes. */
export function nonceOf(random: Uint8Array): Uint8Array {
  return Uint8Array.from(random, (byte, i) => (i === 0 ? (byte & 0x3f) | 0x40 : byte));
}

/**
 * Writes a TimeStampReq: SHA-256 of the message, a nonce, and the wish for the certificate.
 * @source RFC 3161 section 2.4.1
 */
export function encodeStampRequest(message: Uint8Array, nonce: Uint8Array, policy?: string): Uint8Array {
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA256_OID, algorithmParams: new Null() }),
      hashedMessage: new OctetString({ valueHex: sha256(message) }),
    }),
    ...(policy === undefined ? {} : { reqPolicy: policy }),
    nonce: new Integer({ valueHex: nonce }),
    certReq: true,
  });
  return new Uint8Array(request.toSchema().toBER());
}
