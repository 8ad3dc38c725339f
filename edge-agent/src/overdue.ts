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

/** Of envelopes and of records, each by itself: that one of them arrives excuses nobody who swallows the other. */
type Waits = readonly (Waiting | undefined)[];

/** How often the counts are looked at while messages come in. */
const LOOK = 1_000;

/** Watches how long receipts and proofs are owed while the broker is there, and names who owes them. */
export class Overdue {
  readonly #ports: OverduePorts;
  readonly #after: number;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #receipts: Waits = [];
  #proofs: Waits = [];

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
    const wait = (before: Waits, owed: readonly (readonly [boolean, number])[]) =>
      owed.map(([waits, mark], i) => waitFrom(before[i], connected && waits ? `${mark}` : undefined, now));
    this.#receipts = wait(this.#receipts, [
      [received < envelopes, received],
      [recordsUnreceived > 0, recordsUnreceived],
    ]);
    this.#proofs = wait(this.#proofs, [
      [proven < envelopes, proven],
      [recordsUnproven > 0, recordsUnproven],
    ]);
    this.#name(connected, now);
  }

  #name(connected: boolean, now: number): void {
    const { noticed, follower } = this.#ports;
    // Without a connection nobody can be blamed, and nothing that was owed is paid.
    if (!connected) return;
    const overdue = (waits: Waiting | undefined): boolean => isOverdue(waits, this.#after, now);
    if (this.#receipts.some(overdue)) noticed.holds('receipts-overdue');
    else noticed.over('receipts-overdue');
    const late = this.#proofs.filter((waits) => waits !== undefined && overdue(waits));
    const grew = late.some((waits) => waits !== undefined && follower.grownAt > waits.since);
    if (late.length > 0 && grew) noticed.holds('leaves-overdue');
    else noticed.over('leaves-overdue');
    if (late.length > 0 && !grew) noticed.holds('log-silent');
    else noticed.over('log-silent');
  }
}
