import type { KeyIndex } from './core/key-index.js';
import type { KeyPart, KnownKey } from './core/key-set.js';

export interface Clock {
  /** Unix seconds */
  now(): number;
}

/**
 * Where the agents' public keys come from, in parts by the beginning of their pseudonyms.
 * @throws RegistryError `registry-unavailable`, `registry-refused`, `bad-registry`
 */
export interface Registry {
  fetchIndex(): Promise<KeyIndex>;
  /** @param held what is known of the part, which is given back where it is so still */
  fetchPart(prefix: string, held: KeyPart): Promise<KeyPart>;
}

/** Finds the key that a token names; undefined when nobody knows it, or knew it too long ago. Never throws. */
export interface KeyDirectory {
  find(kid: string): Promise<KnownKey | undefined>;
  /** Whether every part of what the registry has was read lately enough to count: who is not known then is nobody. */
  isCurrent(): boolean;
}

/** Checks a token's signature, audience and times against a key. */
export interface TokenVerifier {
  /** The key id that the token names, not believed yet. */
  keyIdOf(token: string): string | undefined;
  /** The subject, or undefined when the token is not good. */
  subjectOf(token: string, key: KnownKey): Promise<string | undefined>;
}
