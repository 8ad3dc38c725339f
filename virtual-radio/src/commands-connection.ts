import { aboutLink, type Command, isWithin, type LinkRequest, onLink } from './command.js';
import { faultUnless, firstFault, policyFault, scanTimingFault, typeFault } from './commands-discovery.js';
import { type ControllerState, type Initiation, MOST_LINKS } from './controller-state.js';
import { noConnection } from './events.js';
import { addressText, type LinkParameters, OPCODE, STATUS } from './hci.js';

/** 7.8.12: connection interval in 1.25 ms, latency in events, supervision timeout in 10 ms. */
const INTERVAL = [0x0006, 0x0c80] as const;
const LATENCY = [0, 0x01f3] as const;
const TIMEOUT = [0x000a, 0x0c80] as const;

/** The reasons that a host may give (7.1.6). */
const REASONS: ReadonlySet<number> = new Set([0x05, 0x13, 0x14, 0x15, 0x1a, 0x29, 0x3b]);

/** Read RSSI, where nothing was measured (7.5.4). */
const NO_RSSI = Buffer.from([127]);

/** The least interval at `at`, then the most, latency, timeout, and the least and most length of an event. */
function parametersAt(bytes: Buffer, at: number): LinkParameters {
  const interval = bytes.readUInt16LE(at + 2);
  return { interval, latency: bytes.readUInt16LE(at + 4), timeout: bytes.readUInt16LE(at + 6) };
}

function parametersFault(bytes: Buffer, at: number): number {
  const least = bytes.readUInt16LE(at);
  const { interval, latency, timeout } = parametersAt(bytes, at);
  return firstFault(
    faultUnless(isWithin(least, INTERVAL) && isWithin(interval, INTERVAL) && least <= interval),
    faultUnless(isWithin(latency, LATENCY) && isWithin(timeout, TIMEOUT)),
    // Longer than two intervals with their latency: timeout x 10 ms > (1 + latency) x interval x 1.25 ms x 2.
    faultUnless(timeout * 4 > (1 + latency) * interval),
    faultUnless(bytes.readUInt16LE(at + 8) <= bytes.readUInt16LE(at + 10)),
  );
}

/** Scan interval and window, filter policy, peer address type, peer, own address type, then as above. */
function initiationFault(controller: ControllerState, bytes: Buffer): number {
  if (controller.initiating) return STATUS.commandDisallowed;
  const fault = firstFault(
    scanTimingFault(bytes.readUInt16LE(0), bytes.readUInt16LE(2)),
    policyFault(bytes.readUInt8(4), 1),
    typeFault(bytes.readUInt8(5)),
    typeFault(bytes.readUInt8(12)),
    parametersFault(bytes, 13),
  );
  if (fault !== STATUS.success) return fault;
  const { peer, ownAddressType } = initiationOf(bytes);
  if (!controller.hasAddress(ownAddressType)) return STATUS.invalidParameters;
  if (controller.links.size >= MOST_LINKS) return STATUS.connectionLimit;
  return controller.isLinkedTo(peer) ? STATUS.connectionExists : STATUS.success;
}

function initiationOf(bytes: Buffer): Initiation {
  const peer = { addressType: bytes[5] === 1 ? 1 : 0, address: addressText(bytes.subarray(6, 12)) } as const;
  return { peer, ownAddressType: bytes[12] === 1 ? 1 : 0, parameters: parametersAt(bytes, 13) };
}

/** 7.8.12 */
const createConnection: Command = {
  answeredBy: 'status',
  fits: (length) => length === 25,
  run: (controller, bytes, opcode) => {
    const fault = initiationFault(controller, bytes);
    controller.status(opcode, fault);
    if (fault !== STATUS.success) return;
    controller.initiate(initiationOf(bytes));
    controller.air.initiated(controller);
  },
};

/** 7.8.13 */
const cancelConnection: Command = {
  answeredBy: 'complete',
  fits: (length) => length === 0,
  run: (controller, _, opcode) => {
    const waiting = controller.initiating !== undefined;
    controller.answer(opcode, waiting ? STATUS.success : STATUS.commandDisallowed);
    if (!waiting) return;
    controller.stopInitiating();
    controller.toHost(noConnection(STATUS.unknownConnection, 0));
  },
};

/** 7.8.18: without the parameters request procedure it is the central's alone. */
const updateConnection: Command = onLink(
  14,
  ({ link, bytes }) => link.update(parametersAt(bytes, 2)),
  (request) => (isCentral(request) ? parametersFault(request.bytes, 2) : STATUS.commandDisallowed),
);

/** 7.1.6 */
const disconnect: Command = onLink(
  3,
  ({ controller, link, bytes }) => link.terminate(controller, bytes.readUInt8(2)),
  ({ controller, link, bytes }) => {
    if (!REASONS.has(bytes.readUInt8(2))) return STATUS.invalidParameters;
    return link.isEndedBy(controller) ? STATUS.commandDisallowed : STATUS.success;
  },
);

/** 7.8.24: Random_Number and Encrypted_Diversifier, then the key. */
const startEncryption: Command = onLink(
  28,
  ({ link, bytes }) => link.startEncryption(bytes.subarray(12, 28), bytes.subarray(2, 12)),
  (request) => (isCentral(request) && !request.link.awaitsKey ? STATUS.success : STATUS.commandDisallowed),
);

/** 7.8.25, 7.8.26 */
const keyReply = (parameters: number, keyOf: (bytes: Buffer) => Buffer | undefined): Command =>
  aboutLink(parameters, (request) => {
    const { link, bytes } = request;
    if (isCentral(request) || !link.awaitsKey) return { status: STATUS.commandDisallowed };
    return { status: STATUS.success, after: () => link.offerKey(keyOf(bytes)) };
  });

const readRssi: Command = aboutLink(
  2,
  ({ controller, link }) => ({
    status: STATUS.success,
    result: Buffer.from([controller.air.strength(link) & 0xff]),
  }),
  NO_RSSI,
);

function isCentral({ controller, link }: LinkRequest): boolean {
  return link.central.controller === controller;
}

export const CONNECTION_COMMANDS: readonly (readonly [number, Command])[] = [
  [OPCODE.disconnect, disconnect],
  [OPCODE.readRemoteVersion, onLink(2, ({ controller, link }) => link.ask(controller, 'version'))],
  [OPCODE.readRssi, readRssi],
  [OPCODE.leCreateConnection, createConnection],
  [OPCODE.leCreateConnectionCancel, cancelConnection],
  [OPCODE.leConnectionUpdate, updateConnection],
  [OPCODE.leReadRemoteFeatures, onLink(2, ({ controller, link }) => link.ask(controller, 'features'))],
  [OPCODE.leStartEncryption, startEncryption],
  [OPCODE.leLongTermKeyReply, keyReply(18, (bytes) => bytes.subarray(2, 18))],
  [OPCODE.leLongTermKeyNegativeReply, keyReply(2, () => undefined)],
];
