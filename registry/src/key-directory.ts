import type { KeySet, KnownKey } from './core/key-set.js';
import { RegistryError } from './error.js';
import type { Clock, KeyDirectory, Registry } from './ports.js';

export interface KeyDirectoryOptions {
  readonly services: KeySet;
  readonly registry: Registry;
  readonly clock: Clock;
  /** Where it is said, by its code, that the registry could not be read. */
  readonly logger: { warn(event: string, fields: { readonly code: string }): void };
  /** Waits; a refresh follows the one before by this much at least. */
  readonly pause: (ms: number) => Promise<void>;
}

const REFRESH_GAP_MS = 500;
/** A key that the registry took back is refused at the latest this many seconds later. */
const MAX_AGE = 60;

/**
 * The keys of services, which are fixed, and of agents, which the registry serves. What is known stays known while the
 * registry is away. An unknown key waits for one refresh, which everybody who waits shares: strangers cannot make
 * anybody ask more often than the gap allows.
 */
export class CachedKeyDirectory implements KeyDirectory {
  readonly #options: KeyDirectoryOptions;
  #agents: KeySet = new Map();
  #fetched = Number.NEGATIVE_INFINITY;
  #next: Promise<void> | undefined;
  #gap: Promise<void> = Promise.resolve();

  constructor(options: KeyDirectoryOptions) {
    this.#options = options;
  }

  async find(kid: string): Promise<KnownKey | undefined> {
    const service = this.#options.services.get(kid);
    if (service !== undefined) return service;
    const stale = this.#options.clock.now() - this.#fetched > MAX_AGE;
    if (stale || !this.#agents.has(kid)) await this.#refresh();
    return this.#agents.get(kid);
  }

  #refresh(): Promise<void> {
    this.#next ??= this.#gap.then(async () => {
      // Whoever comes from here on needs an answer that is newer than the one under way.
      this.#next = undefined;
      this.#gap = this.#options.pause(REFRESH_GAP_MS);
      await this.#fetch();
    });
    return this.#next;
  }

  async #fetch(): Promise<void> {
    try {
      this.#agents = await this.#options.registry.fetchKeys();
      this.#fetched = this.#options.clock.now();
    } catch (cause) {
      if (!(cause instanceof RegistryError)) throw cause;
      this.#options.logger.warn('registry-not-read', { code: cause.code });
    }
  }
}
