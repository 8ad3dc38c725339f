import { ATT, type SimServer } from '../core/gatt.js';
import { stepsBetween } from '../core/live.js';
import { KIND, minuteAt } from '../core/minute.js';
import { Heart, heartRateMeasurement, kilojoulesASecond, runningMeasurement, stepMetres } from '../core/sports.js';
import { memoryOfDays, type Parts, type SimFamily, type Variant } from './family.js';
import {
  batteryService,
  clockService,
  HEART_RATE,
  HEART_RATE_CONTROL,
  HEART_RATE_MEASUREMENT,
  informationService,
} from './standard-services.js';

/* A chest strap and a foot pod in one, of the profiles of the Bluetooth SIG (ble.md, standard services). */

const BODY_SENSOR_LOCATION = '2a38';
const CHEST = 1;
const RUNNING = '1814';
const RUNNING_MEASUREMENT = '2a53';
const RUNNING_FEATURE = '2a54';
const RESET_ENERGY = 1;
/** Energy comes with every so manieth heart rate. */
const ENERGY_EVERY = 10;
const MOST_ENERGY = 0xffff;
const INFORMATION = { '2a29': 'Fit4Work', '2a24': 'Strap and Pod', '2a26': '1.0.0' };

export const standard: SimFamily = {
  name: 'standard',
  limits: () => memoryOfDays(0),
  // A coin cell.
  battery: { idle: 0.01, linked: 0.2, sensing: 0, charging: 0 },
  liveOnly: true,
  unsaved: (_, now) => now,
  build: (parts) => new Standard(parts),
};

class Standard implements SimServer {
  readonly name = 'Fit4Work Strap';
  readonly advertised = [HEART_RATE, RUNNING];
  readonly services;
  readonly sensing = false;
  private readonly battery;
  private readonly heart: Heart;
  private readonly variant: Required<Pick<Variant, 'stride' | 'distance' | 'wideHeartRate'>>;
  private kilojoules = 0;
  private metres = 0;
  private lived: number;
  private told = 0;

  constructor(private readonly parts: Parts) {
    const { device, link, seed, variant } = parts;
    const { stride = true, distance = true, wideHeartRate = false, energyReset = true } = variant;
    this.variant = { stride, distance, wideHeartRate };
    this.battery = batteryService(device, link);
    this.heart = new Heart(device, seed);
    this.lived = device.now;
    const feature = (stride ? 1 : 0) | (distance ? 2 : 0) | 4;
    const measurement = { properties: ['notify'], data: true } as const;
    this.services = [
      {
        uuid: HEART_RATE,
        characteristics: [
          { uuid: HEART_RATE_MEASUREMENT, ...measurement },
          { uuid: BODY_SENSOR_LOCATION, properties: ['read'] as const, read: () => Uint8Array.of(CHEST) },
          {
            uuid: HEART_RATE_CONTROL,
            properties: ['write'] as const,
            write: (value: Uint8Array) => (energyReset ? this.resetEnergy(value) : ATT.application),
          },
        ],
      },
      {
        uuid: RUNNING,
        characteristics: [
          { uuid: RUNNING_MEASUREMENT, ...measurement },
          { uuid: RUNNING_FEATURE, properties: ['read'] as const, read: () => Uint8Array.of(feature, 0) },
        ],
      },
      this.battery.service,
      informationService(INFORMATION),
      clockService(device),
    ];
  }

  connected(): void {
    this.told = 0;
  }

  disconnected(): void {
    this.told = 0;
  }

  restarted(): void {
    this.kilojoules = 0;
    this.metres = 0;
    this.lived = this.parts.device.now;
  }

  tick(): void {
    this.live();
    this.tellHeartRate();
    this.tellRunning();
    this.battery.tell();
  }

  /** Energy and distance go on whether anybody listens or not. */
  private live(): void {
    const { device } = this.parts;
    const minute = minuteAt(device.source, device.now);
    this.kilojoules = Math.min(MOST_ENERGY, this.kilojoules + kilojoulesASecond(minute) * (device.now - this.lived));
    this.metres += stepsBetween(device.source, this.lived, device.now) * stepMetres(minute);
    this.lived = device.now;
  }

  private tellHeartRate(): void {
    const { device, link } = this.parts;
    const { heartRate, kind } = minuteAt(device.source, device.now);
    const intervals = this.heart.intervals(device.now);
    if (link.room(HEART_RATE_MEASUREMENT) === undefined) return;
    const withEnergy = this.told++ % ENERGY_EVERY === 0;
    const value = heartRateMeasurement({
      bpm: heartRate ?? 0,
      contact: kind !== KIND.nonWear && kind !== KIND.charging && heartRate !== undefined,
      intervals,
      wide: this.variant.wideHeartRate,
      ...(withEnergy ? { energyKilojoules: Math.floor(this.kilojoules) } : {}),
    });
    link.notify(HEART_RATE_MEASUREMENT, value);
  }

  private tellRunning(): void {
    const { device, link } = this.parts;
    const minute = minuteAt(device.source, device.now);
    const metres = stepMetres(minute);
    const { stride, distance } = this.variant;
    const value = runningMeasurement({
      metresPerSecond: (minute.steps * metres) / 60,
      cadence: minute.steps,
      running: minute.kind === KIND.running,
      ...(stride ? { strideMetres: metres } : {}),
      ...(distance ? { distanceMetres: this.metres } : {}),
    });
    link.notify(RUNNING_MEASUREMENT, value);
  }

  private resetEnergy(value: Uint8Array): number {
    if (value.length !== 1 || value[0] !== RESET_ENERGY) return ATT.application;
    this.kilojoules = 0;
    return ATT.success;
  }
}
