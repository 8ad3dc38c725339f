import { checkVersion, decodeCbor, encodeCbor, fields, readBytes, readFields, readTime, readUint } from './cbor.js';
import { parseSign1, sign1, verifySign1 } from './cose.js';
import type { SigningKey } from './signature.js';

/* The end of an agent (SPEC.md clause 7.5): lost, stolen, or replaced by one with another key and number. */

export interface AgentRetirement {
  readonly pseudonym: Uint8Array;
  readonly agent: number;
  /** The last envelope of that agent which counts; 0 for none. */
  readonly lastSequence: number;
  /** Unix seconds */
  readonly issued: number;
  readonly salt: Uint8Array;
}

/** @throws ProtocolError `malformed` when the retirement is one that nobody would accept */
export function signRetirement(retirement: AgentRetirement, identity: SigningKey): Uint8Array {
  const { pseudonym, agent, lastSequence, issued, salt } = retirement;
  const payload = encodeCbor(fields(1, pseudonym, agent, lastSequence, issued, salt));
  readRetirement(payload);
  return sign1(identity, 'agent-retirement', payload);
}

/** @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `bad-signature` */
export function openRetirement(bytes: Uint8Array, identityPublicKey: Uint8Array): AgentRetirement {
  const signed = parseSign1(bytes, 'agent-retirement');
  verifySign1(signed, identityPublicKey);
  return readRetirement(signed.payload);
}

function readRetirement(payload: Uint8Array): AgentRetirement {
  const body = readFields(decodeCbor(payload), 6, 'an agent retirement');
  checkVersion(body[0], 'an agent retirement');
  return {
    pseudonym: readBytes(body[1], 'the pseudonym', 16),
    agent: readUint(body[2], 'the agent number', 0xffff),
    lastSequence: readUint(body[3], 'the last sequence'),
    issued: readTime(body[4], 'the time of issue'),
    salt: readBytes(body[5], 'the salt', 32),
  };
}
