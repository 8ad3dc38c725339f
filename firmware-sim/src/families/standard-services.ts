import type { Device } from '../core/device.js';
import { ATT, type SimCharacteristic, type SimLink, type SimService } from '../core/gatt.js';
import { currentTime, decodeCurrentTime } from '../core/wearable-time.js';

/* Services of the Bluetooth SIG that more than one family has. UUIDs: ble.md, standard services. */

export const HEART_RATE = '180d';
export const HEART_RATE_MEASUREMENT = '2a37';
export const HEART_RATE_CONTROL = '2a39';
const BATTERY = '180f';
const BATTERY_LEVEL = '2a19';
const CURRENT_TIME_SERVICE = '1805';
const CURRENT_TIME = '2a2b';
const DEVICE_INFORMATION = '180a';

/**
 * Current Time 0x2A2B, which a central reads, and sets by writing to it.
 *
 * @param form how it is told
 */
export function clockService(device: Device, form = currentTime): SimService {
  const characteristic: SimCharacteristic = {
    uuid: CURRENT_TIME,
    properties: ['read', 'write'],
    read: () => form(device.clock.local()),
    write: (value) => setClock(device, value),
  };
  return { uuid: CURRENT_TIME_SERVICE, characteristics: [characteristic] };
}

/** @returns an ATT error code */
export function setClock(device: Device, value: Uint8Array): number {
  const time = decodeCurrentTime(value);
  if (!time) return ATT.valueNotAllowed;
  device.setClock((clock) => clock.setLocal(time.local, time.zoneMinutes));
  return ATT.success;
}

/** Battery Level 0x2A19; `tell` notifies it when it changed. */
export function batteryService(device: Device, link: SimLink): { service: SimService; tell: () => void } {
  let told = device.battery.percent;
  const level = (): Uint8Array => Uint8Array.of(device.battery.percent);
  return {
    service: {
      uuid: BATTERY,
      characteristics: [{ uuid: BATTERY_LEVEL, properties: ['read', 'notify'], read: level }],
    },
    tell: () => {
      if (device.battery.percent === told) return;
      told = device.battery.percent;
      link.notify(BATTERY_LEVEL, level());
    },
  };
}

/** Device Information: each UUID with its text. */
export function informationService(texts: Readonly<Record<string, string>>): SimService {
  const encoder = new TextEncoder();
  const characteristics = Object.entries(texts).map(
    ([uuid, text]): SimCharacteristic => ({ uuid, properties: ['read'], read: () => encoder.encode(text) }),
  );
  return { uuid: DEVICE_INFORMATION, characteristics };
}
