import { readDeviceText } from '../core/gatt-device.js';
import { WearableError } from '../wearable-error.js';
import type { About } from '../wearable-port.js';
import type { GattLink } from './gatt-link.js';

/* Device Information. The serial number is not asked for: it names one wearable among all, and nothing here needs it. */

const TEXTS = { maker: '2a29', model: '2a24', firmware: '2a26' } as const;

/** What the wearable says it is. Whatever cannot be had is left out: it is for people, and no reason to fail. */
export async function gattAbout(link: GattLink): Promise<About> {
  const told: Partial<Record<keyof About, string>> = {};
  for (const name of ['maker', 'model', 'firmware'] as const) {
    try {
      const text = link.has(TEXTS[name]) ? readDeviceText(await link.read(TEXTS[name])) : '';
      if (text !== '') told[name] = text;
    } catch (error) {
      if (!(error instanceof WearableError)) throw error;
      // A link that is silent or gone is not asked twice more.
      if (error.fault === 'transient') break;
    }
  }
  return told;
}
