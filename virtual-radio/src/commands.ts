import { randomBytes } from 'node:crypto';
import { answer, type Command, order } from './command.js';
import { CONNECTION_COMMANDS } from './commands-connection.js';
import { DISCOVERY_COMMANDS } from './commands-discovery.js';
import { LE_FEATURES, VERSION } from './events.js';
import { ACL_BUFFERS, ACL_LENGTH, addressBytes, addressText, OPCODE, STATUS } from './hci.js';

const reset: Command = order(0, (controller) => {
  controller.reset();
  return STATUS.success;
});

const setEventMask: Command = order(8, (controller, bytes) => {
  controller.eventMask = Buffer.from(bytes);
  return STATUS.success;
});

const setLeEventMask: Command = order(8, (controller, bytes) => {
  controller.leEventMask = Buffer.from(bytes);
  return STATUS.success;
});

/** The second byte, once simultaneous LE and BR/EDR, is ignored (7.3.79). */
const writeLeHostSupported: Command = order(2, (controller, bytes) => {
  const value = bytes.readUInt8(0);
  if (value > 1) return STATUS.invalidParameters;
  controller.leHostSupported = value;
  return STATUS.success;
});

/** Two controllers of one air never share an address, and a link keeps the address that it was made with. */
const setAddress: Command = order(6, (controller, bytes) => {
  const address = addressText(bytes);
  if (address === controller.address) return STATUS.success;
  if (controller.links.size > 0 || controller.air.isTaken(address)) return STATUS.commandDisallowed;
  controller.address = address;
  return STATUS.success;
});

function bufferSize(): Uint8Array {
  const size = Buffer.alloc(7);
  size.writeUInt16LE(ACL_LENGTH, 0);
  size.writeUInt16LE(ACL_BUFFERS, 3);
  return size;
}

/** BR/EDR Not Supported and LE Supported (Controller) (Vol 2, Part C, 3.3). */
const LOCAL_FEATURES = Buffer.from([0, 0, 0, 0, 0x60, 0, 0, 0]);
/** Every combination of states without extensions (7.8.27). */
const STATES = Buffer.from('ffffffffff030000', 'hex');
const POWER_DBM = Buffer.from([0]);

/** Octet and bit of each command in the Supported Commands bitmap (Vol 4, Part E, 6.27). */
const SUPPORTED: readonly (readonly [octet: number, bits: readonly number[]])[] = [
  [0, [5]],
  [2, [7]],
  [5, [6, 7]],
  [14, [3, 5, 7]],
  [15, [1, 5]],
  [24, [5, 6]],
  [25, [0, 1, 2, 4, 5, 6, 7]],
  [26, [0, 1, 2, 3, 4, 5]],
  [27, [2, 5, 7]],
  [28, [0, 1, 2, 3]],
];

function supportedCommands(): Uint8Array {
  const bitmap = new Uint8Array(64);
  for (const [octet, bits] of SUPPORTED) bitmap[octet] = bits.reduce((sum, bit) => sum | (1 << bit), 0);
  return bitmap;
}

/** What a controller understands. Anything not listed is answered with status 0x01. */
export const COMMANDS: ReadonlyMap<number, Command> = new Map<number, Command>([
  [OPCODE.reset, reset],
  [OPCODE.setEventMask, setEventMask],
  [OPCODE.leSetEventMask, setLeEventMask],
  [OPCODE.readLeHostSupported, answer((controller) => Buffer.from([controller.leHostSupported, 0]))],
  [OPCODE.writeLeHostSupported, writeLeHostSupported],
  [OPCODE.readLocalVersion, answer(() => VERSION)],
  [OPCODE.readSupportedCommands, answer(supportedCommands)],
  [OPCODE.readLocalFeatures, answer(() => LOCAL_FEATURES)],
  [OPCODE.readBufferSize, answer(bufferSize)],
  [OPCODE.readBdAddr, answer((controller) => addressBytes(controller.address))],
  [OPCODE.leReadBufferSize, answer(() => Buffer.from([ACL_LENGTH, 0, ACL_BUFFERS]))],
  [OPCODE.leReadLocalFeatures, answer(() => LE_FEATURES)],
  [OPCODE.leReadAdvertisingPower, answer(() => POWER_DBM)],
  [OPCODE.leReadSupportedStates, answer(() => STATES)],
  // What a host draws here goes into its keys and nonces: a seed of the air must not make them known.
  [OPCODE.leRand, answer(() => randomBytes(8))],
  [OPCODE.vendorSetAddress, setAddress],
  ...DISCOVERY_COMMANDS,
  ...CONNECTION_COMMANDS,
]);
