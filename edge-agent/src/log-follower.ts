import {
  equalBytes,
  keepUpWithPolicies,
  LogError,
  LogView,
  type PinnedPolicy,
  pinPolicy,
  type TileReader,
  type TrustedCheckpoint,
  toHex,
  verifyCheckpoint,
} from '@fit4work/protocol';
import type { Incident } from './core/findings.js';
import { VAULT_REFUSALS } from './core/refusal-words/vault-refusals.js';
import { AgentError } from './error.js';
import type { Noticed } from './noticed.js';
import type { Outbox, Report } from './ports.js';
import { codeOf } from './report.js';

/** What the follower needs: where proofs are kept, and where tiles are read. */
export interface FollowerPorts {
  readonly outbox: Outbox;
  readonly tiles: TileReader;
  readonly noticed: Noticed;
  /** Monotone milliseconds. */
  readonly ticks: () => number;
  readonly report: Report;
}

/** The word of the witnesses on the time is written when it is so much newer, in seconds. */
const WITNESSED_EVERY = 60;

/** A newer checkpoint may be under way: only who has not told it at so many looks at the log withholds it. */
const WITHHELD_AFTER = 3;

/**
 * Follows the log: verifies each checkpoint under the witness quorum and against the one before, looks for this agent's
 * own leaves among the new entries, and proves each. The log learns which tiles are read, never whose leaves are meant.
 */
export class LogFollower {
  readonly #ports: FollowerPorts;
  readonly #view: LogView;
  #pinned: PinnedPolicy;
  /** Following the log and going to a newer policy take turns: what is kept of the two belongs together. */
  #turn: Promise<unknown> = Promise.resolve();
  #newest: Uint8Array | undefined;
  #running: Promise<void> | undefined;
  /** The largest checkpoint that this connection to the broker has told of. */
  #heardSize = 0;
  #heard: Uint8Array | undefined;
  /** What the log itself showed and the broker has yet to tell, and how often it was looked at meanwhile. */
  #untold: { readonly size: number; readonly looks: number } | undefined;
  #grownAt = Number.NEGATIVE_INFINITY;
  #witnessed = 0;
  /** Size up to which the agent's own leaves were looked for. */
  #proven: number;

  private constructor(ports: FollowerPorts, pinned: PinnedPolicy, state: string | undefined) {
    this.#ports = ports;
    this.#pinned = pinned;
    this.#view = new LogView({ policy: pinned.policy, read: ports.tiles, state });
    this.#proven = this.#view.size;
  }

  /** @throws AgentError `vault-damaged` when the pinned policy or what was seen of the log was changed */
  static async resume(ports: FollowerPorts, pinned: string): Promise<LogFollower> {
    const { checkpoint, policy = pinned } = await ports.outbox.logState();
    try {
      return new LogFollower(ports, pinPolicy(policy), checkpoint);
    } catch (cause) {
      if (!(cause instanceof LogError)) throw cause;
      throw new AgentError('vault-damaged', VAULT_REFUSALS.logStateChanged, { cause });
    }
  }

  /** When the log was last seen to have grown, in monotone milliseconds. */
  get grownAt(): number {
    return this.#grownAt;
  }

  /** A new connection may begin with what an older one kept. */
  reconnected(): void {
    this.#heardSize = 0;
    this.#heard = undefined;
  }

  /** Takes a checkpoint that the broker told. Each is verified; only the newest of those that wait is followed. */
  async heard(checkpoint: Uint8Array): Promise<void> {
    if (this.#heard !== undefined && equalBytes(checkpoint, this.#heard)) {
      this.#ports.report('checkpoint-repeated');
      return;
    }
    const size = await this.#sizeOf(checkpoint);
    if (size === undefined) return;
    if (size < this.#heardSize) {
      // It may be signed well: it is old, and whoever delivers it out of order is not the log.
      this.#ports.report('checkpoint-refused', { code: 'older' });
      this.#ports.noticed.happened('checkpoint-older');
      return;
    }
    this.#heardSize = size;
    this.#heard = checkpoint;
    this.#told(size);
    // Sent before this agent was told, by another way, of a newer one.
    if (size < this.#view.size) return;
    await this.#follow(checkpoint);
  }

  /** Settles when nothing is being looked at. */
  async idle(): Promise<void> {
    // What went wrong is told to whoever had it looked at.
    await this.#running?.catch(() => undefined);
  }

  /** Reads the checkpoint from the log itself: the broker may withhold, delay or forge. */
  async poll(): Promise<void> {
    try {
      const checkpoint = await this.#ports.tiles('checkpoint');
      if (checkpoint === undefined) return;
      this.#ports.noticed.over('log-unreachable');
      const size = await this.#sizeOf(checkpoint);
      if (size === undefined) return;
      if (size > this.#heardSize) this.#missed(size);
      await this.#follow(checkpoint);
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** A broker that keeps a checkpoint from this agent gains nothing. */
  #missed(size: number): void {
    const { report, noticed } = this.#ports;
    report('checkpoint-withheld');
    this.#untold = { size: this.#untold?.size ?? size, looks: (this.#untold?.looks ?? 0) + 1 };
    if (this.#untold.looks >= WITHHELD_AFTER) noticed.holds('checkpoints-withheld');
  }

  /** An old one that a broker tells again is not what the log showed since. */
  #told(size: number): void {
    if (size < (this.#untold?.size ?? this.#view.size)) return;
    this.#untold = undefined;
    this.#ports.noticed.over('checkpoints-withheld');
  }

  async #sizeOf(checkpoint: Uint8Array): Promise<number | undefined> {
    try {
      await this.#keepUp(checkpoint);
      return verifyCheckpoint(checkpoint, this.#pinned.policy).checkpoint.size;
    } catch (error) {
      this.#refuse(error);
      return undefined;
    }
  }

  /** Goes to the newest policy of the log when the checkpoint asks for it (SPEC.md clause 15.15). */
  async #keepUp(checkpoint: Uint8Array): Promise<void> {
    if (believes(this.#pinned, checkpoint)) return;
    await this.#inTurn(async () => {
      const { outbox, tiles, report } = this.#ports;
      const from = this.#pinned;
      const pinned = await keepUpWithPolicies(this.#view, checkpoint, { read: tiles, pinned: from });
      if (pinned === from) return;
      this.#pinned = pinned;
      // A crash before it means: the policy and the checkpoint from before, from which the same way leads here.
      await outbox.followPolicy({ from: from.text, to: pinned.text }, this.#view.exportState());
      report('policy-followed');
    });
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const result = this.#turn.then(act);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #follow(checkpoint: Uint8Array): Promise<void> {
    this.#newest = checkpoint;
    this.#running ??= this.#catchUp().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #catchUp(): Promise<void> {
    for (let next = this.#newest; next !== undefined; next = this.#newest) {
      this.#newest = undefined;
      try {
        await this.#inTurn(() => this.#advance(next));
      } catch (error) {
        this.#refuse(error);
      }
    }
  }

  async #advance(checkpoint: Uint8Array): Promise<void> {
    const before = this.#proven;
    await this.#believe(await this.#view.advance(checkpoint));
    await this.#prove();
    this.#proven = this.#view.size;
    if (this.#proven > before) this.#grownAt = this.#ports.ticks();
  }

  /** What the slowest of the witnesses said of the time. */
  async #believe({ cosigned }: TrustedCheckpoint): Promise<void> {
    const time = cosigned.size === 0 ? 0 : Math.min(...cosigned.values());
    if (time < this.#witnessed + WITNESSED_EVERY) return;
    this.#witnessed = time;
    await this.#ports.outbox.believeWitnesses(time);
  }

  /** A checkpoint that does not verify proves nothing: what waits goes on waiting. */
  #refuse(error: unknown): void {
    const { noticed, report } = this.#ports;
    if (error instanceof AgentError && error.code === 'unreachable') {
      report('log-unreachable', { code: codeOf(error) });
      noticed.holds('log-unreachable');
      return;
    }
    if (!(error instanceof LogError)) throw error;
    const contradiction = error.code === 'fork' || error.code === 'rollback';
    report(contradiction ? 'log-contradicts-itself' : 'checkpoint-refused', { code: error.code });
    noticed.happened(incidentOf(error));
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
      const policy = this.#pinned.text;
      await outbox.markProven(found, { checkpoint: this.#view.exportState(), scanned, policy });
      this.#ports.noticed.over('log-unreachable');
    } while (scanned < this.#view.size);
  }
}

function believes({ policy }: PinnedPolicy, checkpoint: Uint8Array): boolean {
  try {
    verifyCheckpoint(checkpoint, policy);
    return true;
  } catch (error) {
    if (error instanceof LogError) return false;
    throw error;
  }
}

function incidentOf({ code }: LogError): Incident {
  if (code === 'refused-statement') return 'policy-refused';
  if (code === 'fork') return 'log-forked';
  if (code === 'rollback') return 'log-rolled-back';
  if (code === 'quorum-not-met') return 'checkpoint-unwitnessed';
  const isForged = ['malformed-note', 'malformed-checkpoint', 'unknown-log', 'bad-signature'].includes(code);
  return isForged ? 'checkpoint-forged' : 'log-misfit';
}
