import { type BoxKeyPair, type DataKey, openRelease, type Release, unseal } from '@fit4work/protocol';
import type { ReleaseOpener } from '../ports.js';

/** Holds the X25519 secret in memory; nothing else has it. */
export class SodiumOpener implements ReleaseOpener {
  readonly #pair: BoxKeyPair;

  constructor(pair: BoxKeyPair) {
    this.#pair = pair;
  }

  get publicKey(): Uint8Array {
    return this.#pair.publicKey;
  }

  unseal(sealed: Uint8Array): Uint8Array {
    return unseal(sealed, this.#pair);
  }

  open(release: Release): readonly DataKey[] {
    return openRelease(release, this.#pair);
  }
}
