import { type DataKey, daysOfDate, type Granularity, type Release, toHex } from '@fit4work/protocol';
import type { ReadAsk } from './core/ask.js';

/** What is remembered of a release: no key of it. */
export interface KnownRelease {
  /** Leaves of the consent that its agent knew, in hexadecimal. */
  readonly consent: readonly string[];
  /** The days of its keys, as daysOfDate counts them; none where it has no key. */
  readonly first: number;
  readonly last: number;
  readonly granularities: readonly Granularity[];
}

/** The oldest goes first: it is verified and opened once more when it is needed. */
const MOST = 32_768;

/**
 * Releases that were verified and opened before, by the hash of their bytes, which cannot change without it: so a release of which
 * a read needs nothing stays shut, and a coach who opens a week does not have the keys of a year unsealed.
 */
export class KnownReleases {
  readonly #known = new Map<string, KnownRelease>();

  /** @param hash of the bytes of a release of this person */
  of(pseudonym: string, hash: string): KnownRelease | undefined {
    return this.#known.get(`${pseudonym} ${hash}`);
  }

  /** @param named whose release it is, and the hash of its bytes */
  learn(
    named: { readonly pseudonym: string; readonly hash: string },
    release: Release,
    keys: readonly DataKey[],
  ): void {
    const days = keys.map(({ day }) => daysOfDate(day));
    const [oldest] = this.#known.keys();
    if (this.#known.size >= MOST && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(`${named.pseudonym} ${named.hash}`, {
      consent: release.consent.map(toHex),
      first: Math.min(...days),
      last: Math.max(...days),
      granularities: [...new Set(keys.map(({ granularity }) => granularity))],
    });
  }
}

/** Whether a release may have a key for what is asked. */
export const mayServe = (
  { first, last, granularities }: KnownRelease,
  { from, until, granularity }: Pick<ReadAsk, 'from' | 'until' | 'granularity'>,
): boolean => granularities.includes(granularity) && first <= daysOfDate(until) && last >= daysOfDate(from);
