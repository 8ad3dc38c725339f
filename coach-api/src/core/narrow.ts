import { type DataKey, type Release, type SigningKey, signRelease, wipe } from '@fit4work/protocol';
import { refusalOf } from './refusal.js';
import { isDayErased, type StandingErasure } from './standing.js';

export interface NarrowOptions {
  readonly standing: readonly StandingErasure[];
  /** @throws ProtocolError */
  readonly open: (release: Release) => readonly DataKey[];
  /** The newest box key of this coach API: an older one of the release may be on its way out. */
  readonly recipient: Uint8Array;
  /** Of this coach API. */
  readonly signingKey: SigningKey;
}

/**
 * What is left of a release when the keys of erased days are taken out of it (SPEC.md clause 14.2): `whole` when it has none of
 * them, `nothing` when it has no others, or cannot be opened and so can be of no use. Else a release in its place with the
 * others alone. Its agent did not sign that one, so this coach API does; it goes to nobody.
 */
export function narrowRelease(release: Release, options: NarrowOptions): Uint8Array | 'whole' | 'nothing' {
  const opened = refusalOf(() => ({ keys: options.open(release) }));
  if ('refused' in opened) return 'nothing';
  try {
    const left = opened.keys.filter(({ day }) => !isDayErased(options.standing, day));
    if (left.length === opened.keys.length) return 'whole';
    return left.length === 0
      ? 'nothing'
      : signRelease({ ...release, recipient: options.recipient }, left, options.signingKey);
  } finally {
    for (const { key } of opened.keys) wipe(key);
  }
}
