import { WearableError } from '../wearable-error.js';

/* What a Huami band tells beside its history (ble.md): realtime steps on 0007, battery on 0006, and the commands of the
   heart rate control point 2A39. */

/** Flags, then the steps since the band's midnight as u32. What follows is of unverified widths and not read. */
const STEPS_AT = 1;
const CHARGING = 1;

export const CONTINUOUS_HEART_RATE: Uint8Array = Uint8Array.of(0x15, 0x01, 0x01);
export const NO_HEART_RATE: Uint8Array = Uint8Array.of(0x15, 0x01, 0x00);
/** Without it about every twelve seconds the band stops measuring. */
export const KEEP_MEASURING: Uint8Array = Uint8Array.of(0x16);

/** Steps since the band's midnight. @throws WearableError `malformed` */
export function readRealtimeSteps(bytes: Uint8Array): number {
  if (bytes.length < STEPS_AT + 4) throw new WearableError('malformed', 'The wearable cut its steps short.');
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(STEPS_AT, true);
}

/** @throws WearableError `malformed` */
export function readBandBattery(bytes: Uint8Array): { readonly percent: number; readonly charging: boolean } {
  const [, percent = 255, state] = bytes;
  if (bytes.length < 3 || percent > 100) {
    throw new WearableError('malformed', 'The wearable told a battery level that is none.');
  }
  return { percent, charging: state === CHARGING };
}
