import { WearableError } from '../wearable-error.js';

/* What a Huami band tells beside its history (ble.md): realtime steps on 0007, battery on 0006, and the commands of the
   heart rate control point 2A39. */

/** Flags, steps since the band's midnight, metres, calories. Only the length and the steps are read. */
const REALTIME_BYTES = 13;
const STEPS_AT = 1;
const CHARGING = 1;

export const CONTINUOUS_HEART_RATE: Uint8Array = Uint8Array.of(0x15, 0x01, 0x01);
export const NO_HEART_RATE: Uint8Array = Uint8Array.of(0x15, 0x01, 0x00);
/** Without it about every twelve seconds the band stops measuring. */
export const KEEP_MEASURING: Uint8Array = Uint8Array.of(0x16);

/**
 * Steps since the band's midnight, as u32 at [1..4]. Verified (ble.md) is a u16 at [1..2] of thirteen bytes; that [3..4] are
 * the upper half of it is likely and unverified, since no real band was met. Were they something else that stays the same,
 * the differences would still be
 * right, and where it changes, more than the 300 steps a minute that anybody can walk (SPEC.md 3.2) are not believed. Reading
 * the u16 alone would take the 65,536th step of a day for a new beginning.
 *
 * @throws WearableError `malformed`
 */
export function readRealtimeSteps(bytes: Uint8Array): number {
  if (bytes.length !== REALTIME_BYTES) {
    throw new WearableError('malformed', 'The wearable told its steps in the wrong form.');
  }
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
