import { type Metric, type SigningKey, sign, utf8, verifySignature } from '@fit4work/protocol';
import { AgentError } from '../../error.js';
import { EXPORT_REFUSALS } from '../refusal-words/export-refusals.js';

/* What an archive holds, signed by the employee: `MANIFEST.json` and `MANIFEST.sig`, its last two members. */

export const MANIFEST_NAME = 'MANIFEST.json';
export const SIGNATURE_NAME = 'MANIFEST.sig';
/** No other signature of an identity begins so (SPEC.md clause 7.8): a COSE begins with 0x84, a JWS with `ey`. */
const LABEL = 'f4w/v1/export\n';

export interface ManifestMember {
  readonly name: string;
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export interface Manifest {
  readonly format: 'fit4work-export';
  readonly version: 1;
  /** 32 hexadecimal digits. */
  readonly pseudonym: string;
  /** IANA name of the zone of the civil days. */
  readonly zone: string;
  /** First and last civil day, YYYY-MM-DD; null where nothing was measured. */
  readonly days: { readonly from: string; readonly until: string } | null;
  /** Start of the newest sample, Unix seconds: the time of every member. 0 where there is none. */
  readonly newest: number;
  readonly samples: Readonly<Record<Metric, number>>;
  /** Samples besides, in minutes in which another source counts; undefined in an archive that has none of them. */
  readonly notCounted?: Readonly<Record<Metric, number>>;
  /** Days of which samples are kept and the key is not: they cannot be opened any more. */
  readonly unreadable: readonly string[];
  /** Own leaves and those of what was told, and how many of them have a proof of inclusion here. */
  readonly leaves: number;
  readonly proven: number;
  readonly members: readonly ManifestMember[];
}

export const writeManifest = (manifest: Manifest): Uint8Array => utf8(`${JSON.stringify(manifest, undefined, 2)}\n`);

const signedBytes = (manifest: Uint8Array): Uint8Array => {
  const label = utf8(LABEL);
  const bytes = new Uint8Array(label.length + manifest.length);
  bytes.set(label);
  bytes.set(manifest, label.length);
  return bytes;
};

/** @returns the 64 bytes of an Ed25519 signature */
export const signManifest = (manifest: Uint8Array, identity: SigningKey): Uint8Array =>
  sign(identity, signedBytes(manifest));

/** @throws AgentError `unsound` unless the signature verifies and the manifest is of this version */
export function openManifest(bytes: Uint8Array, signature: Uint8Array, identityPublicKey: Uint8Array): Manifest {
  if (signature.length !== 64 || !verifySignature(identityPublicKey, signedBytes(bytes), signature)) {
    throw new AgentError('unsound', EXPORT_REFUSALS.manifestUnsigned(MANIFEST_NAME));
  }
  const manifest = parse(bytes);
  if (!isManifest(manifest)) throw new AgentError('unsound', EXPORT_REFUSALS.manifestUnknown(MANIFEST_NAME));
  return manifest;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new AgentError('unsound', EXPORT_REFUSALS.manifestNoJson(MANIFEST_NAME), { cause });
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isMember = (value: unknown): value is ManifestMember =>
  isObject(value) &&
  typeof value.name === 'string' &&
  typeof value.size === 'number' &&
  typeof value.sha256 === 'string';

/** Its signer is who wrote the archive: what the check relies on has to be there, the rest is for people. */
const isManifest = (value: unknown): value is Manifest =>
  isObject(value) &&
  value.format === 'fit4work-export' &&
  value.version === 1 &&
  typeof value.pseudonym === 'string' &&
  typeof value.newest === 'number' &&
  isObject(value.samples) &&
  Array.isArray(value.members) &&
  value.members.every(isMember);
