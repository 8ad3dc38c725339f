import {
  boxKeyPair,
  type CoachApiKeys,
  equalBytes,
  followRotations,
  MAX_ROTATIONS,
  ProtocolError,
  proveRotation,
  signingKey,
  signRotation,
} from '@fit4work/protocol';
import { CoachError } from '../error.js';
import type { HeldBox, Rotations, Secrets } from './key-file.js';

/* The rotations of this coach API's keys (SPEC.md clauses 7.6 and 7.11): the statements by which agents learn of new ones. */

/** Rotations of the box key that were begun and not finished. */
const MOST_BOXES = 8;

const DAY = 86_400;
/** Days for which an older box key opens after it was replaced: agents ask for the list daily, and may have been away (SPEC.md clause 9.4). */
export const HELD_DAYS = 60;

/** What a rotation brings. */
export interface NewKeys {
  readonly box: HeldBox;
  /** 32 bytes; undefined where the signing key stays. */
  readonly signingSeed: Uint8Array | undefined;
  /** 32 bytes */
  readonly salt: Uint8Array;
}

/** Public keys that this coach API signs or has signed with, the newest first. */
export function signersOf({ signingSeed, rotations }: Secrets): readonly Uint8Array[] {
  if (rotations === undefined) return [signingKey(signingSeed).publicKey];
  const all = [rotations.from];
  let trusted = firstOf(rotations);
  for (const bytes of rotations.list) {
    trusted = followRotations(trusted, [bytes]);
    if (!all.some((key) => equalBytes(key, trusted.signingKey))) all.push(trusted.signingKey);
  }
  return all.reverse();
}

/**
 * Puts new keys before those that are there. The signing key that is replaced is gone: what it signed stays what it was.
 *
 * @throws CoachError `bad-config` where as many rotations wait to be finished, or were made, as there may be
 */
export function rotated(secrets: Secrets, { box, signingSeed = secrets.signingSeed, salt }: NewKeys): Secrets {
  const { boxes } = secrets;
  if (boxes.length >= MOST_BOXES) {
    throw refused(
      'The key file holds as many box keys as it may: finish the rotation with fit4work-coach-keys finish.',
    );
  }
  const present = signingKey(secrets.signingSeed);
  const before = secrets.rotations ?? { from: present.publicKey, list: [] };
  if (before.list.length >= MAX_ROTATIONS)
    throw refused(
      'The keys were rotated as often as they may be: make new ones with keygen.js, and enrol everybody anew.',
    );
  const { rotation, leaf: previous } = followRotations(firstOf(before), before.list);
  const next = signingKey(signingSeed);
  const content = { rotation: rotation + 1, previous, signingKey: next.publicKey, issued: box.made, salt };
  const proven = proveRotation({ ...content, boxKey: boxKeyPair(box.secret).publicKey }, next);
  const list = [...before.list, signRotation(proven, present)];
  return { signingSeed, boxes: [box, ...boxes], rotations: { from: before.from, list } };
}

/**
 * Holds the rotations of a key file against its secrets: a list that leads elsewhere would lead every agent there.
 *
 * @throws CoachError `bad-config`
 */
export function checkRotations(secrets: Secrets): Secrets {
  const { signingSeed, boxes, rotations } = secrets;
  if (rotations === undefined) return secrets;
  const { signingKey: signer, boxKey } = lastOf(rotations);
  const fits = equalBytes(signer, signingKey(signingSeed).publicKey);
  if (fits && equalBytes(boxKey, boxKeyPair(boxes[0].secret).publicKey)) return secrets;
  throw refused('its rotations do not lead to its keys');
}

function lastOf(rotations: Rotations): CoachApiKeys {
  try {
    return followRotations(firstOf(rotations), rotations.list);
  } catch (error) {
    if (error instanceof ProtocolError) throw refused('its rotations do not follow on each other');
    throw error;
  }
}

/** No statement names the first box key, and none is needed to go on from it. */
const firstOf = ({ from }: Rotations): CoachApiKeys => ({
  ...{ signingKey: from, boxKey: new Uint8Array(32) },
  ...{ rotation: 0, leaf: new Uint8Array(32) },
});

/** The newest key is named to agents, and for long enough: whoever asks for the list daily has heard of it. @returns from when on, Unix seconds; undefined where no rotation names it */
export const heardBy = ({ boxes, rotations }: Secrets): number | undefined =>
  rotations === undefined ? undefined : boxes[0].made + HELD_DAYS * DAY;

const refused = (why: string): CoachError => new CoachError('bad-config', why);
