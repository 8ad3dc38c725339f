import { nextTurn, quarterOf } from './core/agent-turn.js';
import type { Drain } from './drain.js';
import type { Noticed } from './noticed.js';
import type { Person } from './person.js';
import type { Report } from './ports.js';
import { closeDays, type LatePorts, sealLate } from './seal-late.js';
import { type DueBy, type SealingPorts, sealGivingWay } from './seal-windows.js';
import { turnOf, windowState } from './window-state.js';

export interface WindowPorts extends SealingPorts, LatePorts {
  readonly report: Report;
  /** What time the coach API says it is, in Unix seconds, unsigned; undefined where it does not say. */
  readonly coachTime: () => Promise<number | undefined>;
  readonly drain: Pick<Drain, 'isOver'>;
  readonly noticed: Pick<Noticed, 'holds' | 'over'>;
}

/** Whoever was not there for so long has slept, or its clock was moved; seconds. */
const ABSENCE = 180;
/** So long wearables have, after that, to bring what they measured meanwhile. */
const PATIENCE = 120;
/** A wearable that is being read at the agent's turn is waited for, but not for ever. */
const READING_PATIENCE = 1200;
const AGAIN_MS = 5000;
/** A wearable that was read to its end within so many seconds has nothing older to bring. */
const LATELY = 600;
/** A day closes without waiting for late sleep when its end is this many seconds past. */
const SLEEP_GAP = 3600;
/** A turn that would close more than so many seconds at once asks what time it is elsewhere. */
const MOST_AT_ONCE = 3600;
/** By so many seconds a clock that is right may differ from that of the coach API. */
const MOST_OFF = 300;

/**
 * Closes windows at the agent's turns: once a quarter of an hour, whether or not anything was measured or is paired, and
 * what came late with it. Between two turns only what is overdue is sealed.
 */
export class WindowTurns {
  private readonly phase: number;
  private done: number | undefined;
  private reading = 0;
  private readingSince = 0;
  private lookedAt: number | undefined;
  private awakeSince = 0;
  private waiting = 0;
  private vouched: boolean | undefined;

  constructor(
    private readonly ports: WindowPorts,
    private readonly person: Person,
  ) {
    this.phase = turnOf(person.identity);
  }

  /** A wearable begins, or has ended, to hand over what it holds. */
  onReading(begun: boolean): void {
    if (begun && this.reading === 0) this.readingSince = this.ports.clock();
    this.reading += begun ? 1 : -1;
  }

  /** Something was stored: windows that were due before their turn are sealed. */
  async overdue(): Promise<void> {
    const quarter = quarterOf(this.ports.clock(), this.phase);
    await this.seal({ final: false, quarter, vouched: this.vouched });
  }

  /** Seals what the last turn asks for, if that is still to be done. */
  async look(): Promise<void> {
    const now = this.ports.clock();
    const away = this.lookedAt === undefined || Math.abs(now - this.lookedAt) > ABSENCE;
    if (away) this.awakeSince = now;
    this.lookedAt = now;
    const quarter = quarterOf(now, this.phase);
    if (away) {
      this.vouched = await this.isVouched(quarter);
      await this.overdue();
    }
    if (quarter === this.done || !(await this.isTime(now))) return;
    this.vouched = await this.isVouched(quarter);
    await this.noteBelief();
    const { vouched } = this;
    const [final, onTime] = [await this.isPast(now), await this.isWanted()];
    // First, since keys that are old are forgotten with windows: those of days of which history only just came, too.
    await this.sealLate();
    await this.seal({ final, quarter, onTime, vouched });
    // Days are closed with windows, and without them all the same.
    if (!onTime) await this.ports.writing.take(() => closeDays(this.ports, this.person, vouched));
    this.done = quarter;
  }

  /** Milliseconds until it is worth while to look again. */
  nextLookMs(): number {
    const now = this.ports.clock();
    if (quarterOf(now, this.phase) !== this.done) return AGAIN_MS;
    return (nextTurn(now, this.phase) - now) * 1000;
  }

  private async isTime(now: number): Promise<boolean> {
    if (this.reading > 0 && Math.abs(now - this.readingSince) < READING_PATIENCE) return false;
    if (now - this.awakeSince >= PATIENCE) return true;
    const wearables = await this.ports.vault.wearables();
    return wearables.every(({ synchronised = 0 }) => synchronised >= this.awakeSince);
  }

  /** Windows of nothing are made unless nothing is taken any more, or what waits has filled the vault: they would only add to it. */
  private async isWanted(): Promise<boolean> {
    if (this.ports.drain.isOver) return false;
    const { bytes, limit } = await this.ports.vault.size();
    if (bytes < limit) return true;
    const { envelopes, received } = await this.ports.outbox.counts();
    return received >= envelopes;
  }

  /** A machine that slept or was off, or whose clock was moved, asks the coach API whether it is as late; undefined where nobody says. */
  private async isVouched(quarter: number): Promise<boolean | undefined> {
    const { believed, positions } = await windowState(this.ports, this.person);
    if (believed !== undefined && quarter - positions.raw <= MOST_AT_ONCE) return undefined;
    const elsewhere = await this.ports.coachTime();
    return elsewhere === undefined ? undefined : Math.abs(this.ports.clock() - elsewhere) <= MOST_OFF;
  }

  /** Windows of nothing wait for a clock that is believed, which `status` says. */
  private async noteBelief(): Promise<void> {
    const { noticed } = this.ports;
    const { believed } = await windowState(this.ports, this.person, this.vouched);
    const why = believed === undefined ? (this.vouched === undefined ? 'time-untold' : 'time-differs') : undefined;
    for (const code of ['time-untold', 'time-differs'] as const) {
      if (code === why) noticed.holds(code);
      else noticed.over(code);
    }
  }

  private async sealLate(): Promise<void> {
    const { ports, person } = this;
    const late = await ports.writing.take(() => sealLate(ports, person, { vouched: this.vouched }));
    if (late.envelopes > 0) ports.report('sealed-late', { envelopes: late.envelopes });
    if (late.refused.length > 0) ports.report('late-refused', { days: late.refused.length });
    if (late.waiting.length > 0 && late.waiting.length !== this.waiting) {
      ports.report('late-waiting', { days: late.waiting.length });
    }
    this.waiting = late.waiting.length;
  }

  private async seal(due: DueBy): Promise<void> {
    const made = await sealGivingWay(this.ports, this.person, due);
    if (made > 0) this.ports.report('sealed', { envelopes: made });
  }

  /** Whether every wearable was just read to its end, and that end is long ago: nothing more of its last day is to come. */
  private async isPast(now: number): Promise<boolean> {
    const wearables = await this.ports.vault.wearables();
    const justRead = wearables.every(({ synchronised = 0 }) => now - synchronised <= LATELY);
    return justRead && now >= Math.min(...wearables.map(({ cursor }) => cursor ?? 0)) + SLEEP_GAP;
  }
}
