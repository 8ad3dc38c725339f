import { BOUNDS } from '@fit4work/protocol';
import { WearableError } from '../wearable-error.js';

/* Heart Rate Measurement, 0x2A37 (GATT Specification Supplement, Heart Rate Measurement). */

const WIDE_VALUE = 0x01;
const CONTACT_KNOWN = 0x04;
const IN_CONTACT = 0x02;
const HAS_ENERGY = 0x08;
const HAS_RR = 0x10;

export interface HeartRateMeasurement {
  /** Beats a minute; undefined where the sensor has none, or one outside SPEC.md 3.2, which is never recorded. */
  readonly value: number | undefined;
  /** Undefined where the sensor cannot tell. */
  readonly contact: boolean | undefined;
  /** Kilojoules since the sensor was last reset. */
  readonly energy: number | undefined;
  /** Times between beats in 1/1024 s, the oldest first. */
  readonly rr: readonly number[] | undefined;
}

/** @throws WearableError `malformed` */
export function readHeartRate(bytes: Uint8Array): HeartRateMeasurement {
  const flags = bytes[0] ?? 0;
  const valueBytes = flags & WIDE_VALUE ? 2 : 1;
  const energyAt = 1 + valueBytes;
  const rrAt = energyAt + (flags & HAS_ENERGY ? 2 : 0);
  if (bytes.length < rrAt) throw malformed('The wearable cut a heart rate short.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const value = valueBytes === 2 ? view.getUint16(1, true) : view.getUint8(1);
  return {
    value: value >= BOUNDS.heartRate.min && value <= BOUNDS.heartRate.max ? value : undefined,
    contact: flags & CONTACT_KNOWN ? (flags & IN_CONTACT) !== 0 : undefined,
    energy: flags & HAS_ENERGY ? view.getUint16(energyAt, true) : undefined,
    rr: readRr(view, rrAt, (flags & HAS_RR) !== 0),
  };
}

/** An RR interval of zero is no time between beats, and SPEC.md 3.2 keeps 64 at most. */
function readRr(view: DataView, from: number, present: boolean): readonly number[] | undefined {
  const rest = view.byteLength - from;
  if (!present) {
    if (rest !== 0) throw malformed('The wearable sent more than a heart rate.');
    return undefined;
  }
  if (rest === 0 || rest % 2 !== 0 || rest / 2 > BOUNDS.rrPerSample) {
    throw malformed('The wearable sent times between beats in the wrong form.');
  }
  const rr: number[] = [];
  for (let at = from; at < view.byteLength; at += 2) {
    const time = view.getUint16(at, true);
    if (time < BOUNDS.rr.min) throw malformed('The wearable sent two beats at one time.');
    rr.push(time);
  }
  return rr;
}

function malformed(sentence: string): WearableError {
  return new WearableError('malformed', sentence);
}
