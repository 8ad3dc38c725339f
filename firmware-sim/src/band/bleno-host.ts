import { createRequire } from 'node:module';
import HciSocket from '@fit4work/hci-seam';

const load = createRequire(import.meta.url);

/** What is used of bleno, its internals included: bleno's own types stop at its surface. */
export interface BlenoHci {
  /** Packets that wait for a free controller buffer. */
  readonly _aclOutQueue: readonly unknown[];
  /** The handle of the only link, or null. */
  readonly _mainHandle: number | null;
  readonly _socket: HciSocket.HciSocketApi;
  pollIsDevUp(): void;
  initDev(): void;
  pushAclOutQueue(): void;
}

export interface BlenoCharacteristicOptions {
  readonly uuid: string;
  readonly properties: readonly string[];
  readonly onReadRequest?: (offset: number, done: (result: number, data: Buffer) => void) => void;
  readonly onWriteRequest?: (data: Buffer, offset: number, noResponse: boolean, done: (result: number) => void) => void;
  readonly onSubscribe?: (maxValueSize: number, notify: (data: Buffer) => void) => void;
  readonly onUnsubscribe?: () => void;
}

export interface Bleno {
  readonly _bindings: { readonly _hci: BlenoHci };
  readonly PrimaryService: new (options: { uuid: string; characteristics: readonly object[] }) => object;
  readonly Characteristic: new (options: BlenoCharacteristicOptions) => object;
  on(
    event: 'stateChange' | 'accept' | 'disconnect' | 'advertisingStartError',
    listener: (value: unknown) => void,
  ): void;
  startAdvertising(name: string, serviceUuids: readonly string[]): void;
  setServices(services: readonly object[]): void;
}

/**
 * A bleno of its own, on a radio of its own. Its timer is replaced (the radio is up from the bind on), and its SIGINT
 * and exit handlers are taken off again: one of them would end the process at the first signal, with all the other
 * bands in it.
 */
export function startBleno(target: HciSocket.HciTarget, onState: (bleno: Bleno, state: string) => void): Bleno {
  const socketClass = HciSocket.createSeam(target);
  const bleno = HciSocket.loadHostWith(
    load,
    { package: '@abandonware/bleno', entry: 'index.js' },
    socketClass,
  ) as Bleno;
  const hci = bleno._bindings._hci;
  hci.pollIsDevUp = () => hci.initDev();
  const before = { SIGINT: process.listeners('SIGINT'), exit: process.listeners('exit') };
  bleno.on('stateChange', (state) => onState(bleno, String(state)));
  for (const added of process.listeners('SIGINT')) {
    if (!before.SIGINT.includes(added)) process.removeListener('SIGINT', added);
  }
  for (const added of process.listeners('exit')) {
    if (!before.exit.includes(added)) process.removeListener('exit', added);
  }
  return bleno;
}
