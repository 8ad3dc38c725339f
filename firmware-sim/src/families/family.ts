import type { BatteryRates } from '../core/battery.js';
import type { Device } from '../core/device.js';
import type { FamilyName } from '../core/family-name.js';
import type { SimLink, SimServer } from '../core/gatt.js';
import type { HuamiSampleBytes } from '../core/huami-samples.js';
import type { MemoryLimits } from '../core/memory.js';

/** What one wearable of a family may differ in. */
export interface Variant {
  /** Huami: bytes of a sample. */
  readonly sampleBytes?: HuamiSampleBytes;
  /** Huami: the sixteen bytes that it shares with its agent; without, it is unpaired. */
  readonly authKey?: Uint8Array;
  /** Huami: whether it wants the crypt bit and no flags, as later models do; it does not. */
  readonly crypt?: boolean;
  /** Huami: asked when a key is offered to an unpaired wearable; true when the wearer tapped. By default nobody taps. */
  readonly confirmPairing?: () => boolean | Promise<boolean>;
  /** Huami: how long the heart-rate sensor goes on without being kept alive; 15 s. */
  readonly keepAliveSeconds?: number;
  /** Standard: heart rates of sixteen bits though eight would do. */
  readonly wideHeartRate?: boolean;
  /** Standard: whether stride length and total distance are told; both are. */
  readonly stride?: boolean;
  readonly distance?: boolean;
  /** Standard: whether the energy can be reset; it can. */
  readonly energyReset?: boolean;
}

/** What a family builds its server from. */
export interface Parts {
  readonly device: Device;
  readonly link: SimLink;
  readonly variant: Variant;
  readonly seed: number;
  readonly encrypt: (key: Uint8Array, block: Uint8Array) => Uint8Array;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** One family of wearables. A further one is a file that exports this, and a name in family-name.ts. */
export interface SimFamily {
  readonly name: FamilyName;
  /** What it keeps, if nothing else is asked for. Days of memory are this project's assumptions. */
  readonly limits: (variant: Variant) => MemoryLimits;
  readonly battery: BatteryRates;
  /** It tells what is, and has no history to ask for. */
  readonly liveOnly: boolean;
  /** The Unix time of the world from which on a power failure at `now` takes what was measured. */
  readonly unsaved: (device: Device, now: number) => number;
  /** What has to be done before the clock of a device is changed. */
  readonly beforeClockChange?: (device: Device) => void;
  readonly build: (parts: Parts) => SimServer;
}

const DAY_MINUTES = 1440;

export function memoryOfDays(days: number, page = 1): MemoryLimits {
  return { capacity: days * DAY_MINUTES, page };
}
