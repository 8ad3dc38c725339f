import Conversation = require('./conversation');
import errnoOf = require('./errno');

import type { Finding } from './finding';

import finding = require('./finding-words');
import kernel = require('./kernel');

import type { KernelSocket, KernelSocketClass } from './kernel-socket';
import type { Machine } from './machine';

import obstacles = require('./obstacles');

/** Only Command Complete, of any command (`struct hci_filter` of the kernel: types, events, opcode). */
const FILTER = Buffer.from('100000000040000000000000' + '0000', 'hex');

/**
 * Goes the way that a host goes to the kernel's adapter, and stops where it ends. The adapter is only read from: a reset
 * would take it from everybody who uses it. The native module has no call that closes its socket; it is closed when the
 * object is collected, and keeps no process alive.
 */
async function diagnoseKernel(machine: Machine, answerMs: number): Promise<Finding[]> {
  if (machine.platform !== 'linux') return [finding('not-linux')];
  const found = [finding('linux')];
  const Genuine = load(machine, found);
  const socket = Genuine && open(Genuine, machine, found);
  if (!socket) return found;
  try {
    found.push(...obstacles(machine));
    // What can be mended at once is told at once; to go on would only say the same in other words.
    if (!found.some(({ state }) => state === 'bad')) found.push(...(await probe(socket, machine, answerMs)));
    return found;
  } finally {
    socket.stop();
    socket.removeAllListeners();
  }
}

function load(machine: Machine, found: Finding[]): KernelSocketClass | undefined {
  try {
    const Genuine = machine.kernelSocket();
    found.push(finding('module-loaded'));
    return Genuine;
  } catch (cause) {
    found.push(finding(kernel.isMissing(cause) ? 'module-missing' : 'module-unloadable'));
    return undefined;
  }
}

function open(Genuine: KernelSocketClass, machine: Machine, found: Finding[]): KernelSocket | undefined {
  try {
    const socket = new Genuine();
    found.push(finding('kernel-support'));
    return socket;
  } catch (cause) {
    found.push(socketFault(errnoOf(cause), obstacles.adapters(machine).length > 0));
    return undefined;
  }
}

/** Bluetooth sockets exist in the first network namespace only, and a sandbox may forbid the whole family. */
function socketFault(errno: string, hasAdapter: boolean): Finding {
  if (errno === 'EPERM' || errno === 'EACCES') return finding('kept-from-process', { errno });
  if (errno !== 'EAFNOSUPPORT' && errno !== 'EPROTONOSUPPORT') return finding('adapter-fault', { errno });
  return finding(hasAdapter ? 'kept-from-process' : 'no-kernel-support', { errno });
}

async function probe(socket: KernelSocket, machine: Machine, answerMs: number): Promise<Finding[]> {
  let refusal: unknown;
  const conversation = new Conversation((packet) => socket.write(packet), answerMs);
  socket.on('data', (packet: Buffer) => conversation.take(packet));
  socket.on('error', (error: unknown) => {
    refusal ??= error;
    conversation.end();
  });
  let device = '';
  try {
    device = `hci${socket.bindRaw(obstacles.chosenAdapter(machine))}`;
    if (!socket.isDevUp()) return [finding('adapter-down', { device })];
    socket.setFilter(FILTER);
    socket.start();
  } catch (cause) {
    return [adapterFault(cause, device)];
  }
  // Without CAP_NET_RAW the kernel lets a process bind, and refuses only a Low Energy command such as this.
  const bufferSize = await conversation.ask(Conversation.LE_READ_BUFFER_SIZE);
  if (refusal !== undefined) return [adapterFault(refusal, device)];
  const up = finding('adapter-up', { device });
  if (bufferSize === undefined) return [up, finding('adapter-silent', { device })];
  return [up, await Conversation.identify(conversation, bufferSize, { device })];
}

function adapterFault(cause: unknown, device: string): Finding {
  const errno = errnoOf(cause);
  if (errno === 'EPERM' || errno === 'EACCES') return finding('not-permitted', { errno });
  if (errno === 'EBUSY') return finding('adapter-busy', { errno });
  if (errno === 'ENODEV') return finding('no-adapter', { errno });
  if (errno === 'ERFKILL') return finding('soft-blocked', { errno });
  if (errno === 'ENETDOWN') return finding('adapter-down', { device, errno });
  return finding('adapter-fault', { errno });
}

export = diagnoseKernel;
