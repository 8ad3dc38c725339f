import { createRequire } from 'node:module';
import type HciSocket from '@fit4work/hci-seam';

/** What is used of noble here. */
export interface RawCharacteristic {
  readonly uuid: string;
  readAsync(): Promise<Buffer>;
  writeAsync(data: Buffer, withoutResponse: boolean): Promise<void>;
  subscribeAsync(): Promise<void>;
  on(event: 'data', listener: (data: Buffer) => void): void;
}

export interface RawPeripheral {
  readonly address: string;
  readonly advertisement: { readonly localName?: string; readonly serviceUuids: readonly string[] };
  connectAsync(): Promise<void>;
  disconnectAsync(): Promise<void>;
  once(event: 'disconnect', listener: () => void): void;
  discoverAllServicesAndCharacteristicsAsync(): Promise<{ characteristics: RawCharacteristic[] }>;
}

interface Noble {
  on(event: 'stateChange', listener: (state: string) => void): void;
  on(event: 'discover', listener: (peripheral: RawPeripheral) => void): void;
  removeListener(event: 'discover', listener: (peripheral: RawPeripheral) => void): void;
  startScanning(services: string[], duplicates: boolean): void;
  stopScanning(): void;
}
interface Bindings {
  _hci: { _socket: HciSocket.HciSocketApi; pollIsDevUp(): void };
}

/** As the agent would load it: noble is the agent's dependency, not that of the tests. */
const load = createRequire(import.meta.resolve('@fit4work/edge-agent'));
const seam = load('@fit4work/hci-seam') as typeof HciSocket;

const HANDLED = ['SIGINT', 'exit'] as unknown as readonly ['SIGINT'];

/** A central that is noble and nothing else: whatever a wearable says, it hears. */
export class RawCentral {
  private readonly noble: Noble;
  private readonly bindings: Bindings;
  private readonly ready: Promise<void>;

  constructor(target: HciSocket.HciTarget) {
    const before = HANDLED.map((name) => process.listeners(name));
    const module = { package: '@abandonware/noble', entry: 'lib/hci-socket/bindings.js' };
    const Constructor = seam.loadHostWith(load, module, seam.createSeam(target)) as new (options: object) => Bindings;
    this.bindings = new Constructor({});
    this.noble = (load('@abandonware/noble/with-bindings.js') as (bindings: Bindings) => Noble)(this.bindings);
    this.ready = new Promise((resolve) => {
      this.noble.on('stateChange', (state) => {
        if (state === 'poweredOn') resolve();
      });
    });
    // Noble would end the process of the tests at a signal. It begins, and listens for one, in the next tick.
    process.nextTick(() => {
      for (const [at, name] of HANDLED.entries()) {
        for (const added of process.listeners(name)) {
          if (!before[at]?.includes(added)) process.removeListener(name, added);
        }
      }
    });
  }

  /** The first wearable that is heard, of this address if one is named. */
  async find(address?: string): Promise<RawPeripheral> {
    await this.ready;
    const found = await new Promise<RawPeripheral>((resolve) => {
      const heard = (peripheral: RawPeripheral): void => {
        if (address !== undefined && peripheral.address !== address) return;
        this.noble.removeListener('discover', heard);
        resolve(peripheral);
      };
      this.noble.on('discover', heard);
      this.noble.startScanning([], true);
    });
    this.noble.stopScanning();
    return found;
  }

  async connect(address?: string): Promise<RawLink> {
    const peripheral = await this.find(address);
    await peripheral.connectAsync();
    const { characteristics } = await peripheral.discoverAllServicesAndCharacteristicsAsync();
    return new RawLink(peripheral, characteristics);
  }

  close(): void {
    this.bindings._hci.pollIsDevUp = () => undefined;
    this.bindings._hci._socket.stop();
  }
}

export class RawLink {
  /** Settles when the link ends, whoever ends it. */
  readonly lost: Promise<void>;
  private readonly waiting: (() => void)[] = [];

  constructor(
    readonly peripheral: RawPeripheral,
    readonly characteristics: readonly RawCharacteristic[],
  ) {
    this.lost = new Promise((resolve) => peripheral.once('disconnect', resolve));
  }

  of(uuid: string): RawCharacteristic {
    const found = this.characteristics.find((one) => one.uuid === uuid);
    if (!found) throw new Error(`no characteristic ${uuid}`);
    return found;
  }

  async read(uuid: string): Promise<number[]> {
    return [...(await this.of(uuid).readAsync())];
  }

  write(uuid: string, ...bytes: readonly number[]): Promise<void> {
    return this.of(uuid).writeAsync(Buffer.from(bytes), false);
  }

  /** What is notified from now on, growing. */
  async listen(uuid: string): Promise<Buffer[]> {
    const heard: Buffer[] = [];
    this.of(uuid).on('data', (data) => {
      heard.push(data);
      for (const wake of this.waiting.splice(0)) wake();
    });
    await this.of(uuid).subscribeAsync();
    return heard;
  }

  /** Waits until something that was heard makes this true. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}
