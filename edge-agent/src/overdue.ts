import { type Instant, isOverdue, type Waiting, waitFrom } from './core/overdue.js';
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
  /** Since when there is a connection, and how long there was one before: ending it again and again excuses nobody. */
  #connectedSince: number | undefined;
  #connectedBefore = 0;
  #receipts: Waits = [];
  #proofs: Waits = [];

  /** @param after milliseconds without any progress */
  constructor(ports: OverduePorts, after: number) {
    this.#ports = ports;
    this.#after = after;
  }

  connected(): void {
    this.disconnected();
    this.#connectedSince = this.#ports.ticks();
    // However short it is: it is looked at before it ends.
    this.#lookedAt = Number.NEGATIVE_INFINITY;
  }

  disconnected(): void {
    this.#connectedBefore = this.#instant().connected;
    this.#connectedSince = undefined;
  }

  async look(): Promise<void> {
    const { outbox } = this.#ports;
    const instant = this.#instant();
    if (instant.now - this.#lookedAt < Math.min(LOOK, this.#after)) return;
    this.#lookedAt = instant.now;
    const { envelopes, received, proven, recordsUnreceived, recordsUnproven } = await outbox.counts();
    const wait = (before: Waits, owed: readonly (readonly [boolean, number])[]) =>
      owed.map(([waits, mark], i) => waitFrom(before[i], waits ? `${mark}` : undefined, instant));
    this.#receipts = wait(this.#receipts, [
      [received < envelopes, received],
      [recordsUnreceived > 0, recordsUnreceived],
    ]);
    this.#proofs = wait(this.#proofs, [
      [proven < envelopes, proven],
      [recordsUnproven > 0, recordsUnproven],
    ]);
    this.#name(instant);
  }

  #instant(): Instant {
    const now = this.#ports.ticks();
    return { now, connected: this.#connectedBefore + (now - (this.#connectedSince ?? now)) };
  }

  #name(instant: Instant): void {
    const { noticed, follower } = this.#ports;
    // Without a connection nobody can be blamed, and nothing that was owed is paid.
    if (this.#connectedSince === undefined) return;
    const overdue = (waits: Waiting | undefined): boolean => isOverdue(waits, this.#after, instant);
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
