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
  /** How long what is known is believed while the registry is away, seconds; a day without. */
  readonly absence?: number;
}

const REFRESH_GAP_MS = 500;
/** A key that the registry took back is refused at the latest this many seconds later, also where nobody refreshes. */
const MAX_AGE = 60;
/** A coach API that is away for a night takes nothing in and loses nothing: what agents have waits, and their leaves go on. */
export const REGISTRY_ABSENCE = 86_400;

/**
 * The keys of services, which are fixed, and of agents, which the registry serves. What is known stays known while the
 * registry is away, for a stated time. An unknown key waits for one refresh, which everybody who waits shares: strangers cannot
 * make anybody ask more often than the gap allows.
 */
export class CachedKeyDirectory implements KeyDirectory {
  readonly #options: KeyDirectoryOptions;
  #agents: KeySet = new Map();
  #fetched = Number.NEGATIVE_INFINITY;
  /** Why the registry could not be read when it was asked last: what goes on failing is said once. */
  #failure: string | undefined;
  #next: Promise<void> | undefined;
  #gap: Promise<void> = Promise.resolve();

  constructor(options: KeyDirectoryOptions) {
    this.#options = options;
  }

  async find(kid: string): Promise<KnownKey | undefined> {
    const service = this.#options.services.get(kid);
    if (service !== undefined) return service;
    if (this.age() > MAX_AGE || !this.#agents.has(kid)) await this.refresh();
    return this.peek(kid);
  }

  /** What is known now, asking nobody. */
  peek(kid: string): KnownKey | undefined {
    return this.#options.services.get(kid) ?? (this.isCurrent() ? this.#agents.get(kid) : undefined);
  }

  isCurrent(): boolean {
    return this.age() <= (this.#options.absence ?? REGISTRY_ABSENCE);
  }

  /** Seconds since the registry last answered; infinite when it never did. */
  age(): number {
    // A clock that was set back does not make old what was just read, nor new for longer than it was.
    return Math.abs(this.#options.clock.now() - this.#fetched);
  }

  /** Asks the registry once, no sooner than the gap allows; whoever asks meanwhile shares the answer. */
  refresh(): Promise<void> {
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
      this.#failure = undefined;
    } catch (cause) {
      if (!(cause instanceof RegistryError)) throw cause;
      if (cause.code !== this.#failure) this.#options.logger.warn('registry-not-read', { code: cause.code });
      this.#failure = cause.code;
    }
  }
}
