import { readBatteryLevel } from '../core/gatt-device.js';
import type { Battery } from '../wearable-port.js';
import type { GattLink } from './gatt-link.js';

const BATTERY_LEVEL = '2a19';

/** The Battery service says how full it is, and nothing about charging. */
export async function gattBattery(link: GattLink): Promise<Battery | undefined> {
  if (!link.has(BATTERY_LEVEL)) return undefined;
  return { percent: readBatteryLevel(await link.read(BATTERY_LEVEL)), charging: false };
}
