import { equalBytes, sha256 } from '@fit4work/protocol';
import { type BitString, fromBER, type Integer } from 'asn1js';
import {
  Certificate,
  type ExtKeyUsage,
  PKIStatus,
  SignedData,
  SignedDataVerifyError,
  type SignerInfo,
  TimeStampResp,
  TSTInfo,
} from 'pkijs';
import { StampError } from '../error.js';
import type { StampExpectation, StampFacts, StampVerifier } from '../ports.js';
import { assertIssued, engine, verifyChain } from './certificates.js';
import { SHA256_OID } from './rfc3161-request.js';
import { assertNamesSigner } from './signing-certificate.js';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const EXTENDED_KEY_USAGE = '2.5.29.37';
/** Of digital signature and of non-repudiation, the first bits. */
const SIGNING = 0xc0;
const KEY_USAGE = '2.5.29.15';
/** Extensions that may be critical: key usage, other names, basic constraints, policies, extended key usage. */
const UNDERSTOOD = [KEY_USAGE, '2.5.29.17', '2.5.29.19', '2.5.29.32', EXTENDED_KEY_USAGE];
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const COMMON_NAME = '2.5.4.3';
const MAX_BYTES = 64 * 1024;

/** SHA-256, SHA-384 and SHA-512: of weaker ones somebody may have two messages. */
const DIGESTS = [SHA256_OID, '2.16.840.1.101.3.4.2.2', '2.16.840.1.101.3.4.2.3'];
/** RSA and ECDSA over these alone. */
const SIGNATURES = [
  ...['1', '10', '11', '12', '13'].map((last) => `1.2.840.113549.1.1.${last}`),
  ...['2', '3', '4'].map((last) => `1.2.840.10045.4.3.${last}`),
];

interface Token {
  readonly signed: SignedData;
  readonly signer: SignerInfo;
  readonly info: TSTInfo;
}

/** Verifies stamps of authorities that certificates lead to. @source RFC 3161 section 2.4.2, RFC 5816 */
export function stampVerifier(trusted: readonly Certificate[]): StampVerifier {
  return async (response, expected) => {
    try {
      return await verify(readToken(response), expected, trusted);
    } catch (cause) {
      // What a peer sent must not end the process, whatever the parser made of it.
      throw cause instanceof StampError ? cause : malformed(cause);
    }
  };
}

async function verify(token: Token, expected: StampExpectation, trusted: readonly Certificate[]): Promise<StampFacts> {
  assertAnswers(token.info, expected);
  const certificate = await verifySignature(token, expected.message);
  const others = (token.signed.certificates ?? []).filter((each) => each instanceof Certificate);
  const chain = { signer: certificate, others, trusted, at: token.info.genTime };
  // First: what a stranger signed against its own certificate, which anybody can make, is nobody's breach.
  await assertIssued(chain);
  assertForTimeStamps(certificate);
  assertNamesSigner(token.signer, certificate);
  await verifyChain(chain);
  return factsOf(token.info, certificate);
}

/** The time that a stamp claims. @throws StampError `malformed`, `refused` */
export function claimedTime(response: Uint8Array): number {
  return readToken(response).info.genTime.getTime() / 1000;
}

function readToken(response: Uint8Array): Token {
  const { status, timeStampToken } = orMalformed(() => readResponse(response));
  if (status.status !== PKIStatus.granted && status.status !== PKIStatus.grantedWithMods) {
    throw new StampError('refused', 'The authority answered that it does not stamp.');
  }
  return orMalformed(() => {
    if (timeStampToken?.contentType !== SIGNED_DATA) throw new TypeError('no signed data');
    const signed = new SignedData({ schema: timeStampToken.content });
    const { eContentType, eContent } = signed.encapContentInfo;
    const [signer, ...more] = signed.signerInfos;
    if (eContentType !== TST_INFO || eContent === undefined || signer === undefined || more.length > 0) {
      throw new TypeError('not one signed TSTInfo');
    }
    return { signed, signer, info: TSTInfo.fromBER(eContent.getValue()) };
  });
}

function readResponse(response: Uint8Array): TimeStampResp {
  if (response.length > MAX_BYTES) throw new TypeError('too long');
  const { offset, result } = fromBER(response);
  if (offset !== response.length) throw new TypeError('not one value');
  return new TimeStampResp({ schema: result });
}

/** That it is of these bytes, of this request, and under a policy that is accepted. */
function assertAnswers(info: TSTInfo, { message, nonce, policies }: StampExpectation): void {
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  const imprint = new Uint8Array(hashedMessage.valueBlock.valueHexView);
  if (hashAlgorithm.algorithmId !== SHA256_OID || !equalBytes(imprint, sha256(message))) {
    throw new StampError('other-imprint', 'The stamp is not of the SHA-256 of these bytes.');
  }
  if (nonce !== undefined && (info.nonce === undefined || !equalBytes(bytesOf(info.nonce), nonce))) {
    throw new StampError('other-nonce', 'The stamp does not answer this request.');
  }
  if (policies.length > 0 && !policies.includes(info.policy)) {
    throw new StampError('other-policy', 'The stamp was made under a policy that is not on the list.');
  }
  if (Number.isNaN(info.genTime.getTime())) throw new StampError('malformed', 'The stamp has no time.');
}

const bytesOf = (integer: Integer): Uint8Array => new Uint8Array(integer.valueBlock.valueHexView);

/** @returns the certificate whose key signed: nothing is believed of it yet */
async function verifySignature({ signed, signer }: Token, message: Uint8Array): Promise<Certificate> {
  const isStrong =
    DIGESTS.includes(signer.digestAlgorithm.algorithmId) && SIGNATURES.includes(signer.signatureAlgorithm.algorithmId);
  if (!isStrong) throw badSignature();
  try {
    const verified = await signed.verify(
      { signer: 0, data: new Uint8Array(message).buffer, extendedMode: true, checkChain: false },
      engine,
    );
    // A tampered signature is an answer and no exception.
    if (verified.signatureVerified !== true || !verified.signerCertificate) throw badSignature();
    return verified.signerCertificate;
  } catch (cause) {
    if (cause instanceof SignedDataVerifyError) throw badSignature(cause);
    throw cause;
  }
}

/** @source RFC 3161 section 2.3: critical, and nothing but time stamping; RFC 5280 section 4.2: nothing critical is passed over */
function assertForTimeStamps(certificate: Certificate): void {
  const usage = certificate.extensions?.find(({ extnID }) => extnID === EXTENDED_KEY_USAGE);
  const purposes: readonly string[] = (usage?.parsedValue as ExtKeyUsage | undefined)?.keyPurposes ?? [];
  if (!purposes.includes(TIME_STAMPING)) {
    throw new StampError(
      'not-an-authority',
      'The certificate of the stamp is not for time stamps: no authority made it.',
    );
  }
  if (usage?.critical !== true || purposes.length !== 1 || purposes[0] !== TIME_STAMPING) {
    throw wrongPurpose();
  }
  const isUnderstood = certificate.extensions?.every(
    ({ critical, extnID }) => !critical || UNDERSTOOD.includes(extnID),
  );
  const keyUsage = certificate.extensions?.find(({ extnID }) => extnID === KEY_USAGE)?.parsedValue as
    | BitString
    | undefined;
  const bits = keyUsage?.valueBlock.valueHexView[0] ?? SIGNING;
  if (isUnderstood !== true || (bits & SIGNING) === 0) throw wrongPurpose();
}

const wrongPurpose = (): StampError =>
  new StampError('wrong-purpose', 'The certificate of the stamp is not for time stamps alone.');

function factsOf({ genTime, accuracy, policy }: TSTInfo, certificate: Certificate): StampFacts {
  const parts = [accuracy?.seconds ?? 0, (accuracy?.millis ?? 0) / 1e3, (accuracy?.micros ?? 0) / 1e6];
  const name = certificate.subject.typesAndValues.find(({ type }) => type === COMMON_NAME)?.value.valueBlock.value;
  return {
    genTime: genTime.getTime() / 1000,
    accuracy: accuracy === undefined ? undefined : parts.reduce((sum, part) => sum + part, 0),
    policy,
    authority: String(name ?? 'an authority without a name').replaceAll(/[^\p{L}\p{N}\p{P}\p{Zs}]/gu, '?'),
  };
}

const badSignature = (cause?: unknown): StampError =>
  new StampError('bad-signature', 'The signature of the stamp does not verify.', { cause });

function orMalformed<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw malformed(cause);
  }
}

const malformed = (cause: unknown): StampError =>
  new StampError('malformed', 'What came is not a time stamp of RFC 3161.', { cause });
