import { createHash } from 'node:crypto';
import { OctetString, Sequence } from 'asn1js';
import { AlgorithmIdentifier, type Certificate, type SignerInfo } from 'pkijs';
import { StampError } from '../error.js';
import { derOf } from './certificates.js';

const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const HASHES = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/**
 * What is signed has to name the certificate that signed, or another certificate of the same key could take its place.
 * @throws StampError `other-signer`
 * @source RFC 5035 section 3 (ESSCertIDv2), RFC 5816 section 2.2.1
 */
export function assertNamesSigner(signer: SignerInfo, certificate: Certificate): void {
  const attributes = signer.signedAttrs?.attributes.filter(({ type }) => type === SIGNING_CERTIFICATE_V2) ?? [];
  const [attribute, ...more] = attributes;
  const named = attribute === undefined || more.length > 0 ? undefined : firstNamed(attribute.values);
  const hash = named === undefined ? undefined : HASHES.get(named.algorithm);
  if (
    named === undefined ||
    hash === undefined ||
    !createHash(hash).update(derOf(certificate)).digest().equals(named.digest)
  ) {
    throw new StampError('other-signer', 'The stamp does not name, by ESSCertIDv2, the certificate that signed it.');
  }
}

/** The first certificate that is named is the signer's. */
function firstNamed(values: readonly unknown[]): { algorithm: string; digest: Uint8Array } | undefined {
  const [list] = childrenOf(values.length === 1 ? values[0] : undefined);
  const [first] = childrenOf(list);
  const [one, two] = childrenOf(first);
  if (one instanceof OctetString) return { algorithm: '2.16.840.1.101.3.4.2.1', digest: one.valueBlock.valueHexView };
  if (!(one instanceof Sequence) || !(two instanceof OctetString)) return undefined;
  const { algorithmId } = new AlgorithmIdentifier({ schema: one });
  return { algorithm: algorithmId, digest: two.valueBlock.valueHexView };
}

const childrenOf = (value: unknown): readonly unknown[] => (value instanceof Sequence ? value.valueBlock.value : []);
