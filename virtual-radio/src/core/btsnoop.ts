/**
 * The btsnoop file format, as BlueZ documents it: a header, then records, all numbers big-endian. Datalink 1002 is HCI
 * UART (H4): every packet begins with its indicator byte.
 */

const VERSION = 1;
const DATALINK_H4 = 1002;
const RECORD_HEADER = 24;
/** Microseconds from the format's own zero, in the year 0, to 1970-01-01. */
const UNIX_EPOCH = 0x00dc_ddb3_0f2f_8000n;
const RECEIVED = 0x01;
const COMMAND_OR_EVENT = 0x02;
const H4_COMMAND = 0x01;
const H4_EVENT = 0x04;

export interface SnoopRecord {
  /** A whole H4 packet. */
  readonly packet: Uint8Array;
  readonly direction: 'to-host' | 'to-controller';
  /** Unix time in milliseconds; fractions are kept to the microsecond. */
  readonly at: number;
}

export function snoopHeader(): Uint8Array {
  const bytes = new Uint8Array(16);
  bytes.set([0x62, 0x74, 0x73, 0x6e, 0x6f, 0x6f, 0x70, 0x00]);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, VERSION);
  view.setUint32(12, DATALINK_H4);
  return bytes;
}

/** Original length, included length, flags, cumulative drops, time, packet. Nothing is cut and nothing dropped. */
export function snoopRecord({ packet, direction, at }: SnoopRecord): Uint8Array {
  const bytes = new Uint8Array(RECORD_HEADER + packet.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, packet.length);
  view.setUint32(4, packet.length);
  view.setUint32(8, flags(packet, direction));
  view.setBigUint64(16, UNIX_EPOCH + BigInt(Math.round(at * 1000)));
  bytes.set(packet, RECORD_HEADER);
  return bytes;
}

function flags(packet: Uint8Array, direction: SnoopRecord['direction']): number {
  const command = packet[0] === H4_COMMAND || packet[0] === H4_EVENT;
  return (direction === 'to-host' ? RECEIVED : 0) | (command ? COMMAND_OR_EVENT : 0);
}
