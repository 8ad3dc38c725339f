import {
  type DataKey,
  equalBytes,
  parseRelease,
  type Release,
  type SigningKey,
  seal,
  signRelease,
  verifyRelease,
  wipe,
} from '@fit4work/protocol';
import { refusalOf } from './refusal.js';

/** What becomes of something that is sealed: nothing where it is sealed to the newest key, or cannot be opened. */
export type ResealedBytes = Uint8Array | 'newest' | 'unopened';

export interface ResealReleaseOptions {
  /** Who is to have signed it; undefined where that is nobody who is known. */
  readonly signer: Uint8Array | undefined;
  readonly open: (release: Release) => readonly DataKey[];
  /** The newest box key. */
  readonly recipient: Uint8Array;
  /** Of this coach API, which signs in place of the agent (SPEC.md clause 9.4). */
  readonly signingKey: SigningKey;
}

/** What is not proven to be its agent's is not signed here: a signature of this service would make it so. */
export function resealRelease(bytes: Uint8Array, options: ResealReleaseOptions): ResealedBytes {
  const { signer, open, recipient, signingKey } = options;
  const read = refusalOf(() => {
    const release = parseRelease(bytes);
    if (equalBytes(release.recipient, recipient)) return { release, keys: [] };
    verifyRelease(release, signer ?? new Uint8Array(0));
    return { release, keys: open(release) };
  });
  if ('refused' in read) return 'unopened';
  if (equalBytes(read.release.recipient, recipient)) return 'newest';
  try {
    return signRelease({ ...read.release, recipient }, read.keys, signingKey);
  } finally {
    for (const { key } of read.keys) wipe(key);
  }
}

export interface ResealOptions {
  readonly unseal: (sealed: Uint8Array) => Uint8Array;
  readonly isOfNewest: (sealed: Uint8Array) => boolean;
  readonly recipient: Uint8Array;
}

export function resealBytes(sealed: Uint8Array, { unseal, isOfNewest, recipient }: ResealOptions): ResealedBytes {
  if (isOfNewest(sealed)) return 'newest';
  const opened = refusalOf(() => ({ bytes: unseal(sealed) }));
  if ('refused' in opened) return 'unopened';
  try {
    return seal(opened.bytes, recipient);
  } finally {
    wipe(opened.bytes);
  }
}
