import type { Interval } from '@fit4work/protocol';

/* A wearable stamps its minutes by its own clock. Where that clock jumped since it was last looked at, the minutes after
   the jump lie elsewhere than they were measured; this says where. The clock is set only when everything it stamped is
   read, so that between two settings there is one jump to look for. */

const MINUTE = 60;
/** Some wearables keep ten minutes as one: a jump shows as a gap that is off by as much. */
const COARSEST = 600;
/** By so much a stretch may end after now: the minute under way, and that in which a clock is set. */
const LENIENCE = 2 * MINUTE;

/** By this much a clock may be off before it is set: a reading takes a moment, and is in whole seconds. */
export const CLOCK_TOLERANCE = 5;

/** A half-open stretch, Unix seconds by the wearable's clock. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A clock that was off and has been set. */
interface Setting {
  /** When it was set, Unix seconds. */
  readonly at: number;
  /** Seconds by which it was ahead. */
  readonly drift: number;
  /** The first stamp that it put wrongly, as far as that is known. */
  readonly from: number | undefined;
}

export interface ClockReading {
  /** Unix seconds, now. */
  readonly now: number;
  /** Seconds by which the wearable's clock is ahead now. */
  readonly drift: number;
  /** Everything before this instant is in the vault. */
  readonly cursor: number | undefined;
  /** The last setting that is known. */
  readonly setting: Setting | undefined;
  /** Whether the wearable forgets what is acknowledged: otherwise it gives what it stamped wrongly again and again. */
  readonly forgets: boolean;
}

/** Where a stretch belongs: so many seconds later, no later than `until`, and without what was stamped wrongly before. */
export interface Place {
  readonly shift: number;
  /** In right time. */
  readonly until: number;
  /** By the wearable's stamps. */
  readonly without: Interval | undefined;
}

/**
 * Tells the stretches that a wearable stamped after its clock jumped from those before: where one does not follow on
 * the last and is off by just what the clock is off, the jump lies between them. A wearable that was never
 * synchronised has had its clock set by nobody: all of its minutes are off by the same.
 */
export class ClockFrame {
  /** By whole minutes, as the stamps are. */
  private readonly drift: number;
  private expected: number | undefined;
  private jumpedAt: number | undefined;

  constructor(private readonly reading: ClockReading) {
    this.drift = Math.round(reading.drift / MINUTE) * MINUTE;
    this.expected = reading.cursor;
    if (reading.cursor === undefined && this.drift !== 0) this.jumpedAt = 0;
  }

  /**
   * From where on to ask the wearable, by its own clock: the earliest stamp that something not yet stored may have. One
   * that gives what was read before again is asked for what is new alone: nothing tells its old records from those of a
   * clock that was set back.
   */
  get since(): number {
    const { cursor, forgets } = this.reading;
    if (cursor === undefined) return 0;
    return forgets ? Math.min(cursor, cursor + this.drift) : cursor;
  }

  /** The first stamp that is off by what the clock is off now, once it was met. */
  get wrongFrom(): number | undefined {
    return this.jumpedAt;
  }

  /** Takes the next stretch, as the wearable keeps them. Undefined for one that no clock of this wearable explains. */
  placeOf(stretch: Stretch): Place | undefined {
    const { now, forgets } = this.reading;
    const shift = this.leftBehind(stretch) ?? this.shiftOf(stretch);
    if (forgets && stretch.to + shift > now + LENIENCE) return undefined;
    return { shift, until: now + LENIENCE, without: forgets ? undefined : this.stampedAhead() };
  }

  private shiftOf({ from, to }: Stretch): number {
    if (this.expected !== undefined && this.drift !== 0 && this.jumpedAt === undefined) {
      const off = Math.abs(from - this.expected - this.drift);
      if (off <= Math.min(COARSEST, Math.abs(this.drift) / 2)) this.jumpedAt = from;
    }
    this.expected = to;
    return this.jumpedAt === undefined ? 0 : -this.drift;
  }

  /** A minute or two that a wearable measured between the last that was read and the setting of its clock. */
  private leftBehind({ from, to }: Stretch): number | undefined {
    const { setting, forgets } = this.reading;
    if (!setting || !forgets) return undefined;
    const isLast = Math.abs(to - setting.at - setting.drift) <= LENIENCE && to - from <= LENIENCE;
    return isLast ? -Math.round(setting.drift / MINUTE) * MINUTE : undefined;
  }

  /** What was stamped ahead was read when it was; a watch writes no second record in the place of one that it has. */
  private stampedAhead(): Interval | undefined {
    const { setting } = this.reading;
    if (!setting || setting.drift <= 0) return undefined;
    const start = Math.max(setting.at, setting.from ?? 0);
    return { start, duration: Math.max(0, setting.at + setting.drift - start) };
  }
}
