import { WearableError } from '../wearable-error.js';

/* Small values that many wearables have: battery level 0x2A19, and the texts of Device Information (GATT Specification
   Supplement). */

/** Characters of a text: it is kept and shown as it is, and a name has no need of more. */
const MOST_TEXT = 64;

/** Percent. @throws WearableError `malformed` */
export function readBatteryLevel(bytes: Uint8Array): number {
  const percent = bytes[0] ?? 255;
  if (bytes.length !== 1 || percent > 100) throw malformed('The wearable told a battery level that is none.');
  return percent;
}

/**
 * A text of at most 64 printable characters. Some wearables end it with zeros.
 *
 * @throws WearableError `malformed`
 */
export function readDeviceText(bytes: Uint8Array): string {
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('The wearable told a text that is none.');
  }
  text = text.replace(/\0+$/, '');
  if ([...text].length > MOST_TEXT) throw malformed('The wearable told a text that is too long.');
  if (/\p{C}/u.test(text)) throw malformed('The wearable told a text that cannot be shown.');
  return text;
}

function malformed(sentence: string): WearableError {
  return new WearableError('malformed', sentence);
}
