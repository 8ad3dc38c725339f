import { WearableError } from '../wearable-error.js';

/* Small values that many wearables have: battery level 0x2A19, body sensor location 0x2A38, and the texts of Device
   Information (GATT Specification Supplement). */

const LOCATIONS = ['other', 'chest', 'wrist', 'finger', 'hand', 'ear lobe', 'foot'] as const;
export type BodyLocation = (typeof LOCATIONS)[number];
/** An attribute has no more (Core 5.4, Vol 3, Part F, 3.2.9). */
const MOST_TEXT = 512;

/** Percent. @throws WearableError `malformed` */
export function readBatteryLevel(bytes: Uint8Array): number {
  const percent = bytes[0] ?? 255;
  if (bytes.length !== 1 || percent > 100) throw malformed('The wearable told a battery level that is none.');
  return percent;
}

/** @throws WearableError `malformed` */
export function readBodyLocation(bytes: Uint8Array): BodyLocation {
  const location = LOCATIONS[bytes[0] ?? LOCATIONS.length];
  if (bytes.length !== 1 || location === undefined)
    throw malformed('The wearable told a place on the body that is none.');
  return location;
}

/** A text that may be shown to people. Some wearables end it with zeros. @throws WearableError `malformed` */
export function readDeviceText(bytes: Uint8Array): string {
  if (bytes.length > MOST_TEXT) throw malformed('The wearable told a text that is too long.');
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new WearableError('malformed', 'The wearable told a text that is none.', cause);
  }
  text = text.replace(/\0+$/, '');
  if (/\p{C}/u.test(text)) throw malformed('The wearable told a text that cannot be shown.');
  return text;
}

function malformed(sentence: string): WearableError {
  return new WearableError('malformed', sentence);
}
