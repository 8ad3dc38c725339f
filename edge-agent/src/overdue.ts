import { isOverdue, type Waiting, waitFrom } from './core/overdue.js';
import type { LogFollower } from './log-follower.js';
import type { Noticed } from './noticed.js';
import type { Outbox } from './ports.js';

interface OverduePorts {
  readonly outbox: Outbox;
  readonly follower: LogFollower;
  readonly noticed: Noticed;
  /** Monotone milliseconds. */
  readonly ticks: () => number;
}

/** How often the counts are looked at while messages come in. */
const LOOK = 1_000;

/** Watches how long receipts and proofs are owed while the broker is there, and names who owes them. */
export class Overdue {
  readonly #ports: OverduePorts;
  readonly #after: number;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #receipts: Waiting | undefined;
  #proofs: Waiting | undefined;

  /** @param after milliseconds without any progress */
  constructor(ports: OverduePorts, after: number) {
    this.#ports = ports;
    this.#after = after;
  }

  /** @param connected only then anything can be expected */
  async look(connected: boolean): Promise<void> {
    const { outbox, ticks } = this.#ports;
    const now = ticks();
    if (now - this.#lookedAt < Math.min(LOOK, this.#after)) return;
    this.#lookedAt = now;
    const { envelopes, received, proven, recordsUnreceived, recordsUnproven } = await outbox.counts();
    const owed = (waits: boolean, mark: string): string | undefined => (connected && waits ? mark : undefined);
    const receipts = owed(received < envelopes || recordsUnreceived > 0, `${received} ${recordsUnreceived}`);
    const proofs = owed(proven < envelopes || recordsUnproven > 0, `${proven} ${recordsUnproven}`);
    this.#receipts = waitFrom(this.#receipts, receipts, now);
    this.#proofs = waitFrom(this.#proofs, proofs, now);
    this.#name(connected, now);
  }

  #name(connected: boolean, now: number): void {
    const { noticed, follower } = this.#ports;
    // Without a connection nobody can be blamed, and nothing that was owed is paid.
    if (!connected) return;
    if (isOverdue(this.#receipts, this.#after, now)) noticed.holds('receipts-overdue');
    else noticed.over('receipts-overdue');
    const late = isOverdue(this.#proofs, this.#after, now);
    const grew = this.#proofs !== undefined && follower.grownAt > this.#proofs.since;
    if (late && grew) noticed.holds('leaves-overdue');
    else noticed.over('leaves-overdue');
    if (late && !grew) noticed.holds('log-silent');
    else noticed.over('log-silent');
  }
}
