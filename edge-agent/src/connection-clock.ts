import { CLOCK_TOLERANCE, LENIENCE } from './core/clock-frame.js';
import { guarded } from './driver-guard.js';
import type { Clock, PairedWearable, Report, Vault } from './ports.js';
import { WearableError } from './wearable-error.js';
import type { Wearable, WearableClock } from './wearable-port.js';

/** A drift that is found again is that of the same jump. */
const SAME = 60;
const YEAR = 366 * 86_400;

interface ClockPorts {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly report: Report;
}

/** Whether the wearable goes on where it was read, and it is this machine that is years away: it must not set that clock. */
function isClaimed(now: number, drift: number, cursor: number | undefined): boolean {
  if (cursor === undefined || now - cursor <= YEAR) return false;
  const own = now + drift;
  return own >= cursor - LENIENCE && own <= cursor + YEAR;
}

/** The clock of one connected wearable: how far it is off, and setting it once everything that it stamped is read. */
export class ConnectionClock {
  private off: number | undefined;
  private given = false;

  constructor(
    private readonly ports: ClockPorts,
    private readonly wearable: Wearable,
    private readonly isOver: () => boolean,
  ) {}

  /**
   * Seconds by which it is ahead, 0 where that is too little to matter or cannot be read. What it was off is durable from
   * here on: minutes that it stamped are placed by it.
   *
   * @throws WearableError `clock-behind`, `clock-ahead` when it is this machine's clock that cannot be right
   */
  async look(paired: PairedWearable): Promise<number> {
    const now = this.ports.clock();
    if (now < (paired.cursor ?? 0) - LENIENCE) {
      throw new WearableError('clock-behind', 'The clock of this machine is behind what is stored already; set it.');
    }
    this.off = this.wearable.clock ? await this.read(this.wearable.clock) : 0;
    const drift = this.off ?? 0;
    if (isClaimed(now, drift, paired.cursor)) {
      throw new WearableError(
        'clock-ahead',
        'The clock of this machine is years ahead of the wearable; set it, or pair the wearable anew if it lay unused so long.',
      );
    }
    if (Math.abs(drift) <= CLOCK_TOLERANCE) return 0;
    const { clock } = paired;
    const before = clock?.set === false && Math.abs(clock.drift - drift) <= SAME ? clock.from : undefined;
    await this.ports.vault.note(paired.id, { clock: { at: now, drift, from: before, set: false } });
    return drift;
  }

  async wrongFrom(id: number, stamp: number): Promise<void> {
    const clock = await this.recordOf(id);
    if (clock?.set === false) await this.ports.vault.note(id, { clock: { ...clock, from: clock.from ?? stamp } });
  }

  /** Sets it if it is off or could not be read, and looks whether it took. Tells whether it was set. */
  async setIfOff(id: number): Promise<boolean> {
    const { clock } = this.wearable;
    if (!clock || this.given || (this.off !== undefined && Math.abs(this.off) <= CLOCK_TOLERANCE)) return false;
    const { report, vault } = this.ports;
    // Once a connection: a clock that takes no setting is not set for ever.
    this.given = true;
    const now = this.ports.clock();
    const after = (await this.attempt(() => clock.set(now).then(() => true))) && (await this.read(clock));
    if (typeof after !== 'number' || Math.abs(after) > CLOCK_TOLERANCE) {
      report('clock-not-set', { wearable: id });
      return false;
    }
    report('clock-corrected', { wearable: id, ...(this.off === undefined ? {} : { seconds: this.off }) });
    const record = await this.recordOf(id);
    if (this.off !== undefined && record) await vault.note(id, { clock: { ...record, at: now, set: true } });
    this.off = 0;
    return true;
  }

  /** Somebody else set it since it was found off, and everything that it stamped before is read. */
  async settle(id: number): Promise<void> {
    const record = await this.recordOf(id);
    if (this.off === 0 && record?.set === false) {
      await this.ports.vault.note(id, { clock: { ...record, at: this.ports.clock(), set: true } });
    }
  }

  /** Undefined for a clock that says nothing that can be read, such as a year that is not known. */
  private async read(clock: WearableClock): Promise<number | undefined> {
    const seconds = await this.attempt(() => clock.read());
    if (seconds === undefined || !Number.isFinite(seconds)) return undefined;
    const off = Math.round(seconds - this.ports.clock());
    return Math.abs(off) <= CLOCK_TOLERANCE ? 0 : off;
  }

  /** A wearable need not have a clock that works: only the end of the link is the end of the connection. */
  private async attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await guarded(act);
    } catch (error) {
      if (this.isOver() || !(error instanceof WearableError)) throw error;
      return undefined;
    }
  }

  private async recordOf(id: number): Promise<PairedWearable['clock']> {
    return (await this.ports.vault.wearables()).find((wearable) => wearable.id === id)?.clock;
  }
}
