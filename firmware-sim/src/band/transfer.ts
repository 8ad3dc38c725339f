import { SAMPLE_BYTES } from '../core/minute.js';
import type { BlenoHci } from './bleno-host.js';

/** Packets that may wait inside bleno; enough to keep the radio busy, few enough to stop at once. */
const MOST_WAITING = 8;

/** Cuts a stretch into notifications: a counter that wraps, then as many whole samples as fit. */
export function* notifications(samples: Uint8Array, maxValueSize: number): Generator<Buffer> {
  const step = Math.max(1, Math.floor((maxValueSize - 1) / SAMPLE_BYTES)) * SAMPLE_BYTES;
  let counter = 0;
  for (let at = 0; at < samples.length; at += step) {
    yield Buffer.concat([Buffer.from([counter++ & 0xff]), samples.subarray(at, at + step)]);
  }
}

export interface Outflow {
  /** Sends all of `values`, then calls `done`; replaces what was being sent. */
  send(values: Iterator<Buffer>, notify: (value: Buffer) => void, done: () => void): void;
  stop(): void;
}

/** bleno queues notifications without bound; this sends the next one only when its queue has room. */
export function pacedOutflow(hci: BlenoHci): Outflow {
  let next: (() => boolean) | undefined;
  let pumping = false;
  const pump = (): void => {
    // Sending calls back here. Without a link nothing may be queued: bleno would count the packet to a handle that is
    // gone.
    if (pumping) return;
    pumping = true;
    while (next && hci._mainHandle !== null && hci._aclOutQueue.length < MOST_WAITING) if (!next()) next = undefined;
    pumping = false;
  };
  const push = hci.pushAclOutQueue.bind(hci);
  hci.pushAclOutQueue = () => {
    push();
    pump();
  };
  return {
    send: (values, notify, done) => {
      next = () => {
        const { value, done: last } = values.next();
        if (last) done();
        else notify(value);
        return !last;
      };
      pump();
    },
    stop: () => {
      next = undefined;
    },
  };
}
