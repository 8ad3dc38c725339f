import {
  type CoachApiKeys,
  type CoachApiPair,
  equalBytes,
  fromBase64Url,
  leafOf,
  MAX_ROTATIONS,
  openRotation,
  ProtocolError,
  parseRotation,
  placeInRotations,
} from '@fit4work/protocol';
import type { Identity, Pins } from '../ports.js';

/* Which keys of the coach API are believed: those that were pinned, and whither its rotations lead (SPEC.md clauses 7.6 and 7.11). */

/** A signing key of the coach API. */
export interface Signer {
  /** Ed25519 */
  readonly key: Uint8Array;
  /** What it signed later does not count, Unix seconds; undefined of the newest. */
  readonly until: number | undefined;
}

/** Keys, the signing keys before them, and what led to them. */
interface Followed {
  readonly keys: CoachApiKeys;
  /** The newest first. */
  readonly signers: readonly Signer[];
  readonly rotations: readonly Uint8Array[];
}

const refusalOf = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
};

/** Follows rotations, in order, as far as each verifies under the keys before it. */
function follow(start: Followed, rotations: readonly Uint8Array[]): Followed {
  let reached = start;
  for (const bytes of rotations) {
    const next = refusalOf(() => openRotation(bytes, reached.keys));
    if (next === undefined) break;
    const { rotation, signingKey, boxKey, issued } = next;
    const [newest, ...older] = reached.signers;
    const stays = newest !== undefined && equalBytes(newest.key, signingKey);
    const before = newest === undefined || stays ? [] : [{ ...newest, until: issued }];
    reached = {
      keys: { rotation, signingKey, boxKey, leaf: leafOf(bytes) },
      signers: [{ key: signingKey, until: undefined }, ...before, ...older],
      rotations: [...reached.rotations, bytes],
    };
  }
  return reached;
}

const startAt = (keys: CoachApiKeys): Followed => ({
  ...{ keys, signers: [{ key: keys.signingKey, until: undefined }], rotations: [] },
});

/**
 * Whither kept rotations lead, in whatever order they are kept. Where one was lost to the disk, as far as those before it lead:
 * the list is asked for again soon.
 */
function followKept(pinned: CoachApiPair, kept: readonly Uint8Array[]): Followed | undefined {
  const read = kept
    .flatMap((bytes) => {
      const rotation = refusalOf(() => parseRotation(bytes));
      return rotation === undefined ? [] : [{ bytes, rotation }];
    })
    .toSorted((a, b) => a.rotation.rotation - b.rotation.rotation);
  const [first] = read;
  if (first === undefined) return undefined;
  const start = startAt({ ...pinned, rotation: first.rotation.rotation - 1, leaf: first.rotation.previous });
  const followed = follow(
    start,
    read.map(({ bytes }) => bytes),
  );
  return followed.rotations.length === 0 ? undefined : followed;
}

const pairOf = ({ coachSigningKey, coachBoxKey }: Pins): CoachApiPair => ({
  ...{ signingKey: coachSigningKey, boxKey: coachBoxKey },
});

/** Who an agent is, once rotations were followed. */
export function withFollowed(identity: Identity, kept: readonly Uint8Array[]): Identity {
  const pinned = identity.followed?.pinned ?? pairOf(identity.pins);
  const followed = followKept(pinned, kept);
  if (followed === undefined) return identity;
  const { signingKey: coachSigningKey, boxKey: coachBoxKey } = followed.keys;
  return {
    ...identity,
    pins: { ...identity.pins, coachSigningKey, coachBoxKey },
    followed: { pinned, rotations: followed.rotations },
  };
}

/** The keys that were pinned, whatever was followed since. */
export const pinnedKeys = ({ pins, followed }: Pick<Identity, 'pins' | 'followed'>): CoachApiPair =>
  followed?.pinned ?? pairOf(pins);

/** The signing keys of the coach API that are believed, the newest first. */
export function signersOf({ pins, followed }: Pick<Identity, 'pins' | 'followed'>): readonly Signer[] {
  const reached = followed && followKept(followed.pinned, followed.rotations);
  return reached?.signers ?? [{ key: pins.coachSigningKey, until: undefined }];
}

/**
 * Opens what the coach API signed, under the key that signed it; a key that was replaced counts for what says that it was signed
 * before.
 *
 * @throws ProtocolError `bad-signature`, and as `open`
 */
export function openSigned<T>(
  signers: readonly Signer[],
  open: (publicKey: Uint8Array) => T,
  timeOf: (opened: T) => number,
): T {
  for (const { key, until } of signers) {
    const opened = openUnder(key, open);
    if (opened === undefined) continue;
    if (until === undefined || timeOf(opened.record) <= until) return opened.record;
    throw new ProtocolError('bad-signature', 'the key was replaced before this was signed');
  }
  throw new ProtocolError('bad-signature', 'the record is signed by no key of the coach API that is believed');
}

function openUnder<T>(key: Uint8Array, open: (publicKey: Uint8Array) => T): { readonly record: T } | undefined {
  try {
    return { record: open(key) };
  } catch (error) {
    if (error instanceof ProtocolError && error.code === 'bad-signature') return undefined;
    throw error;
  }
}

/** What a list of rotations is to an agent: newer rotations, none where it is up to date, or why it is not to be believed. */
type ListVerdict = { readonly newer: readonly Uint8Array[] } | 'taken-back' | 'refused';

export function judgeRotations(identity: Identity, list: readonly Uint8Array[]): ListVerdict {
  const { followed } = identity;
  const kept = followed && followKept(followed.pinned, followed.rotations);
  if (kept !== undefined) {
    const { rotation, leaf } = kept.keys;
    const last = list[rotation - 1];
    if (last === undefined) return 'taken-back';
    // Another statement of a number that was followed: two faces.
    if (!equalBytes(leafOf(last), leaf)) return 'refused';
    return wholly(kept, list.slice(rotation));
  }
  const place = refusalOf(() => placeInRotations(pairOf(identity.pins), list));
  return place === undefined ? 'refused' : wholly(startAt(place), list.slice(place.rotation));
}

/** All that is new verifies, or nothing of it is followed. */
function wholly(start: Followed, newer: readonly Uint8Array[]): ListVerdict {
  const { rotations } = follow({ ...start, rotations: [] }, newer);
  return rotations.length === newer.length ? { newer } : 'refused';
}

/** The rotations of a JWK Set (SPEC.md clause 7.11); undefined where it is none. */
export function readRotationList(json: unknown): readonly Uint8Array[] | undefined {
  const { f4w_rotations: texts } = Object(json) as { readonly f4w_rotations?: unknown };
  if (!Array.isArray(texts) || texts.length > MAX_ROTATIONS) return undefined;
  return refusalOf(() => texts.map((text) => fromBase64Url(String(text))));
}
