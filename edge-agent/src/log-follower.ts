import { LogError, LogView, parsePolicy, type TileReader, toHex } from '@fit4work/protocol';
import { AgentError } from './error.js';
import type { Outbox, Report } from './ports.js';
import { codeOf } from './report.js';

/** What the follower needs: where proofs are kept, and where tiles are read. */
export interface FollowerPorts {
  readonly outbox: Outbox;
  readonly tiles: TileReader;
  readonly report: Report;
}

/**
 * Follows the log: verifies each checkpoint under the witness quorum and against the one before, looks for this agent's
 * own leaves among the new entries, and proves each. The log learns which tiles are read, never whose leaves are meant.
 */
export class LogFollower {
  readonly #ports: FollowerPorts;
  readonly #view: LogView;
  #newest: Uint8Array | undefined;
  #running: Promise<void> | undefined;

  private constructor(ports: FollowerPorts, view: LogView) {
    this.#ports = ports;
    this.#view = view;
  }

  /** @throws AgentError `vault-damaged` when the pinned policy or what was seen of the log was changed */
  static async resume(ports: FollowerPorts, policy: string): Promise<LogFollower> {
    const { checkpoint } = await ports.outbox.logState();
    try {
      return new LogFollower(ports, new LogView({ policy: parsePolicy(policy), read: ports.tiles, state: checkpoint }));
    } catch (cause) {
      if (!(cause instanceof LogError)) throw cause;
      const message = 'What vault.db keeps of the log was changed on disk; restore vault.db from a backup.';
      throw new AgentError('vault-damaged', message, { cause });
    }
  }

  /** Takes a published checkpoint; only the newest of those that wait is looked at. */
  follow(checkpoint: Uint8Array): Promise<void> {
    this.#newest = checkpoint;
    this.#running ??= this.#catchUp().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Settles when nothing is being looked at. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Reads the checkpoint from the log itself, for when the broker's retained one is late. */
  async poll(): Promise<void> {
    try {
      const checkpoint = await this.#ports.tiles('checkpoint');
      if (checkpoint !== undefined) await this.follow(checkpoint);
    } catch (error) {
      this.#ports.report('log-unreachable', { code: codeOf(error) });
    }
  }

  async #catchUp(): Promise<void> {
    for (let next = this.#newest; next !== undefined; next = this.#newest) {
      this.#newest = undefined;
      try {
        await this.#view.advance(next);
        await this.#prove();
      } catch (error) {
        this.#refuse(error);
      }
    }
  }

  /** A checkpoint that does not verify proves nothing: what waits goes on waiting. */
  #refuse(error: unknown): void {
    const { report } = this.#ports;
    if (error instanceof AgentError) report('log-unreachable', { code: error.code });
    else if (!(error instanceof LogError)) throw error;
    else if (error.code === 'fork' || error.code === 'rollback') report('log-contradicts-itself', { code: error.code });
    else report('checkpoint-refused', { code: error.code });
  }

  async #prove(): Promise<void> {
    const { outbox } = this.#ports;
    const wanted = new Set((await outbox.unproven(Number.MAX_SAFE_INTEGER)).map(toHex));
    let { scanned } = await outbox.logState();
    // Every leaf is in the outbox before it is published, so nothing of ours stands in entries read without a wish.
    if (wanted.size === 0) scanned = this.#view.size;
    do {
      const { found, next } = await this.#view.scan(scanned, wanted);
      for (const { leaf, index } of found) await this.#view.proveInclusion(leaf, index);
      scanned = next;
      await outbox.markProven(found, { checkpoint: this.#view.exportState(), scanned });
    } while (scanned < this.#view.size);
  }
}
