import type { KeySet, KnownKey } from './core/key-set.js';

export interface Clock {
  /** Unix seconds */
  now(): number;
}

/**
 * Where the agents' public keys come from. While nothing changed there, it gives the very set that it gave before.
 * @throws RegistryError `registry-unavailable`, `registry-refused`, `bad-registry`
 */
export interface Registry {
  fetchKeys(): Promise<KeySet>;
}

/** Finds the key that a token names; undefined when nobody knows it, or knew it too long ago. Never throws. */
export interface KeyDirectory {
  find(kid: string): Promise<KnownKey | undefined>;
  /** Whether the registry answered lately enough for what it said to count. */
  isCurrent(): boolean;
}

/** Checks a token's signature, audience and times against a key. */
export interface TokenVerifier {
  /** The key id that the token names, not believed yet. */
  keyIdOf(token: string): string | undefined;
  /** The subject, or undefined when the token is not good. */
  subjectOf(token: string, key: KnownKey): Promise<string | undefined>;
}
