/** Names of the HCI commands and status codes in use (Bluetooth Core 5.4, Vol 4, Part E and Vol 1, Part F). */

export const OPCODE = {
  disconnect: 0x0406,
  readRemoteVersion: 0x041d,
  setEventMask: 0x0c01,
  reset: 0x0c03,
  readLeHostSupported: 0x0c6c,
  writeLeHostSupported: 0x0c6d,
  readLocalVersion: 0x1001,
  readSupportedCommands: 0x1002,
  readLocalFeatures: 0x1003,
  readBufferSize: 0x1005,
  readBdAddr: 0x1009,
  readRssi: 0x1405,
  leSetEventMask: 0x2001,
  leReadBufferSize: 0x2002,
  leReadLocalFeatures: 0x2003,
  leSetRandomAddress: 0x2005,
  leSetAdvertisingParameters: 0x2006,
  leReadAdvertisingPower: 0x2007,
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
  leReadSupportedStates: 0x201c,
  /** Vendor-specific: takes six bytes and gives the controller this BD_ADDR. */
  vendorSetAddress: 0xfc01,
} as const;

export const STATUS = {
  success: 0x00,
  unknownCommand: 0x01,
  unknownConnection: 0x02,
  keyMissing: 0x06,
  connectionTimeout: 0x08,
  connectionLimit: 0x09,
  connectionExists: 0x0b,
  commandDisallowed: 0x0c,
  unsupportedParameter: 0x11,
  invalidParameters: 0x12,
  terminatedLocally: 0x16,
  responseTimeout: 0x22,
  advertisingTimeout: 0x3c,
  micFailure: 0x3d,
  notEstablished: 0x3e,
} as const;

/** LE ACL buffers of a controller: bytes each and how many. */
export const ACL_LENGTH = 251;
export const ACL_BUFFERS = 24;

/** LE Advertising Report, Event_Type (7.7.65.2). */
export const REPORT = {
  connectable: 0x00,
  directed: 0x01,
  scannable: 0x02,
  nonConnectable: 0x03,
  scanResponse: 0x04,
} as const;

/** Interval in 1.25 ms, latency in connection events, supervision timeout in 10 ms. */
export interface LinkParameters {
  readonly interval: number;
  readonly latency: number;
  readonly timeout: number;
}

/** 0 public, 1 random. */
export type AddressType = 0 | 1;

export interface Peer {
  readonly addressType: AddressType;
  /** Lower case with colons. */
  readonly address: string;
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
