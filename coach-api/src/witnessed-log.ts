import {
  formatProof,
  keepUpWithPolicies,
  LogError,
  type LogView,
  leafOf,
  type PinnedPolicy,
  parseSignedCheckpoint,
  type TileReader,
  toHex,
  utf8,
} from '@fit4work/protocol';
import { CoachError } from './error.js';
import { LeafIndex } from './leaf-index.js';
import type { LeafSender } from './leaf-sender.js';
import type { LeafProof, Log, LogStateStore } from './log-port.js';
import type { Clock, Logger } from './ports.js';

export interface WitnessedLogOptions {
  readonly view: LogView;
  /** The policy of the view. */
  readonly pinned: PinnedPolicy;
  /** Text of the policy that is configured, from which the log may have gone to another. */
  readonly configured: string;
  readonly read: TileReader;
  readonly state: LogStateStore;
  readonly leaves: Pick<LeafSender, 'send'>;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Called whenever more of the log is known. */
  readonly onGrown: () => void;
  /** Called when the log contradicts what it gave before: nothing that it proved counts any more. */
  readonly onDistrusted: () => void;
}

interface Waiter {
  readonly leaf: Uint8Array;
  readonly resolve: (proof: LeafProof) => void;
  readonly reject: (error: unknown) => void;
}

const RESEND_MS = 2_000;
/** By which a log begins that has none (SPEC.md 15.4): the same of everybody, so that it stands there once. */
const FIRST_LEAF = leafOf(utf8('f4w/v1/first-leaf'));

/** Follows the log from checkpoint to checkpoint and proves leaves in it. */
export class WitnessedLog implements Log {
  readonly #options: WitnessedLogOptions;
  readonly #waiters = new Map<string, Waiter[]>();
  readonly #index: LeafIndex;
  #next: Uint8Array | undefined;
  #running: Promise<void> | undefined;
  #distrusted = false;
  /** Whether the view is ahead of what is stored of it, as while a disk is full. */
  #unsaved = false;
  /** When a checkpoint was verified last, Unix seconds. */
  #heard: number | undefined;
  #pinned: PinnedPolicy;

  constructor(options: WitnessedLogOptions) {
    this.#options = options;
    this.#pinned = options.pinned;
    this.#index = new LeafIndex(options.view, options.read);
  }

  /** Whether a verified checkpoint is held and the log never contradicted it. */
  get ready(): boolean {
    return !this.#distrusted && this.#options.view.held !== undefined;
  }

  /** Seconds since the log said last, in a checkpoint that was verified, where it stands; undefined before the first. */
  get age(): number | undefined {
    return this.#heard === undefined ? undefined : Math.max(0, this.#options.clock.now() - this.#heard);
  }

  /** Whether nobody but the log itself has to have signed what is believed. */
  get unwitnessed(): boolean {
    return this.#pinned.policy.quorum === 'none';
  }

  get size(): number {
    return this.#options.view.size;
  }

  /** Takes a checkpoint that somebody published. Only the latest of those that wait matters. */
  offer(checkpoint: Uint8Array): void {
    this.#next = checkpoint;
    this.#running ??= this.#follow()
      .catch(() => this.#options.logger.error('log-not-followed', { code: 'unknown' }))
      .finally(() => {
        this.#running = undefined;
        if (this.#next !== undefined) this.offer(this.#next);
      });
  }

  /** Asks the log itself for its checkpoint, for when no message came. */
  async poll(): Promise<void> {
    try {
      const checkpoint = await this.#options.read('checkpoint');
      if (checkpoint === undefined) this.#begin();
      else this.offer(checkpoint);
    } catch (error) {
      this.#report(error);
    }
  }

  async prove(leaf: Uint8Array, timeoutMs: number): Promise<LeafProof> {
    if (this.#distrusted) throw distrusted();
    const index = this.#index.indexOf(toHex(leaf));
    return index === undefined ? this.#wait(leaf, timeoutMs) : this.#proofAt(leaf, index);
  }

  async holds(leaf: Uint8Array, index: number): Promise<boolean> {
    const { view } = this.#options;
    if (this.#distrusted) throw distrusted();
    if (view.held !== undefined && index >= view.size) return false;
    try {
      await view.proveInclusion(leaf, index);
      return true;
    } catch (cause) {
      if (cause instanceof LogError && cause.code === 'wrong-proof') return false;
      if (!(cause instanceof LogError)) throw cause;
      throw new CoachError(
        'log-unavailable',
        'The log does not answer, so that nothing can be said of it: try again.',
        {
          cause,
        },
      );
    }
  }

  /** Ends every wait: nothing was opened. */
  abandon(): void {
    for (const { reject } of [...this.#waiters.values()].flat()) reject(notProven());
  }

  /** Where a leaf stands, proven, if the log took it lately. @param leaf lower-case hexadecimal */
  recentIndexOf(leaf: string): number | undefined {
    return this.#index.indexOf(leaf);
  }

  /** Whether the leaf stands there, proven against the checkpoint held. */
  async isProven(leaf: Uint8Array, index: number): Promise<boolean> {
    try {
      await this.#options.view.proveInclusion(leaf, index);
      return true;
    } catch (error) {
      this.#report(error);
      return false;
    }
  }

  /** Looks through the whole log for leaves that were not seen lately. */
  async search(wanted: ReadonlySet<string>): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    for (let from = 0; from < this.size && found.size < wanted.size; ) {
      const page = await this.#options.view.scan(from, wanted);
      for (const { leaf, index } of page.found) found.set(toHex(leaf), index);
      from = page.next;
    }
    return found;
  }

  #wait(leaf: Uint8Array, timeoutMs: number): Promise<LeafProof> {
    const key = toHex(leaf);
    return new Promise<LeafProof>((resolve, reject) => {
      const resend = setInterval(() => void this.#insist(leaf), RESEND_MS);
      const timer = setTimeout(() => settle(reject)(notProven()), timeoutMs);
      const settle =
        <T>(done: (value: T) => void) =>
        (value: T): void => {
          clearInterval(resend);
          clearTimeout(timer);
          const left = (this.#waiters.get(key) ?? []).filter((other) => other !== waiter);
          if (left.length > 0) this.#waiters.set(key, left);
          else this.#waiters.delete(key);
          done(value);
        };
      const waiter: Waiter = { leaf, resolve: settle(resolve), reject: settle(reject) };
      this.#waiters.set(key, [...(this.#waiters.get(key) ?? []), waiter]);
      this.#options.leaves.send(leaf);
    });
  }

  /**
   * A log without a checkpoint is new to whoever never held one of it: a leaf makes it one, or, where it lost what it had, its witnesses do
   * not, which saw more.
   */
  #begin(): void {
    const { view, leaves, logger } = this.#options;
    if (view.held === undefined) leaves.send(FIRST_LEAF);
    else logger.warn('log-not-followed', { code: 'log-emptied' });
  }

  async #follow(): Promise<void> {
    const bytes = this.#next;
    this.#next = undefined;
    if (bytes === undefined || this.#distrusted) return;
    try {
      await this.#believe(bytes);
      const grown = await this.#index.grow();
      if (grown.length === 0) return;
      for (const { leaf, index } of grown) await this.#answer(leaf, index);
      this.#options.onGrown();
    } catch (error) {
      this.#report(error);
    }
  }

  async #believe(bytes: Uint8Array): Promise<void> {
    const { view, read, logger, clock } = this.#options;
    const [before, under] = [this.size, this.#pinned];
    this.#pinned = await keepUpWithPolicies(view, bytes, { read, pinned: under });
    const isFollowed = this.#pinned !== under;
    if (isFollowed) logger.info('log-policy-followed');
    await view.advance(bytes);
    this.#heard = clock.now();
    if (this.size !== before || isFollowed) this.#unsaved = true;
    await this.#save();
  }

  /** Durable before anything is proven against it: a restart must not believe less than what was shown. */
  async #save(): Promise<void> {
    if (!this.#unsaved) return;
    const { view, state, configured } = this.#options;
    const followed = this.#pinned.text === configured ? undefined : { from: configured, to: this.#pinned.text };
    await state.save({ checkpoint: view.exportState() ?? '', followed });
    this.#unsaved = false;
  }

  async #answer(leaf: Uint8Array, index: number): Promise<void> {
    const waiters = this.#waiters.get(toHex(leaf)) ?? [];
    if (waiters.length === 0) return;
    const proof = await this.#proofAt(leaf, index);
    for (const { resolve } of waiters) resolve(proof);
  }

  /** Tiles may be missing for a moment, or messages lost on their way: whoever waits asks again. */
  async #insist(leaf: Uint8Array): Promise<void> {
    const index = this.#index.indexOf(toHex(leaf));
    if (index === undefined) {
      this.#options.leaves.send(leaf);
      await this.poll();
      return;
    }
    try {
      await this.#answer(leaf, index);
    } catch (error) {
      this.#report(error);
    }
  }

  async #proofAt(leaf: Uint8Array, index: number): Promise<LeafProof> {
    const { view } = this.#options;
    await this.#save();
    const proof = await view.proveInclusion(leaf, index);
    const { size } = parseSignedCheckpoint(proof.checkpoint).checkpoint;
    return { index, size, text: new TextDecoder().decode(formatProof(proof)) };
  }

  #report(error: unknown): void {
    const { logger } = this.#options;
    if (error instanceof LogError && error.code === 'fork') {
      this.#distrusted = true;
      this.#options.onDistrusted();
      logger.error('log-forked', { code: error.code });
      for (const { reject } of [...this.#waiters.values()].flat()) reject(distrusted());
    } else if (error instanceof LogError || error instanceof CoachError) {
      // An older checkpoint may only have been overtaken on its way; the view stays where it is.
      logger.warn('log-not-followed', { code: error.code });
    } else {
      throw error;
    }
  }
}

const notProven = (): CoachError =>
  new CoachError(
    'not-proven',
    'The record of this read is not in a witnessed checkpoint yet, so nothing was opened: try again.',
  );

const distrusted = (): CoachError =>
  new CoachError(
    'log-distrusted',
    'The log contradicts a checkpoint that it gave before, so nothing is opened: call the auditor.',
  );
