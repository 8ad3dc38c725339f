import type { SimCharacteristic, SimServer } from '../core/gatt.js';
import { StepCounter } from '../core/live.js';
import { KIND, minuteAt } from '../core/minute.js';
import { drift } from '../core/random.js';
import { pineTime } from '../core/wearable-time.js';
import { memoryOfDays, type Parts, type SimFamily } from './family.js';
import {
  batteryService,
  clockService,
  HEART_RATE,
  HEART_RATE_MEASUREMENT,
  informationService,
} from './standard-services.js';

/* PineTime with InfiniTime: it tells what is, and keeps nothing (ble.md, InfiniTime). */

const MOTION = '0003000078fc48fe8e23433b3a1942d0';
const STEPS = '0003000178fc48fe8e23433b3a1942d0';
const RAW_MOTION = '0003000278fc48fe8e23433b3a1942d0';
const DFU = '000015301212efde1523785feabcd123';
const FIRMWARE = '2a26';
/** Raw motion: this much is 1 g. */
const ONE_G = 1024;

export const infinitime: SimFamily = {
  name: 'infinitime',
  limits: () => memoryOfDays(0),
  battery: { idle: 0.4, linked: 0.2, sensing: 0, charging: 50 },
  liveOnly: true,
  unsaved: (_, now) => now,
  build,
};

function build({ device, link, seed }: Parts): SimServer {
  const counter = new StepCounter(device.source, device.clock, device.now);
  const battery = batteryService(device, link);
  const values = {
    steps: () => word32(counter.value(device.now)),
    pulse: () => Uint8Array.of(0, minuteAt(device.source, device.now).heartRate ?? 0),
    motion: () => rawMotion(device.now, seed, minuteAt(device.source, device.now)),
  };
  const told = new Map<string, string>();
  const tellChanged = (uuid: string, value: Uint8Array): void => {
    if (link.room(uuid) === undefined || told.get(uuid) === value.join()) return;
    told.set(uuid, value.join());
    link.notify(uuid, value);
  };
  const telling = (uuid: string, read: () => Uint8Array): SimCharacteristic => ({
    uuid,
    properties: ['read', 'notify'],
    data: true,
    read,
  });
  return {
    name: 'InfiniTime',
    advertised: [HEART_RATE, DFU],
    services: [
      { uuid: MOTION, characteristics: [telling(STEPS, values.steps), telling(RAW_MOTION, values.motion)] },
      { uuid: HEART_RATE, characteristics: [telling(HEART_RATE_MEASUREMENT, values.pulse)] },
      battery.service,
      informationService({ [FIRMWARE]: '1.14.0' }),
      clockService(device, pineTime),
    ],
    sensing: false,
    connected: () => told.clear(),
    disconnected: () => undefined,
    restarted: () => counter.restart(device.now),
    tick: () => {
      tellChanged(STEPS, values.steps());
      tellChanged(HEART_RATE_MEASUREMENT, values.pulse());
      tellChanged(RAW_MOTION, values.motion());
      battery.tell();
    },
  };
}

/** X, Y, Z as s16: at rest it lies on its back, and a walk shakes it. */
function rawMotion(now: number, seed: number, { kind, steps }: { kind: number; steps: number }): Uint8Array {
  const shake = kind === KIND.nonWear || kind === KIND.charging ? 0 : 20 + 4 * steps;
  const axes = [0, 0, ONE_G].map((rest, axis) => Math.round(rest + shake * drift(now, 1, seed, axis)));
  return Uint8Array.from(axes.flatMap((axis) => [axis & 0xff, (axis >> 8) & 0xff]));
}

function word32(value: number): Uint8Array {
  return Uint8Array.from([0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff));
}
