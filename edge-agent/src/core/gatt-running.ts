import { WearableError } from '../wearable-error.js';

/* Running Speed and Cadence: RSC Measurement 0x2A53 (GATT Specification Supplement). */

const HAS_STRIDE = 0x01;
const HAS_DISTANCE = 0x02;
const RUNNING = 0x04;
/** A sensor tells about once a second; what it told is not believed for longer than this. */
const CADENCE_HOLDS = 2;
const MINUTE = 60;

export interface RunningMeasurement {
  /** 1/256 m/s. */
  readonly speed: number;
  /** Steps a minute. */
  readonly cadence: number;
  /** 1/100 m. */
  readonly stride: number | undefined;
  /** 1/10 m since the sensor was last reset. */
  readonly distance: number | undefined;
  readonly running: boolean;
}

/** @throws WearableError `malformed` */
export function readRunning(bytes: Uint8Array): RunningMeasurement {
  const flags = bytes[0] ?? 0;
  const distanceAt = 4 + (flags & HAS_STRIDE ? 2 : 0);
  if (bytes.length !== distanceAt + (flags & HAS_DISTANCE ? 4 : 0)) {
    throw new WearableError('malformed', 'The wearable sent a running measurement in the wrong form.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    speed: view.getUint16(1, true),
    cadence: view.getUint8(3),
    stride: flags & HAS_STRIDE ? view.getUint16(4, true) : undefined,
    distance: flags & HAS_DISTANCE ? view.getUint32(distanceAt, true) : undefined,
    running: (flags & RUNNING) !== 0,
  };
}

/** Whole steps that came to an end by `at`. */
export interface CadenceSteps {
  readonly at: number;
  readonly count: number;
}

/**
 * Steps out of cadence. A cadence is steps a minute: it holds until the next one is told, two seconds at most, and what is
 * less than a step is carried on. So a steady cadence comes out to the step, however it is cut.
 */
export class CadenceCounter {
  private last: { readonly at: number; readonly cadence: number } | undefined;
  /** In sixtieths of a step. */
  private rest = 0;

  /** A cadence that was told at `at`, Unix seconds; returns the steps of the one before. */
  tell(at: number, cadence: number): CadenceSteps | undefined {
    const steps = this.settle(at) ?? this.upTo(at);
    this.last = { at, cadence };
    return steps;
  }

  /** The steps of the last cadence, once it holds no longer. */
  settle(at: number): CadenceSteps | undefined {
    if (!this.last || at < this.last.at + CADENCE_HOLDS) return undefined;
    const steps = this.upTo(this.last.at + CADENCE_HOLDS);
    this.last = undefined;
    return steps;
  }

  private upTo(at: number): CadenceSteps | undefined {
    if (!this.last || at < this.last.at) return undefined;
    const sum = this.rest + this.last.cadence * (at - this.last.at);
    this.rest = sum % MINUTE;
    return { at, count: Math.floor(sum / MINUTE) };
  }
}
