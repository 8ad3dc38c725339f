import { AgentKeys } from './core/agent-keys.js';
import type { KeySet, KnownKey } from './core/key-set.js';
import { RegistryError, type RegistryErrorCode } from './error.js';
import { PartReader } from './part-reader.js';
import type { Clock, KeyDirectory, Registry } from './ports.js';

export interface KeyDirectoryOptions {
  readonly services: KeySet;
  readonly registry: Registry;
  readonly clock: Clock;
  /** Where it is said, by its code, that the registry could not be read. */
  readonly logger: { warn(event: string, fields: { readonly code: string }): void };
  /** Waits; a refresh follows the one before by `REFRESH_GAP_MS` at least, and waits for `PATIENCE_MS` at most. */
  readonly pause: (ms: number) => Promise<void>;
  /** How long what is known of a part is believed while it cannot be read, seconds; a day without. */
  readonly absence?: number;
}

export const REFRESH_GAP_MS = 500;
/** So long who looks regularly waits for parts that do not come: what became of the others counts at once. */
export const PATIENCE_MS = 1_000;
/** A key that the registry took back is refused at the latest this many seconds later, also where nobody refreshes. */
const MAX_AGE = 60;
/** A coach API that is away for a night takes nothing in and loses nothing: what agents have waits, and their leaves go on. */
export const REGISTRY_ABSENCE = 86_400;

interface Reading {
  /** Settles once each part that had changed was read, or could not be. */
  readonly parts?: Promise<void>;
}

/**
 * The keys of services, which are fixed, and of agents, which the registry serves in parts. What is known of a part stays known while it
 * cannot be read, for a stated time, and then it is out, alone. An unknown key waits for one refresh, which everybody who waits
 * shares: strangers cannot make anybody ask more often than the gap allows.
 */
export class CachedKeyDirectory implements KeyDirectory {
  readonly #options: KeyDirectoryOptions;
  readonly #agents = new AgentKeys();
  readonly #reader: PartReader;
  /** Why something of the registry could not be read when it was asked last: what goes on failing is said once. */
  #failure: RegistryErrorCode | undefined;
  #next: Promise<Reading> | undefined;
  #gap: Promise<void> = Promise.resolve();
  /** Which question the newest index that was taken in answers: an older one that comes late says nothing. */
  #taken = 0;
  readonly #listeners: (() => void)[] = [];
  /** Keys taken back that were told of. */
  #told = 0;

  constructor(options: KeyDirectoryOptions) {
    this.#options = options;
    this.#reader = new PartReader({ ...options, keys: this.#agents, onTakenIn: () => this.#tellTakenBack() });
  }

  async find(kid: string): Promise<KnownKey | undefined> {
    const service = this.#options.services.get(kid);
    if (service !== undefined) return service;
    const known = this.#agents.get(kid);
    if (known === undefined || this.#agents.ageOf(known, this.#now()) > MAX_AGE) await (await this.#ask()).parts;
    return this.peek(kid);
  }

  /** What is known now, asking nobody. */
  peek(kid: string): KnownKey | undefined {
    const service = this.#options.services.get(kid);
    if (service !== undefined) return service;
    const known = this.#agents.get(kid);
    return known !== undefined && this.#counts(this.#agents.ageOf(known, this.#now())) ? known : undefined;
  }

  /** Has it called as soon as keys are taken back: whoever came in by one has to go. */
  onTakenBack(listener: () => void): void {
    this.#listeners.push(listener);
  }

  isCurrent(): boolean {
    return this.#counts(this.age());
  }

  /** Seconds since the part was read that was read least lately; infinite while one never was. */
  age(): number {
    return this.#agents.age(this.#now());
  }

  /** Asks the registry what changed, no sooner than the gap allows, and waits for a part that hangs no longer than patience does. */
  async refresh(): Promise<void> {
    const { parts } = await this.#ask();
    if (parts !== undefined) await Promise.race([parts, this.#options.pause(PATIENCE_MS)]);
  }

  /** Asks for the index; whoever asks meanwhile shares the answer. */
  #ask(): Promise<Reading> {
    this.#next ??= this.#gap.then(() => {
      // Whoever comes from here on needs an answer that is newer than the one under way.
      this.#next = undefined;
      this.#gap = this.#options.pause(REFRESH_GAP_MS);
      return this.#readIndex();
    });
    return this.#next;
  }

  async #readIndex(): Promise<Reading> {
    const asked = this.#agents.ask(this.#now());
    try {
      const index = await this.#options.registry.fetchIndex();
      if (asked.count < this.#taken) return {};
      this.#taken = asked.count;
      const changed = this.#agents.compare(index, asked);
      this.#tellTakenBack();
      if (changed.length > 0) return { parts: this.#readParts(changed) };
      this.#tell(undefined);
    } catch (cause) {
      if (!(cause instanceof RegistryError)) throw cause;
      this.#tell(cause.code);
    }
    return {};
  }

  async #readParts(prefixes: readonly string[]): Promise<void> {
    this.#tell(await this.#reader.read(prefixes));
  }

  #tellTakenBack(): void {
    const { takenBack } = this.#agents;
    if (takenBack === this.#told) return;
    this.#told = takenBack;
    for (const listener of this.#listeners) listener();
  }

  #tell(failure: RegistryErrorCode | undefined): void {
    if (failure !== undefined && failure !== this.#failure) {
      this.#options.logger.warn('registry-not-read', { code: failure });
    }
    this.#failure = failure;
  }

  #counts(age: number): boolean {
    return age <= (this.#options.absence ?? REGISTRY_ABSENCE);
  }

  #now(): number {
    return this.#options.clock.now();
  }
}
