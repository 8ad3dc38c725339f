import { Battery, type BatteryRates } from './battery.js';
import { type Fault, Schedule, type TimedEvent } from './faults.js';
import { Memory, type MemoryLimits } from './memory.js';
import { type MinuteSource, minuteAt } from './minute.js';
import { type ClockSetting, WearableClock } from './wearable-clock.js';

export interface DeviceOptions {
  readonly source: MinuteSource;
  /** Unix seconds of the world. */
  readonly world: () => number;
  readonly limits: MemoryLimits;
  readonly clock: ClockSetting;
  readonly battery: BatteryRates;
  /** How full the battery is at the start. */
  readonly percent: number;
  readonly faults: readonly Fault[];
  /** The Unix time of the world from which on memory without power is lost, when it fails at `now`. */
  readonly unsaved: (device: Device, now: number) => number;
  /** What has to be done before the clock is changed. */
  readonly beforeClockChange?: (device: Device) => void;
}

/** What the device does to its radio. */
export interface DevicePower {
  /** The link is lost, and the device is not found. */
  off(): void;
  on(): void;
  /** Lost its power and found it again at once. */
  restarted(): void;
}

/** What all families have: a clock, a memory and a battery that time passes over. */
export class Device {
  readonly clock: WearableClock;
  readonly memory: Memory;
  readonly battery: Battery;
  readonly source: MinuteSource;
  /** Set by whoever knows. */
  linked = false;
  sensing = false;
  private on = true;
  private lived: number;
  private readonly schedule: Schedule;

  constructor(
    private readonly options: DeviceOptions,
    private readonly power: DevicePower,
  ) {
    this.source = options.source;
    this.lived = options.world();
    this.clock = new WearableClock(options.world, options.clock);
    this.memory = new Memory(options.source, options.limits);
    this.battery = new Battery(options.battery, { percent: options.percent, lastCharge: this.lived - 86_400 });
    this.schedule = new Schedule(options.faults);
    this.measure(this.lived);
  }

  /** The Unix time of the world up to which it has lived. */
  get now(): number {
    return this.lived;
  }

  get running(): boolean {
    return this.on;
  }

  /** Lives up to now. Comes before every question to it and every change of its clock. */
  live(): void {
    const now = Math.max(this.lived, this.options.world());
    for (let event = this.schedule.due(now); event; event = this.schedule.due(now)) {
      this.pass(Math.max(this.lived, event.at));
      this.happen(event);
    }
    this.pass(now);
  }

  reboot(): void {
    this.live();
    this.restart();
  }

  /** Changes the clock, of a device that has lived up to now. */
  setClock(change: (clock: WearableClock) => void): void {
    this.options.beforeClockChange?.(this);
    change(this.clock);
  }

  private happen(event: TimedEvent): void {
    if (event.kind === 'clock-jump') this.setClock((clock) => clock.jump(event.seconds));
    else if (event.kind === 'reboot') this.restart();
    else {
      this.battery.set(event.kind === 'battery-empty' ? 0 : 100);
      this.switchIfDue();
    }
  }

  private restart(): void {
    if (!this.on) return;
    this.loseUnsaved();
    this.memory.skip(this.lived);
    this.power.restarted();
  }

  private pass(to: number): void {
    while (this.lived < to) {
      const next = Math.min(to, (Math.floor(this.lived / 60) + 1) * 60);
      this.battery.pass(next - this.lived, next, {
        on: this.on,
        linked: this.linked,
        sensing: this.sensing,
        minute: minuteAt(this.source, this.lived),
      });
      this.lived = next;
      this.switchIfDue();
    }
    if (this.on) this.measure(to);
  }

  private switchIfDue(): void {
    if (this.on && this.battery.empty) {
      this.measure(this.lived);
      this.loseUnsaved();
      this.on = false;
      this.power.off();
    } else if (!this.on && this.battery.starts) {
      this.memory.skip(this.lived);
      this.on = true;
      this.power.on();
    }
  }

  private loseUnsaved(): void {
    this.memory.loseSince(this.options.unsaved(this, this.lived));
  }

  private measure(to: number): void {
    this.memory.measure(to, (minute) => this.clock.stampOf(minute), this.clock.steady);
  }
}
