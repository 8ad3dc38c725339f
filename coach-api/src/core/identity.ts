import {
  type AgentCertificate,
  equalBytes,
  fromBase64Url,
  fromHex,
  keyIdOf,
  openCertificate,
  openKeptPins,
  ProtocolError,
  toBase64Url,
  toHex,
} from '@fit4work/protocol';
import { CoachError } from '../error.js';
import type { Enrolment, Kept } from '../ports.js';
import { refusalOf } from './incoming.js';

/** An enrolment as it came: base64url, the pseudonym in hexadecimal. */
export interface EnrolmentRequest {
  readonly pseudonym: string;
  readonly agent: number;
  readonly identityKey: string;
  readonly vaultKey: string;
  readonly agentKey: string;
  readonly certificate: string;
  /** What a new machine has to know, as the agent sealed it. */
  readonly kept?: string;
}

/**
 * Verifies that the identity key vouches for exactly this agent.
 *
 * @throws CoachError `certificate-refused`
 */
export function verifyEnrolment(request: EnrolmentRequest): Enrolment {
  try {
    const identityKey = key(request.identityKey);
    const agentKey = key(request.agentKey);
    const vaultKey = key(request.vaultKey);
    const bytes = fromBase64Url(request.certificate);
    const certificate = openCertificate(bytes, identityKey);
    const fits =
      equalBytes(certificate.pseudonym, fromHex(request.pseudonym, 16)) &&
      certificate.agent === request.agent &&
      equalBytes(certificate.agentPublicKey, agentKey) &&
      equalBytes(certificate.vaultPublicKey, vaultKey);
    if (!fits) throw refused();
    return {
      pseudonym: toHex(certificate.pseudonym),
      agent: certificate.agent,
      identityKey,
      vaultKey,
      agentKey,
      keyId: toBase64Url(keyIdOf(agentKey)),
      certificate: bytes,
      kept: request.kept === undefined ? undefined : readKept(request.kept, certificate, identityKey),
    };
  } catch (cause) {
    if (cause instanceof ProtocolError) throw refused(cause);
    throw cause;
  }
}

/** @throws CoachError `kept-refused` */
function readKept(text: string, { pseudonym }: AgentCertificate, identityKey: Uint8Array): Kept {
  const kept = refusalOf(() => {
    const bytes = fromBase64Url(text);
    return { bytes, ...openKeptPins(bytes, identityKey) };
  });
  if ('refused' in kept || !equalBytes(kept.pseudonym, pseudonym)) {
    throw new CoachError('kept-refused', 'What is to be kept is not signed by this identity for this pseudonym.');
  }
  return { bytes: kept.bytes, issued: kept.issued };
}

function key(text: string): Uint8Array {
  const bytes = fromBase64Url(text);
  if (bytes.length !== 32) throw refused();
  return bytes;
}

const refused = (cause?: unknown): CoachError =>
  new CoachError(
    'certificate-refused',
    'The certificate does not vouch for this pseudonym, agent number, agent key and vault key under this identity key.',
    { cause },
  );
