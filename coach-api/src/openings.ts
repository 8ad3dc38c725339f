import { type DataKey, equalBytes, type Release } from '@fit4work/protocol';
import type { AccountedOpening, Grounds } from './core/reconcile.js';
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
  /** By what they rest on. */
  readonly #pending = new Map<string, AccountedOpening>();
  #written: Promise<void> = Promise.resolve();

  constructor(options: OpeningsOptions) {
    this.#options = options;
  }

  get publicKey(): Uint8Array {
    return this.#options.opener.publicKey;
  }

  unseal(sealed: Uint8Array): Uint8Array {
    return this.#options.opener.unseal(sealed);
  }

  open(release: Release, claimed: Grounds): readonly DataKey[] {
    const keys = this.#options.opener.open(release, claimed);
    const grounds = this.#accepted(release, claimed);
    const name = nameOf(grounds);
    const {
      time,
      releases,
      keys: before,
    } = this.#pending.get(name) ?? {
      ...{ time: this.#options.clock.now(), releases: 0, keys: 0 },
    };
    this.#pending.set(name, { time, grounds, releases: releases + 1, keys: before + keys.length });
    return keys;
  }

  /** Writes what was opened and is not written yet; to be awaited before what was opened is used. */
  settle(): Promise<void> {
    // What another has under way may be what this caller opened: its turn comes after it, whatever became of it.
    this.#written = this.#written.catch(() => undefined).then(() => this.#write());
    return this.#written;
  }

  /** Only what an older key opens is ever sealed anew (SPEC.md clause 9.4): another release is opened under nothing. */
  #accepted({ recipient }: Release, claimed: Grounds): Grounds {
    return claimed === 'reseal' && equalBytes(recipient, this.publicKey) ? [] : claimed;
  }

  async #write(): Promise<void> {
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
    const name = nameOf(opening.grounds);
    const since = this.#pending.get(name);
    this.#pending.set(name, {
      ...opening,
      releases: opening.releases + (since?.releases ?? 0),
      keys: opening.keys + (since?.keys ?? 0),
    });
  }
}

const nameOf = (grounds: Grounds): string => (grounds === 'reseal' ? grounds : grounds.join());
