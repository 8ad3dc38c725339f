/* A wearable stamps its minutes by its own clock. Where that clock jumped since it was last looked at, the minutes after
   the jump lie elsewhere than they were measured; this says where. */

const MINUTE = 60;
/** Some wearables keep ten minutes as one: a jump shows as a gap that is off by as much. */
const COARSEST = 600;

/** By this much a clock may be off before it is set: a reading takes a moment, and is in whole seconds. */
export const CLOCK_TOLERANCE = 5;

/** Seconds by which a wearable's clock was ahead, and the cursor up to which the vault has what it measured. */
export interface ClockReading {
  readonly drift: number;
  readonly cursor: number | undefined;
}

/** A half-open stretch, Unix seconds by the wearable's clock. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * Tells the stretches that a wearable stamped after its clock jumped from those before: where one does not follow on
 * the last and is off by just what the clock was off, the jump lies between them. A wearable that was never
 * synchronised has had its clock set by nobody: all of its minutes are off by the same.
 */
export class ClockFrame {
  /** By whole minutes, as the stamps are. */
  private readonly drift: number;
  private expected: number | undefined;
  private jumped: boolean;

  constructor({ drift, cursor }: ClockReading) {
    this.drift = Math.round(drift / MINUTE) * MINUTE;
    this.expected = cursor;
    this.jumped = cursor === undefined && this.drift !== 0;
  }

  /** From where on to ask the wearable, by its own clock: the earliest stamp that something not yet stored may have. */
  since(cursor: number | undefined): number {
    return cursor === undefined ? 0 : Math.min(cursor, cursor + this.drift);
  }

  /** Seconds to add to the stamps of the next stretch, as the wearable kept them, to have them right. */
  shiftOf({ from, to }: Stretch): number {
    if (this.expected !== undefined && this.drift !== 0) {
      const gap = from - this.expected;
      if (Math.abs(gap - this.drift) <= Math.min(COARSEST, Math.abs(this.drift) / 2)) this.jumped = true;
    }
    this.expected = to;
    return this.jumped ? -this.drift : 0;
  }
}
