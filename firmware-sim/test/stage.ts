import { Device } from '../src/core/device.js';
import type { FamilyName } from '../src/core/family-name.js';
import type { Fault } from '../src/core/faults.js';
import type { SimLink, SimServer } from '../src/core/gatt.js';
import { KIND, type MinuteSource, storedMinutes } from '../src/core/minute.js';
import { FAMILIES } from '../src/families/families.js';
import { memoryOfDays, type Variant } from '../src/families/family.js';

/** 2026-05-04, 00:00 UTC. */
export const DAY = 1_777_852_800;

/** Minutes from `DAY` on, each of so many steps and such a heart rate; `kind` is an activity if it is not given. */
export function minutes(
  ...all: readonly { steps?: number; rate?: number; kind?: number; intensity?: number; times?: number }[]
): MinuteSource {
  const bytes = all.flatMap(({ steps = 0, rate = 255, kind = KIND.activity, intensity = 0, times = 1 }) =>
    Array.from({ length: times }, () => [kind, intensity, steps, rate]).flat(),
  );
  return storedMinutes(DAY, Uint8Array.from(bytes));
}

export interface StageOptions {
  readonly source: MinuteSource;
  /** Seconds after `DAY` at which it starts. */
  readonly from?: number;
  readonly variant?: Variant;
  readonly zoneMinutes?: number;
  readonly faults?: readonly Fault[];
  readonly memoryDays?: number;
  readonly percent?: number;
  readonly seed?: number;
}

/** A wearable without a radio: whoever tests it is its central, and moves its time. */
export class Stage {
  now: number;
  readonly device: Device;
  readonly server: SimServer;
  readonly told: { uuid: string; value: Uint8Array }[] = [];
  readonly power: string[] = [];
  private readonly rooms = new Map<string, number>();
  private linked = false;

  constructor(family: FamilyName, options: StageOptions) {
    const {
      source,
      from = 0,
      variant = {},
      zoneMinutes = 0,
      faults = [],
      memoryDays,
      percent = 80,
      seed = 1,
    } = options;
    this.now = DAY + from;
    const { battery, beforeClockChange, build, limits, unsaved } = FAMILIES[family];
    const usual = limits(variant);
    const device = {
      source,
      world: () => this.now,
      limits: memoryDays === undefined ? usual : memoryOfDays(memoryDays, usual.page),
      clock: { zoneMinutes },
      ...{ battery, percent, faults, unsaved },
      ...(beforeClockChange ? { beforeClockChange } : {}),
    };
    const restart = (what: string) => () => {
      this.power.push(`${what} ${this.device.now - DAY}`);
      this.disconnect();
      this.server.restarted();
    };
    this.device = new Device(device, { off: restart('off'), on: restart('on'), restarted: restart('restarted') });
    this.server = build({
      ...{ device: this.device, variant, seed, link: this.link() },
      encrypt: (key, block) => block.map((byte, at) => byte ^ (key[at] ?? 0)),
      randomBytes: (count) => new Uint8Array(count).fill(7),
    });
  }

  connect(...subscribed: readonly string[]): void {
    this.device.live();
    this.linked = true;
    this.server.connected();
    for (const uuid of subscribed) this.rooms.set(uuid, 20);
  }

  disconnect(): void {
    this.linked = false;
    this.rooms.clear();
    this.server.disconnected();
  }

  subscribe(uuid: string, room: number): void {
    this.rooms.set(uuid, room);
  }

  /** Time passes, second by second. */
  pass(seconds: number, step = 1): void {
    for (const end = this.now + seconds; this.now < end; ) {
      this.now = Math.min(end, this.now + step);
      this.device.live();
      if (this.device.running) this.server.tick();
    }
  }

  read(uuid: string): Uint8Array | number | undefined {
    this.device.live();
    return this.characteristic(uuid).read?.();
  }

  /** @returns the ATT error code */
  write(uuid: string, ...value: readonly number[]): number {
    this.device.live();
    const outcome = this.characteristic(uuid).write?.(Uint8Array.from(value));
    if (typeof outcome === 'function') outcome();
    return typeof outcome === 'number' ? outcome : 0;
  }

  /** What was told since it was last asked, of one characteristic. */
  heard(uuid: string): number[][] {
    const heard = this.told.filter((one) => one.uuid === uuid).map(({ value }) => [...value]);
    const rest = this.told.filter((one) => one.uuid !== uuid);
    this.told.splice(0, this.told.length, ...rest);
    return heard;
  }

  private characteristic(uuid: string) {
    const found = this.server.services
      .flatMap(({ characteristics }) => characteristics)
      .find((one) => one.uuid === uuid);
    if (!found) throw new Error(`no characteristic ${uuid}`);
    return found;
  }

  private link(): SimLink {
    const stage = this;
    const notify = (uuid: string, value: Uint8Array): void => {
      if (this.rooms.has(uuid)) this.told.push({ uuid, value });
    };
    return {
      get connected() {
        return stage.linked;
      },
      room: (uuid) => this.rooms.get(uuid),
      notify,
      send: (uuid, values, done) => {
        for (let next = values.next(); !next.done; next = values.next()) notify(uuid, next.value);
        done?.();
      },
      busy: () => false,
      stop: () => undefined,
    };
  }
}
