import { CLOCK_TOLERANCE } from './core/clock-frame.js';
import { guarded } from './driver-guard.js';
import type { Clock, PairedWearable, Report, Vault } from './ports.js';
import { WearableError } from './wearable-error.js';
import type { Wearable, WearableClock } from './wearable-port.js';

/** So far behind what is stored this machine's own clock cannot be right. */
const DAY = 86_400;

interface ClockPorts {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly report: Report;
}

/** The clock of one connected wearable: how far it is off, and setting it once everything that it stamped is read. */
export class ConnectionClock {
  private off: number | undefined;
  private given = false;

  constructor(
    private readonly ports: ClockPorts,
    private readonly wearable: Wearable,
  ) {}

  /**
   * Seconds by which it is ahead, 0 where that is too little to matter or cannot be read. What it was off is durable from
   * here on: minutes that it stamped are placed by it.
   *
   * @throws WearableError `clock-behind` when it is this machine's clock that cannot be right
   */
  async look(paired: PairedWearable): Promise<number> {
    const now = this.ports.clock();
    if (now < (paired.cursor ?? 0) - DAY) {
      throw new WearableError('clock-behind', 'The clock of this machine is behind what is stored already; set it.');
    }
    this.off = this.wearable.clock ? await this.read(this.wearable.clock) : 0;
    const drift = this.off ?? 0;
    if (Math.abs(drift) <= CLOCK_TOLERANCE) return 0;
    const before = paired.clock?.set === false ? paired.clock.from : undefined;
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
    await guarded(() => clock.set(now));
    const after = await this.read(clock);
    if (after === undefined || Math.abs(after) > CLOCK_TOLERANCE) {
      report('clock-not-set', { wearable: id });
      return false;
    }
    report('clock-corrected', { wearable: id, ...(this.off === undefined ? {} : { seconds: this.off }) });
    const record = await this.recordOf(id);
    if (this.off !== undefined && record) await vault.note(id, { clock: { ...record, at: now, set: true } });
    this.off = 0;
    return true;
  }

  /** Undefined for a clock that says nothing that can be read, such as a year that is not known. */
  private async read(clock: WearableClock): Promise<number | undefined> {
    try {
      return Math.round((await guarded(() => clock.read())) - this.ports.clock());
    } catch (error) {
      const says = error instanceof WearableError && (error.code === 'malformed' || error.code === 'refused');
      if (says) return undefined;
      throw error;
    }
  }

  private async recordOf(id: number): Promise<PairedWearable['clock']> {
    return (await this.ports.vault.wearables()).find((wearable) => wearable.id === id)?.clock;
  }
}
