/** Names of the HCI commands, events and status codes in use (Bluetooth Core 5.4, Vol 4, Part E and Vol 1, Part F). */

export const OPCODE = {
  disconnect: 0x0406,
  setEventMask: 0x0c01,
  reset: 0x0c03,
  readLeHostSupported: 0x0c6c,
  writeLeHostSupported: 0x0c6d,
  readLocalVersion: 0x1001,
  readSupportedCommands: 0x1002,
  readBufferSize: 0x1005,
  readBdAddr: 0x1009,
  readRssi: 0x1405,
  leSetEventMask: 0x2001,
  leReadBufferSize: 0x2002,
  leReadLocalFeatures: 0x2003,
  leSetRandomAddress: 0x2005,
  leSetAdvertisingParameters: 0x2006,
  leSetAdvertisingData: 0x2008,
  leSetScanResponseData: 0x2009,
  leSetAdvertisingEnable: 0x200a,
  leSetScanParameters: 0x200b,
  leSetScanEnable: 0x200c,
  leCreateConnection: 0x200d,
  leCreateConnectionCancel: 0x200e,
  leConnectionUpdate: 0x2013,
  leReadRemoteFeatures: 0x2016,
  leRand: 0x2018,
  leStartEncryption: 0x2019,
  leLongTermKeyReply: 0x201a,
  leLongTermKeyNegativeReply: 0x201b,
  /** Vendor-specific: takes six bytes and gives the controller this BD_ADDR. */
  vendorSetAddress: 0xfc01,
} as const;

export const STATUS = {
  success: 0x00,
  unknownCommand: 0x01,
  unknownConnection: 0x02,
  keyMissing: 0x06,
  connectionTimeout: 0x08,
  connectionExists: 0x0b,
  commandDisallowed: 0x0c,
  invalidParameters: 0x12,
  terminatedByPeer: 0x13,
  terminatedLocally: 0x16,
  micFailure: 0x3d,
} as const;

/** LE ACL buffers of a controller: bytes each and how many. */
export const ACL_LENGTH = 251;
export const ACL_BUFFERS = 24;

export const ADVERTISING_REPORT = { connectable: 0x00, scanResponse: 0x04 } as const;

const SUBEVENT = {
  connectionComplete: 0x01,
  advertisingReport: 0x02,
  updateComplete: 0x03,
  remoteFeatures: 0x04,
  longTermKeyRequest: 0x05,
} as const;

export interface LinkParameters {
  readonly interval: number;
  readonly latency: number;
  readonly timeout: number;
}

function event(code: number, parameters: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0x04, code, parameters.length]), parameters]);
}

function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value, index * 2);
  return bytes;
}

function leMeta(subevent: number, ...parts: Uint8Array[]): Buffer {
  return event(0x3e, Buffer.concat([Buffer.from([subevent]), ...parts]));
}

export function commandComplete(opcode: number, status: number, result: Uint8Array = Buffer.alloc(0)): Buffer {
  return event(0x0e, Buffer.concat([Buffer.from([1]), u16(opcode), Buffer.from([status]), result]));
}

export function commandStatus(opcode: number, status: number): Buffer {
  return event(0x0f, Buffer.concat([Buffer.from([status, 1]), u16(opcode)]));
}

export function disconnectionComplete(handle: number, reason: number): Buffer {
  return event(0x05, Buffer.concat([Buffer.from([0]), u16(handle), Buffer.from([reason])]));
}

export function encryptionChange(handle: number, status: number, enabled: boolean): Buffer {
  return event(0x08, Buffer.concat([Buffer.from([status]), u16(handle), Buffer.from([enabled ? 1 : 0])]));
}

export function completedPackets(handle: number, packets: number): Buffer {
  return event(0x13, Buffer.concat([Buffer.from([1]), u16(handle, packets)]));
}

export interface Peer {
  readonly addressType: number;
  readonly address: string;
}

export function connectionComplete(
  link: { status: number; handle: number; role: 0 | 1 },
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

export function updateComplete(handle: number, parameters: LinkParameters): Buffer {
  return leMeta(
    SUBEVENT.updateComplete,
    Buffer.from([0]),
    u16(handle, parameters.interval, parameters.latency, parameters.timeout),
  );
}

export function remoteFeatures(handle: number): Buffer {
  return leMeta(SUBEVENT.remoteFeatures, Buffer.from([0]), u16(handle), Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]));
}

export function longTermKeyRequest(handle: number, randomAndDiversifier: Uint8Array): Buffer {
  return leMeta(SUBEVENT.longTermKeyRequest, u16(handle), randomAndDiversifier);
}

export function advertisingReport(type: number, peer: Peer, data: Uint8Array): Buffer {
  const rssi = 0x100 - 60;
  return leMeta(
    SUBEVENT.advertisingReport,
    Buffer.from([1, type, peer.addressType]),
    addressBytes(peer.address),
    Buffer.from([data.length]),
    data,
    Buffer.from([rssi]),
  );
}

/** `c0:ff:ee:00:00:01` as it stands on the wire: least significant byte first. */
export function addressBytes(address: string): Buffer {
  return Buffer.from(address.split(':').reverse().join(''), 'hex');
}

export function addressText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .reverse()
    .join(':');
}
