import { ArchiveError, type ArchiveErrorCode, type TarEvent, type TarMember, TarReader } from '@fit4work/archive';
import { type TrustedCheckpoint, toHex } from '@fit4work/protocol';
import { isRead } from './core/export/archive-names.js';
import {
  MANIFEST_NAME,
  type Manifest,
  type ManifestMember,
  openManifest,
  SIGNATURE_NAME,
} from './core/export/manifest.js';
import { ProofChecker } from './core/export/proof-checker.js';
import type { Said } from './core/language.js';
import { EXPORT_REFUSALS } from './core/refusal-words/export-refusals.js';
import { AgentError } from './error.js';
import type { ArchivePorts, Digest } from './export-members.js';

/** What a sound archive is. */
export interface VerifiedExport {
  readonly manifest: Manifest;
  /** Ed25519 public key of the employee, 32 bytes: whoever knows it can tell whose archive this is. */
  readonly identityKey: Uint8Array;
  /** What the proofs lead to; undefined where the agent believed none yet. */
  readonly checkpoint: TrustedCheckpoint | undefined;
}

/** A manifest of a thousand days takes half a megabyte, a file of proofs one. */
const LONGEST_READ = 64 * 1024 * 1024;

/**
 * Verifies an archive from its own bytes: every member against the manifest, the manifest against the identity key, that key
 * against the certificate, consent records, the checkpoint under the policy's quorum, every proof.
 *
 * @throws AgentError `unsound`
 */
export async function verifyExport(
  chunks: AsyncIterable<Uint8Array>,
  archive: Pick<ArchivePorts, 'digest'>,
): Promise<VerifiedExport> {
  const check = new ArchiveCheck(archive);
  for await (const event of tarEvents(chunks)) {
    if (event.kind === 'member') check.begin(event.member);
    else if (event.kind === 'content') check.add(event.bytes);
    else check.end();
  }
  return check.finish();
}

const OF_ARCHIVE: Readonly<Record<ArchiveErrorCode, Said>> = {
  'bad-member': EXPORT_REFUSALS.otherHeader,
  'bad-header': EXPORT_REFUSALS.otherHeader,
  'cut-short': EXPORT_REFUSALS.cutShort,
  'repeated-member': EXPORT_REFUSALS.cutShort,
};

async function* tarEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TarEvent> {
  const reader = new TarReader();
  try {
    for await (const chunk of chunks) yield* reader.push(chunk);
    reader.end();
  } catch (error) {
    throw error instanceof ArchiveError ? unsound(OF_ARCHIVE[error.code]) : error;
  }
}

interface OpenMember {
  readonly member: TarMember;
  readonly digest: Digest;
  /** Of a member that is read: its content. */
  readonly content: Uint8Array | undefined;
  filled: number;
}

class ArchiveCheck {
  readonly #archive: Pick<ArchivePorts, 'digest'>;
  readonly #proofs = new ProofChecker();
  readonly #members: ManifestMember[] = [];
  readonly #times = new Set<number>();
  readonly #signed = new Map<string, Uint8Array>();
  #open: OpenMember | undefined;

  constructor(archive: Pick<ArchivePorts, 'digest'>) {
    this.#archive = archive;
  }

  begin(member: TarMember): void {
    const read = isRead(member.name);
    if (read && member.size > LONGEST_READ) throw unsound(EXPORT_REFUSALS.memberLarge(member.name));
    const content = read ? new Uint8Array(member.size) : undefined;
    this.#open = { member, digest: this.#archive.digest(), content, filled: 0 };
    this.#times.add(member.mtime);
  }

  add(bytes: Uint8Array): void {
    if (this.#open === undefined) return;
    this.#open.digest.update(bytes);
    this.#open.content?.set(bytes, this.#open.filled);
    this.#open.filled += bytes.length;
  }

  end(): void {
    if (this.#open === undefined) return;
    const { member, digest, content } = this.#open;
    this.#members.push({ name: member.name, size: member.size, sha256: digest.hex() });
    if (content === undefined) return;
    if (member.name.startsWith('MANIFEST.')) this.#signed.set(member.name, content);
    else this.#proofs.take(member.name, content);
  }

  finish(): VerifiedExport {
    const { publicKey, pseudonym } = this.#proofs.identity;
    const [bytes, signature] = [MANIFEST_NAME, SIGNATURE_NAME].map((name) => this.#signed.get(name));
    if (bytes === undefined || signature === undefined) throw unsound(EXPORT_REFUSALS.manifestMissing);
    const manifest = openManifest(bytes, signature, publicKey);
    this.#compare(manifest);
    if (manifest.pseudonym !== pseudonym) throw unsound(EXPORT_REFUSALS.manifestOfAnother);
    this.#proofs.finish();
    const { leaves, proven, checkpoint } = this.#proofs;
    if (leaves !== manifest.leaves || proven !== manifest.proven) {
      throw unsound(EXPORT_REFUSALS.otherProofs);
    }
    return { manifest, identityKey: publicKey, checkpoint };
  }

  /** Member for member, in order: what is missing, added or changed is named. */
  #compare({ members, newest }: Manifest): void {
    const wanted = [...members.map(({ name }) => name), MANIFEST_NAME, SIGNATURE_NAME];
    for (const [at, found] of this.#members.entries()) {
      if (found.name !== wanted[at]) throw unsound(EXPORT_REFUSALS.memberMisplaced(found.name));
      const said = members[at];
      if (said !== undefined && (said.size !== found.size || said.sha256 !== found.sha256)) {
        throw unsound(EXPORT_REFUSALS.memberChanged(found.name));
      }
    }
    if (this.#members.length !== wanted.length) throw unsound(EXPORT_REFUSALS.membersMissing);
    if (this.#times.size !== 1 || !this.#times.has(newest)) throw unsound(EXPORT_REFUSALS.otherTime);
  }
}

const unsound = (said: Said): AgentError => new AgentError('unsound', said);

/** The verdict for a machine. */
export const verifiedJson = ({ manifest, identityKey, checkpoint }: VerifiedExport) => ({
  verdict: 'sound',
  pseudonym: manifest.pseudonym,
  identityKey: toHex(identityKey),
  days: manifest.days,
  samples: manifest.samples,
  unreadable: manifest.unreadable,
  members: manifest.members.length,
  leaves: manifest.leaves,
  proven: manifest.proven,
  checkpoint:
    checkpoint === undefined
      ? null
      : {
          origin: checkpoint.checkpoint.origin,
          size: checkpoint.checkpoint.size,
          root: toHex(checkpoint.checkpoint.root),
          witnesses: Object.fromEntries(checkpoint.cosigned),
        },
});
