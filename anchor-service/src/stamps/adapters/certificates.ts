import { webcrypto, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BitString } from 'asn1js';
import { type BasicConstraints, Certificate, CertificateChainValidationEngine, CryptoEngine } from 'pkijs';
import { AnchorError } from '../../error.js';
import { StampError } from '../error.js';

/** Node's own cryptography, handed to each call: nothing is set for the whole process. */
export const engine = new CryptoEngine({ name: 'node', crypto: webcrypto });

const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
/** The bit of keyCertSign. */
const CERTIFYING = 0x04;
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads the certificates that a chain may end in. All of them are believed, a self-signed one or not: the trusted lists of
 * the European Union name issuing authorities, which need not be roots.
 * @throws AnchorError `bad-config` naming the file
 */
export function readCertificates(file: string): Certificate[] {
  try {
    const certificates =
      readFileSync(file, 'latin1')
        .match(PEM)
        ?.map((pem) => new X509Certificate(pem)) ?? [];
    if (certificates.length === 0 || !certificates.every(({ ca }) => ca)) throw new TypeError('no authorities');
    return certificates.map(({ raw }) => Certificate.fromBER(new Uint8Array(raw)));
  } catch (cause) {
    throw new AnchorError(
      'bad-config',
      `The file ${file} cannot be used: give one with certificates of authorities (CA) alone, in PEM.`,
      { cause },
    );
  }
}

/** DER of a certificate, its signed part as it came. */
export function derOf(certificate: Certificate): Uint8Array {
  return new Uint8Array(certificate.toSchema().toBER());
}

export interface Chain {
  readonly signer: Certificate;
  /** What came with the stamp. */
  readonly others: readonly Certificate[];
  readonly trusted: readonly Certificate[];
  readonly at: Date;
}

/**
 * Verifies that certificates lead from a signer to one that is trusted, all of them valid at a time.
 * @throws StampError `expired`, `unknown-authority`
 * @source RFC 5280 section 6
 */
export async function verifyChain({ signer, others, trusted, at }: Chain): Promise<void> {
  assertValid(signer, at);
  const isSigner = (one: Certificate) => Buffer.from(one.tbsView).equals(Buffer.from(signer.tbsView));
  const between = others.filter((one) => !isSigner(one));
  // Revocation is not looked at: it would need the network, and what a stamp proves is looked at long after.
  const validation = new CertificateChainValidationEngine({
    trustedCerts: [...trusted],
    certs: [...between, signer],
    checkDate: at,
  });
  const { result, certificatePath } = await validation.verify({}, engine);
  const path = certificatePath ?? [];
  const first = path[0];
  if (!result || first === undefined || !isSigner(first) || trusted.some(isSigner)) throw unknownAuthority();
  for (const [i, certificate] of path.entries()) {
    assertValid(certificate, at);
    assertLength(certificate, i);
  }
}

/**
 * That a certificate was issued by one that is trusted, or by an authority that such a one made, whatever the times and purposes: whether
 * the authority broke its own rules is asked of what is its own alone. Whoever has a certificate of it for something else, as citizens do,
 * can sign certificates too, which are not.
 * @throws StampError `unknown-authority`
 * @source RFC 5280 sections 4.2.1.3 and 4.2.1.9
 */
export async function assertIssued({ signer, others, trusted }: Omit<Chain, 'at'>): Promise<void> {
  let below = [signer];
  for (let length = 0; length <= MOST_BETWEEN; length += 1) {
    const authorities = others.filter((one) => mayIssue(one, length));
    const issuers: Certificate[] = [];
    for (const issued of below) {
      if ((await issuersOf(issued, trusted)).length > 0) return;
      issuers.push(...(await issuersOf(issued, authorities)));
    }
    below = issuers.filter((one, i) => issuers.indexOf(one) === i);
  }
  throw unknownAuthority();
}

/** Authorities between a signer and the one that is trusted. */
const MOST_BETWEEN = 4;

async function issuersOf(issued: Certificate, among: readonly Certificate[]): Promise<Certificate[]> {
  const named = among.filter(({ subject }) => subject.isEqual(issued.issuer));
  const isIssuer = await Promise.all(named.map((one) => issued.verify(one, engine).catch(() => false)));
  return named.filter((_, i) => isIssuer[i]);
}

/** Whether it is an authority, and may be one over others of a number that stand below it. */
function mayIssue(certificate: Certificate, below: number): boolean {
  const constraints = constraintsOf(certificate);
  const usage = certificate.extensions?.find(({ extnID }) => extnID === KEY_USAGE)?.parsedValue as
    | BitString
    | undefined;
  const bits = usage?.valueBlock.valueHexView[0] ?? CERTIFYING;
  return constraints?.cA === true && (bits & CERTIFYING) !== 0 && letsStand(constraints, below);
}

function unknownAuthority(): StampError {
  return new StampError('unknown-authority', 'No chain of certificates leads to one that was given.');
}

/** The one of a root at position n of a path has n - 1 authorities below it. @source RFC 5280 section 4.2.1.9 */
function assertLength(certificate: Certificate, position: number): void {
  const constraints = constraintsOf(certificate);
  if (position > 0 && constraints !== undefined && !letsStand(constraints, position - 1)) {
    throw new StampError('unknown-authority', 'An authority let another one stand between that it must not.');
  }
}

const constraintsOf = (certificate: Certificate): BasicConstraints | undefined =>
  certificate.extensions?.find(({ extnID }) => extnID === BASIC_CONSTRAINTS)?.parsedValue as
    | BasicConstraints
    | undefined;

const letsStand = ({ pathLenConstraint: most }: BasicConstraints, below: number): boolean =>
  most === undefined || (typeof most === 'number' && below <= most);

function assertValid({ notBefore, notAfter }: Certificate, at: Date): void {
  if (at < notBefore.value || at > notAfter.value) {
    throw new StampError('expired', 'A certificate was not valid at the time of the stamp.');
  }
}
