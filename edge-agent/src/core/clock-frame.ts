import type { Interval } from '@fit4work/protocol';

/* A wearable stamps its minutes by its own clock. Where that clock jumped since it was last looked at, the minutes after
   the jump lie elsewhere than they were measured; this says where. The clock is set only when everything it stamped is
   read, so that between two settings there is one jump to look for. */

const MINUTE = 60;
/** Some wearables keep ten minutes as one: a jump shows as a gap that is off by as much. */
const COARSEST = 600;
/** By so much a stretch may end after now: the minute under way, and that in which a clock is set. */
export const LENIENCE = 2 * MINUTE;
/** A clock that is off by no more may have drifted: then no gap shows it. */
const DRIFTED = 600;
/** Nothing that will ever be now is stamped later than this. */
const DAY = 86_400;

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
  /** What an earlier reading met and did not come to the end of: from which stamp on, and by how much it was off. */
  readonly earlier: { readonly from: number; readonly drift: number } | undefined;
  /** The last setting that is known, and whether this is the reading right after it. */
  readonly setting: Setting | undefined;
  readonly justSet: boolean;
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

/** Why a stretch cannot be placed now: nothing of it may be forgotten, but where it will never be now. */
export type Unplaced =
  /** It follows on and ends after now: it is the clock of this machine that is behind. */
  | 'clock-behind'
  /** Stamped by a clock that was ahead and has been set by somebody else: it is read when its time has come. */
  | 'later'
  /** Its time never comes. */
  | 'never';

/**
 * Tells the stretches that a wearable stamped after its clock jumped from those before: where one does not follow on
 * the last and is off by what the clock is off, the jump lies between them. A wearable that was never
 * synchronised has had its clock set by nobody: all of its minutes are off by the same.
 */
export class ClockFrame {
  /** By whole minutes, as the stamps are. */
  private drift: number;
  private readonly isOff: boolean;
  private expected: number | undefined;
  private jumpedAt: number | undefined;

  constructor(private readonly reading: ClockReading) {
    const { cursor, earlier } = reading;
    const now = toMinutes(reading.drift);
    // Set right by somebody else since: what it stamped before is off by as much as it was then.
    this.drift = now === 0 && earlier ? toMinutes(earlier.drift) : now;
    this.isOff = now !== 0;
    this.expected = cursor;
    if (this.drift === 0) return;
    this.jumpedAt = cursor === undefined ? 0 : earlier?.from;
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

  /** Takes the next stretch, as the wearable keeps them. */
  placeOf(stretch: Stretch): Place | Unplaced {
    const { now, forgets, drift } = this.reading;
    const shift = this.leftBehind(stretch) ?? this.shiftOf(stretch);
    const beyond = stretch.to + shift - now - LENIENCE;
    // One that gives all of it again loses nothing when it is cut.
    if (!forgets) return { shift, until: now + LENIENCE, without: this.stampedAhead() };
    if (beyond <= 0 || (shift === 0 && drift > 0 && drift <= DRIFTED && beyond <= drift)) {
      return { shift, until: Number.POSITIVE_INFINITY, without: undefined };
    }
    if (this.isOff && drift > 0) return 'clock-behind';
    return beyond > DAY ? 'never' : 'later';
  }

  private shiftOf({ from, to }: Stretch): number {
    const gap = this.expected === undefined ? 0 : from - this.expected;
    if (this.jumpedAt === undefined && this.drift !== 0 && this.isJump(gap)) this.jumpedAt = from;
    else if (this.jumpedAt !== undefined && !this.isOff && gap <= -MINUTE) {
      // Here it was set right.
      this.drift = 0;
      this.jumpedAt = undefined;
    }
    this.expected = to;
    return this.jumpedAt === undefined ? 0 : -this.drift;
  }

  /**
   * A gap as large as the clock is off, or larger: then the wearable was without power as well. Stamps that go back are
   * those of a clock that was set back, by how much of it the power was away or not.
   */
  private isJump(gap: number): boolean {
    const lenience = Math.min(COARSEST, Math.abs(this.drift) / 2);
    return this.drift > 0 ? gap >= this.drift - lenience : gap <= -MINUTE;
  }

  /** A minute or two that a wearable measured between the last that was read and the setting of its clock. */
  private leftBehind({ from, to }: Stretch): number | undefined {
    const { setting, forgets, justSet } = this.reading;
    if (!setting || !forgets || !justSet) return undefined;
    const isLast = Math.abs(to - setting.at - setting.drift) <= LENIENCE && to - from <= LENIENCE;
    return isLast ? -toMinutes(setting.drift) : undefined;
  }

  /** What was stamped ahead was read when it was; a watch writes no second record in the place of one that it has. */
  private stampedAhead(): Interval | undefined {
    const { setting } = this.reading;
    if (!setting || setting.drift <= 0) return undefined;
    const start = Math.max(setting.at, setting.from ?? 0);
    return { start, duration: Math.max(0, setting.at + setting.drift - start) };
  }
}

const toMinutes = (seconds: number): number => Math.round(seconds / MINUTE) * MINUTE;
