import { decodeCurrentTime, encodeCurrentTime, unixOfWall } from '../core/gatt-time.js';
import type { Session, WearableClock } from '../wearable-port.js';
import type { GattLink } from './gatt-link.js';

/** Current Time. */
export const CURRENT_TIME = '2a2b';
/** What is known of earlier times than these few is asked for by nobody. */
const MOST_KNOWN = 4;

/** Seconds by which the wall clock was ahead of Unix time from `from` on; undefined where nobody knows. */
interface Known {
  readonly from: number;
  readonly ahead: number | undefined;
}

/**
 * The clock of a wearable with the Current Time service, which shows the time on the employee's wall. It keeps in mind by how
 * much it was ahead and since when, as far as it was read and set here.
 */
export class GattClock implements WearableClock {
  private known: readonly Known[] = [];

  /** @param decode seconds since 1970-01-01 00:00 on the wearable's wall; throws WearableError `malformed` */
  constructor(
    private readonly link: GattLink,
    private readonly session: Session,
    private readonly decode: (bytes: Uint8Array) => number = decodeCurrentTime,
  ) {}

  async read(): Promise<number> {
    const { now, offsetMinutes } = this.session;
    const wall = this.decode(await this.link.read(CURRENT_TIME));
    this.keep(wall - now());
    return unixOfWall(wall, now(), offsetMinutes);
  }

  async set(unix: number): Promise<void> {
    const { now, offsetMinutes } = this.session;
    // Until the write is confirmed it may show either time, and without an answer nobody knows which.
    this.keep(undefined);
    await this.link.write(CURRENT_TIME, encodeCurrentTime(unix, offsetMinutes(unix)));
    this.keep(unix + offsetMinutes(unix) * 60 - now());
  }

  /** Seconds by which its wall clock was ahead of Unix time at `at`; undefined where that is not known. */
  aheadAt(at: number): number | undefined {
    return this.known.findLast(({ from }) => from <= at)?.ahead;
  }

  private keep(ahead: number | undefined): void {
    this.known = [...this.known, { from: this.session.now(), ahead }].slice(-MOST_KNOWN);
  }
}
