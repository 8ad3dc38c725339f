/* What is refused of a pack for auditors. Lists, so that a test can go through all of them. */

/** What the log signed in a pack and does not hold, by the rest of the pack or by the tree. */
export const PACK_UNSOUND = [
  'pack-part',
  'pack-member-missing',
  'pack-member-changed',
  'pack-member-strange',
  'pack-not-derived',
  'pack-form',
  'pack-uncovered',
  'pack-blocks-left-out',
  'pack-links-count',
  'pack-links-block',
  'pack-links-root',
  'day-not-signed',
  'day-other-log',
  'day-not-last',
  'day-other-root',
  'day-not-cosigned',
] as const;

/** What is no whole pack that the log signed: whoever passed it on may have cut it, and nobody is caught. */
export const PACK_UNKNOWN = [
  'no-pack',
  'pack-policy-proof',
  'pack-without-manifest',
  'pack-other-note',
  'pack-not-signed',
  'pack-members-moved',
  'pack-other-version',
] as const;

export type PackUnsoundKind = (typeof PACK_UNSOUND)[number];
export type PackUnknownKind = (typeof PACK_UNKNOWN)[number];
export type PackKind = PackUnsoundKind | PackUnknownKind;
