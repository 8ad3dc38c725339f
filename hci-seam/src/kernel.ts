import type { EventEmitter } from 'node:events';

import SeamError = require('./error');

/** What the genuine module offers, as far as it is used. */
interface KernelSocket extends EventEmitter {
  bindRaw(device?: number): number;
  bindUser(device?: number): number;
  bindControl(): number;
  isDevUp(): boolean;
  setFilter(filter: Buffer): void;
  start(): void;
  stop(): void;
  write(packet: Buffer): void;
}

const REMEDY = 'plug in a Bluetooth adapter, or set FIT4WORK_HCI=tcp:HOST:PORT to use a virtual radio';

/** The genuine module is native and optional: it is loaded only when a kernel socket is asked for. */
function openKernelSocket(): KernelSocket {
  const Genuine = loadGenuine();
  try {
    return new Genuine();
  } catch (cause) {
    throw new SeamError('no-bluetooth', `The kernel of this machine offers no Bluetooth; ${REMEDY}.`, cause);
  }
}

function loadGenuine(): new () => KernelSocket {
  try {
    return require('@abandonware/bluetooth-hci-socket') as new () => KernelSocket;
  } catch (cause) {
    throw new SeamError('no-bluetooth', `@abandonware/bluetooth-hci-socket is not installed; ${REMEDY}.`, cause);
  }
}

export = openKernelSocket;
