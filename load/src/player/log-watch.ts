import {
  equalBytes,
  LogError,
  LogView,
  parsePolicy,
  parseSignedCheckpoint,
  type TileReader,
  toHex,
} from '@fit4work/protocol';
import { LoadError } from '../error.js';
import type { SentEnvelope } from './sent-envelope.js';

/** What reading the log came to. */
export interface LogCosts {
  readonly checkpoints: number;
  /** Of files that were read of it. */
  readonly bytes: number;
}

/** Milliseconds, as of an agent: a broker may withhold what the log published. */
const POLL = 15_000;

/**
 * Follows the log for all agents of a process, where each agent would for itself: every checkpoint is verified under the witness quorum and against
 * the one before, and every bundle of entries against the checkpoint, in which a leaf that is found is proven with it.
 */
export class LogWatch {
  readonly #view: LogView;
  readonly #read: TileReader;
  readonly #ticks: () => number;
  readonly #awaited = new Map<string, SentEnvelope>();
  #scanned = 0;
  #heard: Uint8Array | undefined;
  #heardSize = 0;
  #newest: Uint8Array | undefined;
  #running: Promise<void> | undefined;
  #costs = { checkpoints: 0, bytes: 0 };
  #failures = 0;
  /** What is followed is followed one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #lookedAt: number;

  constructor(policy: string, tiles: TileReader, ticks: () => number) {
    this.#ticks = ticks;
    this.#lookedAt = ticks();
    this.#read = async (path) => {
      const bytes = await tiles(path);
      this.#costs.bytes += bytes?.length ?? 0;
      return bytes;
    };
    this.#view = new LogView({ policy: parsePolicy(policy), read: this.#read });
  }

  get costs(): LogCosts {
    return { ...this.#costs };
  }

  /** Checkpoints that could not be followed: the next one is. */
  get failures(): number {
    return this.#failures;
  }

  /** Begins where the log is now: nothing of what is played stands before. @throws LoadError `unreachable` */
  async begin(): Promise<void> {
    const newest = await this.#read('checkpoint');
    if (newest !== undefined) await this.#view.advance(newest);
    this.#scanned = this.#view.size;
  }

  /** Whose leaf is looked for from now on. */
  expect(sent: SentEnvelope): void {
    this.#awaited.set(sent.leafName, sent);
  }

  /** A checkpoint, which every agent is told: only the newest of those that wait is followed. */
  heard(checkpoint: Uint8Array): void {
    // Another agent was told it already, or is told an older one only now.
    if (this.#heard !== undefined && equalBytes(checkpoint, this.#heard)) return;
    const size = sizeOf(checkpoint);
    if (size === undefined || size <= this.#heardSize) return;
    [this.#heard, this.#heardSize, this.#newest] = [checkpoint, size, checkpoint];
    this.#running ??= this.#catchUp().finally(() => {
      this.#running = undefined;
    });
  }

  /** Asks the log itself where leaves wait and no checkpoint was followed for a while. */
  async poll(): Promise<void> {
    if (this.#awaited.size === 0 || this.#ticks() - this.#lookedAt < POLL) return;
    this.#lookedAt = this.#ticks();
    await this.#orFail(async () => {
      const newest = await this.#read('checkpoint');
      if (newest !== undefined) await this.#follow(newest);
    });
  }

  async #catchUp(): Promise<void> {
    for (let next = this.#newest; next !== undefined; next = this.#newest) {
      this.#newest = undefined;
      await this.#orFail(() => this.#follow(next));
    }
  }

  /** The log may be away for a moment; one that contradicts itself leaves everything unproven, which is counted as missing. */
  async #orFail(look: () => Promise<void>): Promise<void> {
    try {
      await look();
    } catch (error) {
      if (!(error instanceof LogError) && !(error instanceof LoadError)) throw error;
      this.#failures += 1;
    }
  }

  #follow(checkpoint: Uint8Array): Promise<void> {
    const result = this.#turn.then(() => this.#advance(checkpoint));
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #advance(checkpoint: Uint8Array): Promise<void> {
    await this.#view.advance(checkpoint);
    this.#lookedAt = this.#ticks();
    if (this.#scanned === this.#view.size) return;
    this.#costs.checkpoints += 1;
    while (this.#scanned < this.#view.size) {
      const { found, next } = await this.#view.scan(this.#scanned, new Set(this.#awaited.keys()));
      const now = this.#ticks();
      for (const { leaf } of found) this.#prove(toHex(leaf), now);
      this.#scanned = next;
    }
  }

  #prove(name: string, now: number): void {
    this.#awaited.get(name)?.proven(now);
    this.#awaited.delete(name);
  }
}

/** As it says itself; undefined where it is none. Whether it is true shows when it is followed. */
function sizeOf(checkpoint: Uint8Array): number | undefined {
  try {
    return parseSignedCheckpoint(checkpoint).checkpoint.size;
  } catch (error) {
    if (error instanceof LogError) return undefined;
    throw error;
  }
}
