import { ADVERTISING_TYPE } from './advertising-state.js';
import { type Command, isWithin, order } from './command.js';
import { type ControllerState, MOST_LINKS } from './controller-state.js';
import { addressText, OPCODE, STATUS } from './hci.js';

const MOST_DATA = 31;
/** Of advertising and of scanning, in 0.625 ms (7.8.5, 7.8.10). */
const ADVERTISING_INTERVAL = [0x0020, 0x4000] as const;
const SCAN_INTERVAL = [0x0004, 0x4000] as const;
const ALL_CHANNELS = 0x07;

/** No private addresses are resolved and no filter accept list is kept: what asks for them is refused as unsupported. */
export function typeFault(value: number): number {
  if (value <= 1) return STATUS.success;
  return value <= 3 ? STATUS.unsupportedParameter : STATUS.invalidParameters;
}

export function policyFault(value: number, most: number): number {
  if (value === 0) return STATUS.success;
  return value <= most ? STATUS.unsupportedParameter : STATUS.invalidParameters;
}

export const firstFault = (...faults: readonly number[]): number =>
  faults.find((fault) => fault !== STATUS.success) ?? STATUS.success;

export const faultUnless = (holds: boolean): number => (holds ? STATUS.success : STATUS.invalidParameters);

/** 7.8.4: not while it is in use. */
const setRandomAddress: Command = order(6, (controller, bytes) => {
  if (controller.advertising || controller.scan.enabled || controller.initiating) return STATUS.commandDisallowed;
  controller.randomAddress = addressText(bytes);
  return STATUS.success;
});

/** 7.8.5: intervals (2 of 2 bytes), type, own address type, peer address type, peer, channels, filter policy. */
const setAdvertisingParameters: Command = order(15, (controller, bytes) => {
  if (controller.advertising) return STATUS.commandDisallowed;
  const [least, most, type] = [bytes.readUInt16LE(0), bytes.readUInt16LE(2), bytes.readUInt8(4)];
  const channels = bytes.readUInt8(13);
  // The intervals of high duty cycle directed advertising are not used.
  const timed = type !== ADVERTISING_TYPE.directedFast;
  const fault = firstFault(
    faultUnless(type <= ADVERTISING_TYPE.directedSlow),
    faultUnless(!timed || (isWithin(least, ADVERTISING_INTERVAL) && isWithin(most, ADVERTISING_INTERVAL))),
    faultUnless(!timed || least <= most),
    typeFault(bytes.readUInt8(5)),
    faultUnless(bytes.readUInt8(6) <= 1),
    faultUnless(channels !== 0 && channels <= ALL_CHANNELS),
    policyFault(bytes.readUInt8(14), 3),
  );
  if (fault !== STATUS.success) return fault;
  const peer = { addressType: bytes[6] === 1 ? 1 : 0, address: addressText(bytes.subarray(7, 13)) } as const;
  controller.advertiser.parameters = { type, interval: most, ownAddressType: bytes[5] === 1 ? 1 : 0, peer };
  return STATUS.success;
});

/** 7.8.7, 7.8.8: a length and 31 bytes. Hosts are known that leave the padding out. */
const setData = (put: (controller: ControllerState, data: Buffer) => void): Command => ({
  answeredBy: 'complete',
  fits: (length) => length >= 1 && length <= MOST_DATA + 1,
  run: (controller, bytes, opcode) => {
    const length = bytes.readUInt8(0);
    const fault = faultUnless(length < bytes.length);
    if (fault === STATUS.success) put(controller, Buffer.from(bytes.subarray(1, 1 + length)));
    controller.answer(opcode, fault);
  },
});

/** 7.8.9. Enabled twice, an advertiser starts over. */
const setAdvertisingEnable: Command = order(
  1,
  (controller, bytes) => {
    const [enable] = bytes;
    const { advertiser } = controller;
    if (enable !== 0 && enable !== 1) return STATUS.invalidParameters;
    if (enable === 1) {
      if (!controller.hasAddress(advertiser.parameters.ownAddressType)) return STATUS.invalidParameters;
      if (advertiser.isConnectable() && controller.links.size >= MOST_LINKS) return STATUS.connectionLimit;
    }
    advertiser.enabled = enable === 1;
    return STATUS.success;
  },
  (controller) => controller.air.advertisingChanged(controller),
);

/** 7.8.10: type, interval, window, own address type, filter policy. */
const setScanParameters: Command = order(7, (controller, bytes) => {
  if (controller.scan.enabled) return STATUS.commandDisallowed;
  const fault = firstFault(
    faultUnless(bytes.readUInt8(0) <= 1),
    scanTimingFault(bytes.readUInt16LE(1), bytes.readUInt16LE(3)),
    typeFault(bytes.readUInt8(5)),
    policyFault(bytes.readUInt8(6), 3),
  );
  if (fault !== STATUS.success) return fault;
  controller.scan.active = bytes[0] === 1;
  controller.scan.ownAddressType = bytes[5] === 1 ? 1 : 0;
  return STATUS.success;
});

export function scanTimingFault(interval: number, window: number): number {
  return faultUnless(isWithin(interval, SCAN_INTERVAL) && isWithin(window, SCAN_INTERVAL) && window <= interval);
}

/** 7.8.11. Enabled twice, a scanner forgets what it has heard. */
const setScanEnable: Command = order(
  2,
  (controller, bytes) => {
    const [enable = 0, filter = 0] = bytes;
    const { scan } = controller;
    if (enable > 1 || filter > 1) return STATUS.invalidParameters;
    if (enable === 1 && !controller.hasAddress(scan.ownAddressType)) return STATUS.invalidParameters;
    scan.enabled = enable === 1;
    scan.duplicates = filter === 0;
    scan.heard.clear();
    return STATUS.success;
  },
  (controller) => controller.air.scanned(controller),
);

export const DISCOVERY_COMMANDS: readonly (readonly [number, Command])[] = [
  [OPCODE.leSetRandomAddress, setRandomAddress],
  [OPCODE.leSetAdvertisingParameters, setAdvertisingParameters],
  [
    OPCODE.leSetAdvertisingData,
    setData((controller, data) => {
      controller.advertiser.data = data;
    }),
  ],
  [
    OPCODE.leSetScanResponseData,
    setData((controller, data) => {
      controller.advertiser.scanResponse = data;
    }),
  ],
  [OPCODE.leSetAdvertisingEnable, setAdvertisingEnable],
  [OPCODE.leSetScanParameters, setScanParameters],
  [OPCODE.leSetScanEnable, setScanEnable],
];
