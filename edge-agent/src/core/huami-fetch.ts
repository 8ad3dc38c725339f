import { WearableError } from '../wearable-error.js';
import { LONG_SAMPLE, type SampleBytes, SHORT_SAMPLE } from './huami-samples.js';
import { decodeTime, encodeTime, TIME_BYTES } from './huami-time.js';

const RESPONSE = 0x10;
const OK = 0x01;
const SELECT = 0x01;
const TRANSFER = 0x02;
const ACKNOWLEDGE = 0x03;
const ACTIVITY = 0x01;
/** A month: more cannot be in the memory of a band, and would have to fit in this one. */
const MOST_MINUTES = 31 * 1440;

export const START_TRANSFER: Uint8Array = Uint8Array.of(TRANSFER);
/** The simple acknowledgement: it deletes the stretch on the band. */
export const ACKNOWLEDGE_TRANSFER: Uint8Array = Uint8Array.of(ACKNOWLEDGE);

export function selectActivity(since: number, offsetMinutes: number): Uint8Array {
  return Uint8Array.of(SELECT, ACTIVITY, ...encodeTime(since, offsetMinutes));
}

export interface Announcement {
  /** Unix seconds of the first minute. */
  readonly from: number;
  readonly minutes: number;
}

/** What the band will send, or undefined if it holds nothing. @throws WearableError */
export function readAnnouncement(reply: Uint8Array, since: number): Announcement | undefined {
  expectOk(reply, SELECT);
  if (reply.length !== 7 + TIME_BYTES) throw malformed('The wearable announced its history in the wrong form.');
  const minutes = new DataView(reply.buffer, reply.byteOffset, reply.byteLength).getUint32(3, true);
  if (minutes === 0) return undefined;
  const from = decodeTime(reply.subarray(7));
  if (minutes > MOST_MINUTES) throw malformed('The wearable announced more history than a band can hold.');
  if (from < Math.floor(since / 60) * 60) throw malformed('The wearable announced history older than asked for.');
  return { from, minutes };
}

/** A whole transfer. */
export interface Transfer {
  readonly bytes: Uint8Array;
  /** Bytes of one minute. */
  readonly sampleBytes: SampleBytes;
}

/**
 * Collects the notifications of one transfer: the counter runs without a gap, and no more comes than was announced.
 *
 * Whether a minute has four bytes or eight no reply says. The count of minutes that was announced decides at the end: as
 * many bytes as four times or eight times that came, and never both, since it is not zero. A table of models would know
 * less: it could name a band wrongly, and this cannot.
 */
export class TransferCollector {
  private readonly bytes: Uint8Array;
  private filled = 0;
  private counter = 0;

  constructor(private readonly minutes: number) {
    this.bytes = new Uint8Array(minutes * LONG_SAMPLE);
  }

  /** @throws WearableError `malformed` */
  add(notification: Uint8Array): void {
    const payload = notification.subarray(1);
    if (payload.length === 0 || payload.length % SHORT_SAMPLE !== 0)
      throw malformed('The wearable sent part of a sample.');
    if (notification[0] !== this.counter) throw malformed('A part of the history is missing or out of order.');
    if (this.filled + payload.length > this.bytes.length) throw malformed('The wearable sent more than it announced.');
    this.bytes.set(payload, this.filled);
    this.filled += payload.length;
    this.counter = (this.counter + 1) & 0xff;
  }

  /** All samples, once the band reports the end. @throws WearableError `malformed` if some are missing */
  finish(reply: Uint8Array): Transfer {
    expectOk(reply, TRANSFER);
    if (reply.length !== 3) throw malformed('The wearable ended its history in the wrong form.');
    const sampleBytes = ([SHORT_SAMPLE, LONG_SAMPLE] as const).find((size) => this.filled === this.minutes * size);
    if (sampleBytes === undefined || this.minutes === 0) {
      throw malformed('The wearable sent another number of minutes than it announced.');
    }
    return { bytes: this.bytes.subarray(0, this.filled), sampleBytes };
  }
}

/** Returns if the band has taken the acknowledgement. @throws WearableError */
export function readAcknowledged(reply: Uint8Array): void {
  expectOk(reply, ACKNOWLEDGE);
}

function expectOk(reply: Uint8Array, step: number): void {
  if (reply.length < 3 || reply[0] !== RESPONSE || reply[1] !== step) {
    throw malformed('The wearable answered another question than was asked.');
  }
  if (reply[2] !== OK) throw new WearableError('refused', 'The wearable refused a step of the history protocol.');
}

function malformed(sentence: string): WearableError {
  return new WearableError('malformed', sentence);
}
