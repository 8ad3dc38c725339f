import { COMMON, DISTRICTS } from '../core/districts.js';
import type { Lease } from '../core/spread.js';
import { CoachError } from '../error.js';

/**
 * Of which districts the journals were brought back to the database that there is. A copy from before an act that excludes somebody
 * does not know of it, so nobody is let in by it before: not by a key, nor with an invitation. What was seen once counts until the
 * database is found to have gone back.
 */
export class Replays {
  readonly #done = new Set<string>();
  /** Of each district, as it was seen last, and the newest that there was. */
  readonly #last = new Map<string, number>();
  readonly #newest = new Map<string, number>();

  /** Of a lease that ran out, or whose holder is at it still, nobody knows: it may be of a copy. */
  note(leases: readonly Pick<Lease, 'district' | 'epoch' | 'alive' | 'replayed'>[]): void {
    // No epoch is given twice: this is a copy from before.
    if (leases.some(({ district, epoch }) => epoch < (this.#last.get(district) ?? 0))) this.#done.clear();
    for (const { district, epoch, alive, replayed } of leases) {
      const newest = Math.max(epoch, this.#newest.get(district) ?? 0);
      this.#last.set(district, epoch);
      this.#newest.set(district, newest);
      if (alive && replayed && epoch === newest) this.#done.add(district);
    }
  }

  /** Invitations and who is suspended are what others rest on: their district comes before any other. */
  mayClaim(district: string): boolean {
    return district === COMMON || this.#done.has(COMMON);
  }

  /** @throws CoachError `not-held` as long as a district is not brought back */
  requireAll(): void {
    if (DISTRICTS.every((district) => this.#done.has(district))) return;
    const message = 'Who is let in no more is being brought back from the journals at the moment: try again.';
    throw new CoachError('not-held', message, { retryAfter: 1 });
  }
}
