import { randomBytes } from 'node:crypto';
import type { ControllerState } from './controller-state.js';
import {
  ACL_BUFFERS,
  ACL_LENGTH,
  addressBytes,
  addressText,
  commandComplete,
  connectionComplete,
  type LinkParameters,
  longTermKeyRequest,
  OPCODE,
  remoteFeatures,
  STATUS,
  updateComplete,
} from './hci.js';
import type { Link } from './link.js';

/** What a command needs at least, and what it does. Anything not listed is answered with status 0x01. */
export interface Command {
  readonly parameters: number;
  readonly run: (controller: ControllerState, parameters: Buffer, opcode: number) => void;
}

const NO_LINK: LinkParameters = { interval: 0, latency: 0, timeout: 0 };

const accept = (parameters: number): Command => ({ parameters, run: (controller, _, op) => controller.complete(op) });

const answer = (result: (controller: ControllerState) => Uint8Array): Command => ({
  parameters: 0,
  run: (controller, _, op) => controller.complete(op, result(controller)),
});

/** A command on a link that is answered with a Command Status first. */
const onLink = (
  parameters: number,
  run: (controller: ControllerState, link: Link, bytes: Buffer) => void,
): Command => ({
  parameters,
  run: (controller, bytes, op) => {
    const link = controller.links.get(bytes.readUInt16LE(0) & 0x0fff);
    controller.status(op, link ? STATUS.success : STATUS.unknownConnection);
    if (link) run(controller, link, bytes);
  },
});

const keyReply = (parameters: number, keyOf: (bytes: Buffer) => Buffer | undefined): Command => ({
  parameters,
  run: (controller, bytes, op) => {
    const link = controller.links.get(bytes.readUInt16LE(0) & 0x0fff);
    const status = link ? STATUS.success : STATUS.unknownConnection;
    controller.toHost(commandComplete(op, status, bytes.subarray(0, 2)));
    if (link?.peripheral.controller === controller) link.offerKey(keyOf(bytes));
  },
});

const reset: Command = {
  parameters: 0,
  run: (controller, _, op) => {
    controller.reset();
    controller.complete(op);
  },
};

const readRssi: Command = {
  parameters: 2,
  run: (controller, bytes, op) => {
    const known = controller.links.has(bytes.readUInt16LE(0) & 0x0fff);
    const result = Buffer.concat([bytes.subarray(0, 2), Buffer.from([0x100 - 60])]);
    controller.toHost(commandComplete(op, known ? STATUS.success : STATUS.unknownConnection, result));
  },
};

const setRandomAddress: Command = {
  parameters: 6,
  run: (controller, bytes, op) => {
    controller.randomAddress = addressText(bytes.subarray(0, 6));
    controller.complete(op);
  },
};

const setAdvertisingParameters: Command = {
  parameters: 15,
  run: (controller, bytes, op) => {
    controller.advertisedAddressType = bytes.readUInt8(5) & 1;
    controller.complete(op);
  },
};

const setData = (put: (controller: ControllerState, data: Buffer) => void): Command => ({
  parameters: 1,
  run: (controller, bytes, op) => {
    put(controller, Buffer.from(bytes.subarray(1, 1 + Math.min(31, bytes.readUInt8(0)))));
    controller.complete(op);
  },
});

const setAdvertisingEnable: Command = {
  parameters: 1,
  run: (controller, bytes, op) => {
    controller.advertising = bytes[0] === 1;
    controller.complete(op);
    if (controller.advertising) controller.air.advertised(controller);
  },
};

const setScanParameters: Command = {
  parameters: 7,
  run: (controller, bytes, op) => {
    controller.scan.active = bytes[0] === 1;
    controller.complete(op);
  },
};

const setScanEnable: Command = {
  parameters: 2,
  run: (controller, bytes, op) => {
    controller.scan.enabled = bytes[0] === 1;
    controller.scan.duplicates = bytes[1] === 0;
    controller.complete(op);
    controller.air.scanned(controller);
  },
};

const createConnection: Command = {
  parameters: 25,
  run: (controller, bytes, op) => {
    const peer = { addressType: bytes.readUInt8(5) & 1, address: addressText(bytes.subarray(6, 12)) };
    const free = controller.initiate(peer, parametersAt(bytes, 15));
    controller.status(op, free ? STATUS.success : STATUS.commandDisallowed);
    if (free) controller.air.initiated(controller);
  },
};

const cancelConnection: Command = {
  parameters: 0,
  run: (controller, _, op) => {
    if (!controller.isInitiating) {
      controller.toHost(commandComplete(op, STATUS.commandDisallowed));
      return;
    }
    controller.stopInitiating();
    controller.complete(op);
    const nobody = { addressType: 0, address: '00:00:00:00:00:00' };
    controller.toHost(connectionComplete({ status: STATUS.unknownConnection, handle: 0, role: 0 }, nobody, NO_LINK));
  },
};

const setAddress: Command = {
  parameters: 6,
  run: (controller, bytes, op) => {
    const address = addressText(bytes.subarray(0, 6));
    const free = controller.links.size === 0 && (address === controller.address || !controller.air.isTaken(address));
    if (free) controller.address = address;
    controller.toHost(commandComplete(op, free ? STATUS.success : STATUS.commandDisallowed));
  },
};

function parametersAt(bytes: Buffer, offset: number): LinkParameters {
  return {
    interval: bytes.readUInt16LE(offset),
    latency: bytes.readUInt16LE(offset + 2),
    timeout: bytes.readUInt16LE(offset + 4),
  };
}

function bufferSize(): Uint8Array {
  const size = Buffer.alloc(7);
  size.writeUInt16LE(ACL_LENGTH, 0);
  size.writeUInt16LE(ACL_BUFFERS, 3);
  return size;
}

/** Bluetooth 5.0 controller and link layer of no manufacturer. */
const VERSION = Buffer.from([0x09, 0, 0, 0x09, 0xff, 0xff, 0, 0]);

/** Octet and bit of each command in the Supported Commands bitmap (Vol 4, Part E, 6.27). */
const SUPPORTED: readonly (readonly [number, number])[] = [
  [0, 5],
  [5, 6],
  [5, 7],
  [14, 3],
  [14, 7],
  [15, 1],
  [15, 5],
  [24, 5],
  [24, 6],
  [25, 0],
  [25, 1],
  [25, 2],
  [25, 4],
  [25, 5],
  [25, 7],
  [26, 0],
  [26, 1],
  [26, 2],
  [26, 3],
  [26, 4],
  [26, 5],
  [27, 2],
  [27, 5],
  [27, 7],
  [28, 0],
  [28, 1],
  [28, 2],
];

function supportedCommands(): Uint8Array {
  const bitmap = new Uint8Array(64);
  for (const [octet, bit] of SUPPORTED) bitmap[octet] = (bitmap[octet] ?? 0) | (1 << bit);
  return bitmap;
}

export const COMMANDS: ReadonlyMap<number, Command> = new Map<number, Command>([
  [OPCODE.reset, reset],
  [OPCODE.setEventMask, accept(8)],
  [OPCODE.leSetEventMask, accept(8)],
  [OPCODE.readLeHostSupported, answer(() => Buffer.from([1, 0]))],
  [OPCODE.writeLeHostSupported, accept(2)],
  [OPCODE.readLocalVersion, answer(() => VERSION)],
  [OPCODE.readSupportedCommands, answer(supportedCommands)],
  [OPCODE.readBufferSize, answer(bufferSize)],
  [OPCODE.readBdAddr, answer((controller) => addressBytes(controller.address))],
  [OPCODE.readRssi, readRssi],
  [OPCODE.leReadBufferSize, answer(() => Buffer.from([ACL_LENGTH, 0, ACL_BUFFERS]))],
  [OPCODE.leReadLocalFeatures, answer(() => Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]))],
  [OPCODE.leSetRandomAddress, setRandomAddress],
  [OPCODE.leSetAdvertisingParameters, setAdvertisingParameters],
  [
    OPCODE.leSetAdvertisingData,
    setData((controller, data) => {
      controller.advertisement = data;
    }),
  ],
  [
    OPCODE.leSetScanResponseData,
    setData((controller, data) => {
      controller.scanResponse = data;
    }),
  ],
  [OPCODE.leSetAdvertisingEnable, setAdvertisingEnable],
  [OPCODE.leSetScanParameters, setScanParameters],
  [OPCODE.leSetScanEnable, setScanEnable],
  [OPCODE.leCreateConnection, createConnection],
  [OPCODE.leCreateConnectionCancel, cancelConnection],
  [OPCODE.disconnect, onLink(3, (controller, link, bytes) => controller.air.cut(link, controller, bytes.readUInt8(2)))],
  [
    OPCODE.leConnectionUpdate,
    onLink(14, (_, link, bytes) => {
      const parameters = parametersAt(bytes, 4);
      for (const end of [link.central, link.peripheral]) end.controller.toHost(updateComplete(end.handle, parameters));
    }),
  ],
  [
    OPCODE.leReadRemoteFeatures,
    onLink(2, (controller, link) => controller.toHost(remoteFeatures(link.endOf(controller).handle))),
  ],
  [OPCODE.leRand, answer(() => randomBytes(8))],
  [
    OPCODE.leStartEncryption,
    onLink(28, (_, link, bytes) => {
      link.wantEncryption(bytes.subarray(12, 28));
      const { controller, handle } = link.peripheral;
      controller.toHost(longTermKeyRequest(handle, bytes.subarray(2, 12)));
    }),
  ],
  [OPCODE.leLongTermKeyReply, keyReply(18, (bytes) => bytes.subarray(2, 18))],
  [OPCODE.leLongTermKeyNegativeReply, keyReply(2, () => undefined)],
  [OPCODE.vendorSetAddress, setAddress],
]);
