export interface ClockSetting {
  /** Seconds by which the wearable's clock is ahead of the world's at the start. */
  readonly offset?: number;
  /** Millionths by which it runs too fast. */
  readonly driftPpm?: number;
  /** Minutes by which its local time is ahead of UTC. */
  readonly zoneMinutes: number;
}

/**
 * The clock of one wearable. It knows no summer time: its local time has the zone that was last set. What was measured
 * before a change has to be stamped before it.
 */
export class WearableClock {
  private offset: number;
  private since: number;
  private zone: number;
  private readonly drift: number;

  constructor(
    private readonly world: () => number,
    setting: ClockSetting,
  ) {
    this.offset = setting.offset ?? 0;
    this.drift = (setting.driftPpm ?? 0) / 1e6;
    this.zone = setting.zoneMinutes;
    this.since = world();
  }

  /** Its Unix time, at a Unix time of the world. */
  unix(at = this.world()): number {
    return at + this.offset + Math.max(0, at - this.since) * this.drift;
  }

  /** Its wall clock, as seconds since 1970-01-01T00:00 local. */
  local(at = this.world()): number {
    return this.unix(at) + this.zone * 60;
  }

  get zoneMinutes(): number {
    return this.zone;
  }

  /** Whether a minute of the world is a minute of this clock. */
  get steady(): boolean {
    return this.drift === 0;
  }

  /** The stamp of a minute that began at a Unix time of the world: the minute of this clock that has most of it. */
  stampOf(minute: number): number {
    return Math.round(this.unix(minute) / 60) * 60;
  }

  setUnix(unix: number): void {
    this.since = this.world();
    this.offset = unix - this.since;
  }

  /** Without a zone the one last set stays. */
  setLocal(local: number, zoneMinutes = this.zone): void {
    this.zone = zoneMinutes;
    this.setUnix(local - zoneMinutes * 60);
  }

  setZone(minutes: number): void {
    this.zone = minutes;
  }

  jump(seconds: number): void {
    this.offset += seconds;
  }
}
