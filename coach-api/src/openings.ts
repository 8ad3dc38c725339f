import type { DataKey, Release } from '@fit4work/protocol';
import type { AccountedOpening } from './core/reconcile.js';
import type { OpeningStore } from './opening-port.js';
import type { Clock, ReleaseOpener } from './ports.js';

export interface OpeningsOptions {
  readonly opener: ReleaseOpener;
  readonly store: Pick<OpeningStore, 'add'>;
  readonly clock: Clock;
}

/**
 * Keeps account of every release that is opened in this process, whoever asks: nothing else gets at the secret. What is
 * opened is only used once its account is durable, so that a process that dies in between has opened it for nobody.
 */
export class Openings implements ReleaseOpener {
  readonly #options: OpeningsOptions;
  /** By the leaves that were named. */
  readonly #pending = new Map<string, AccountedOpening>();

  constructor(options: OpeningsOptions) {
    this.#options = options;
  }

  get publicKey(): Uint8Array {
    return this.#options.opener.publicKey;
  }

  unseal(sealed: Uint8Array): Uint8Array {
    return this.#options.opener.unseal(sealed);
  }

  open(release: Release, leaves: readonly string[]): readonly DataKey[] {
    const keys = this.#options.opener.open(release, leaves);
    const name = leaves.join();
    const {
      time,
      releases,
      keys: before,
    } = this.#pending.get(name) ?? {
      ...{ time: this.#options.clock.now(), releases: 0, keys: 0 },
    };
    this.#pending.set(name, { time, leaves, releases: releases + 1, keys: before + keys.length });
    return keys;
  }

  /** Writes what was opened and is not written yet; to be awaited before what was opened is used. */
  async settle(): Promise<void> {
    const openings = [...this.#pending.values()];
    this.#pending.clear();
    try {
      if (openings.length > 0) await this.#options.store.add(openings);
    } catch (cause) {
      // It happened all the same: it is written with what comes next.
      for (const opening of openings) this.#owe(opening);
      throw cause;
    }
  }

  #owe(opening: AccountedOpening): void {
    const name = opening.leaves.join();
    const since = this.#pending.get(name);
    this.#pending.set(name, {
      ...opening,
      releases: opening.releases + (since?.releases ?? 0),
      keys: opening.keys + (since?.keys ?? 0),
    });
  }
}
