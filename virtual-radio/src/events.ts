import { type AddressType, addressBytes, type LinkParameters, type Peer } from './hci.js';

/** The events of a controller as H4 packets (Core 5.4, Vol 4, Part E, 7.7). */

const CODE = {
  disconnectionComplete: 0x05,
  encryptionChange: 0x08,
  remoteVersion: 0x0c,
  commandComplete: 0x0e,
  commandStatus: 0x0f,
  completedPackets: 0x13,
  bufferOverflow: 0x1a,
  leMeta: 0x3e,
} as const;

const SUBEVENT = {
  connectionComplete: 0x01,
  advertisingReport: 0x02,
  updateComplete: 0x03,
  remoteFeatures: 0x04,
  longTermKeyRequest: 0x05,
} as const;

const NONE = Buffer.alloc(0);
const ACL_LINK = 0x01;

/** Bluetooth 5.0 controller and link layer of no manufacturer. */
export const VERSION = Buffer.from([0x09, 0, 0, 0x09, 0xff, 0xff, 0, 0]);
/** LE Encryption, and nothing else that is optional. */
export const LE_FEATURES = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);

/** The masks after a reset (7.3.1, 7.8.1): no LE Meta event, and of these events the first five. */
export const DEFAULT_EVENT_MASK = Buffer.from('ffffffffff1f0000', 'hex');
export const DEFAULT_LE_EVENT_MASK = Buffer.from('1f00000000000000', 'hex');

/** Whether the host wants this event; the answers to its own commands and data are not for it to mask (7.3.1). */
export function isUnmasked(packet: Uint8Array, eventMask: Uint8Array, leEventMask: Uint8Array): boolean {
  const code = packet[1] ?? 0;
  if (code === CODE.commandComplete || code === CODE.commandStatus || code === CODE.completedPackets) return true;
  if (!hasBit(eventMask, code - 1)) return false;
  return code !== CODE.leMeta || hasBit(leEventMask, (packet[3] ?? 0) - 1);
}

function hasBit(mask: Uint8Array, bit: number): boolean {
  return (((mask[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
}

function event(code: number, ...parts: Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.from([0x04, code, length]), ...parts]);
}

function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value, index * 2);
  return bytes;
}

function leMeta(subevent: number, ...parts: Uint8Array[]): Buffer {
  return event(CODE.leMeta, Buffer.from([subevent]), ...parts);
}

export function commandComplete(opcode: number, status: number, result: Uint8Array = NONE): Buffer {
  return event(CODE.commandComplete, Buffer.from([1]), u16(opcode), Buffer.from([status]), result);
}

export function commandStatus(opcode: number, status: number): Buffer {
  return event(CODE.commandStatus, Buffer.from([status, 1]), u16(opcode));
}

export function disconnectionComplete(handle: number, reason: number): Buffer {
  return event(CODE.disconnectionComplete, Buffer.from([0]), u16(handle), Buffer.from([reason]));
}

export function encryptionChange(handle: number, status: number, enabled: boolean): Buffer {
  return event(CODE.encryptionChange, Buffer.from([status]), u16(handle), Buffer.from([enabled ? 1 : 0]));
}

export function remoteVersion(handle: number): Buffer {
  const [version, manufacturer, subversion] = [VERSION.subarray(3, 4), VERSION.subarray(4, 6), VERSION.subarray(6, 8)];
  return event(CODE.remoteVersion, Buffer.from([0]), u16(handle), version, manufacturer, subversion);
}

/** Seven bytes, built by hand: one goes out for every data packet. */
export function completedPackets(handle: number, packets: number): Buffer {
  const bytes = [0x04, CODE.completedPackets, 5, 1, handle & 0xff, handle >> 8, packets & 0xff, packets >> 8];
  return Buffer.from(bytes);
}

export function bufferOverflow(): Buffer {
  return event(CODE.bufferOverflow, Buffer.from([ACL_LINK]));
}

export function connectionComplete(
  link: { readonly status: number; readonly handle: number; readonly role: 0 | 1 },
  peer: Peer,
  parameters: LinkParameters,
): Buffer {
  return leMeta(
    SUBEVENT.connectionComplete,
    Buffer.from([link.status]),
    u16(link.handle),
    Buffer.from([link.role, peer.addressType]),
    addressBytes(peer.address),
    u16(parameters.interval, parameters.latency, parameters.timeout),
    Buffer.from([0]),
  );
}

/** No connection came about (7.7.65.1): all but the status is of no meaning. */
export function noConnection(status: number, role: 0 | 1): Buffer {
  const nobody = { addressType: 0 as AddressType, address: '00:00:00:00:00:00' };
  return connectionComplete({ status, handle: 0, role }, nobody, { interval: 0, latency: 0, timeout: 0 });
}

export function updateComplete(handle: number, { interval, latency, timeout }: LinkParameters): Buffer {
  return leMeta(SUBEVENT.updateComplete, Buffer.from([0]), u16(handle, interval, latency, timeout));
}

export function remoteFeatures(handle: number): Buffer {
  return leMeta(SUBEVENT.remoteFeatures, Buffer.from([0]), u16(handle), LE_FEATURES);
}

export function longTermKeyRequest(handle: number, randomAndDiversifier: Uint8Array): Buffer {
  return leMeta(SUBEVENT.longTermKeyRequest, u16(handle), randomAndDiversifier);
}

export interface Report {
  readonly type: number;
  readonly peer: Peer;
  readonly data: Uint8Array;
  readonly dBm: number;
}

export function advertisingReport({ type, peer, data, dBm }: Report): Buffer {
  return leMeta(
    SUBEVENT.advertisingReport,
    Buffer.from([1, type, peer.addressType]),
    addressBytes(peer.address),
    Buffer.from([data.length]),
    data,
    Buffer.from([dBm & 0xff]),
  );
}
