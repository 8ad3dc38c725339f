import errnoOf = require('./errno');
import SeamError = require('./error');

import type { KernelSocket, KernelSocketClass } from './kernel-socket';
import type { Machine } from './machine';

const MODULE = '@abandonware/bluetooth-hci-socket';
const REMEDY = 'plug in a Bluetooth adapter, or set FIT4WORK_HCI=tcp:HOST:PORT to use a virtual radio';

const BIND_FAULTS: Readonly<Record<string, string>> = {
  EPERM: 'This process may not use the Bluetooth adapter; give it CAP_NET_RAW.',
  EACCES: 'This process may not use the Bluetooth adapter; give it CAP_NET_RAW.',
  ENODEV: 'This machine has no such Bluetooth adapter; plug one in, or correct NOBLE_HCI_DEVICE_ID.',
  EBUSY: 'Another process has the Bluetooth adapter for itself; end it.',
};

/** The genuine module is native and optional: it is loaded only when a kernel socket is asked for. */
namespace kernel {
  /** @throws SeamError `no-bluetooth` */
  export function open(machine: Machine): KernelSocket {
    const Genuine = load(machine);
    try {
      return new Genuine();
    } catch (cause) {
      throw new SeamError('no-bluetooth', `The kernel of this machine offers no Bluetooth; ${REMEDY}.`, cause);
    }
  }

  /** What is told of a bind that the kernel refused. */
  export function bindFault(cause: unknown): SeamError {
    const sentence = BIND_FAULTS[errnoOf(cause)];
    return new SeamError(
      'no-bluetooth',
      sentence ?? 'The Bluetooth adapter cannot be opened; check that it is there and permitted.',
      cause,
    );
  }

  /** Absent as a package, which is something else than one that is there and was not built for this Node. */
  export function isMissing(cause: unknown): boolean {
    return errnoOf(cause) === 'MODULE_NOT_FOUND' && String(cause).includes(`'${MODULE}'`);
  }
}

function load(machine: Machine): KernelSocketClass {
  try {
    return machine.kernelSocket();
  } catch (cause) {
    const state = kernel.isMissing(cause) ? 'is not installed' : 'was not built for this version of Node';
    throw new SeamError('no-bluetooth', `${MODULE} ${state}; install anew with a compiler at hand.`, cause);
  }
}

export = kernel;
