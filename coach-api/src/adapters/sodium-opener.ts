import {
  type BoxKeyPair,
  boxKeyPair,
  type DataKey,
  equalBytes,
  openRelease,
  ProtocolError,
  type Release,
  unseal,
} from '@fit4work/protocol';
import type { Secrets } from '../core/key-file.js';
import type { HeldKeys, ReleaseOpener } from '../ports.js';

/** Holds the X25519 secrets in memory, the newest first; nothing else has them. */
export class SodiumOpener implements ReleaseOpener, HeldKeys {
  readonly #newest: BoxKeyPair;
  readonly #all: readonly BoxKeyPair[];

  constructor([newest, ...older]: Secrets['boxes']) {
    this.#newest = boxKeyPair(newest.secret);
    this.#all = [this.#newest, ...older.map(({ secret }) => boxKeyPair(secret))];
  }

  get publicKey(): Uint8Array {
    return this.#newest.publicKey;
  }

  get publicKeys(): readonly Uint8Array[] {
    return this.#all.map(({ publicKey }) => publicKey);
  }

  unseal(sealed: Uint8Array): Uint8Array {
    const older = this.#all.slice(1).find((pair) => opens(sealed, pair));
    return unseal(sealed, older ?? this.#newest);
  }

  isOfNewest(sealed: Uint8Array): boolean {
    return opens(sealed, this.#newest);
  }

  open(release: Release): readonly DataKey[] {
    const named = this.#all.find(({ publicKey }) => equalBytes(publicKey, release.recipient));
    return openRelease(release, named ?? this.#newest);
  }
}

/** A sealed box does not say to whom it is sealed. */
function opens(sealed: Uint8Array, pair: BoxKeyPair): boolean {
  try {
    unseal(sealed, pair).fill(0);
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}
