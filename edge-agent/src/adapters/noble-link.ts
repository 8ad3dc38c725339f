import type { RawLink } from '../central-port.js';
import { isSoundPdu } from '../core/pdu-guard.js';
import { canonicalUuid } from '../core/uuid.js';
import type { GattLink } from '../gatt/gatt-link.js';
import { Lifeline } from '../gatt/lifeline.js';
import { WearableError } from '../wearable-error.js';
import { type Attempt, connect } from './noble-connect.js';
import type { NobleHost } from './noble-host.js';
import type { NobleCharacteristic, NoblePeripheral, NobleService } from './noble-internals.js';

/**
 * noble asks for 256 and then believes any answer; more than it asked for, or less than the minimum, breaks its
 * arithmetic.
 */
const MTU = { least: 23, most: 256 } as const;
/** Opcode and handle of a write (Vol 3, Part F, 3.4.5.1). */
const ATT_HEADER = 3;

interface LinkOptions extends Attempt {
  readonly stepMs: number;
}

export class NobleLink implements GattLink, RawLink {
  readonly lifeline = new Lifeline();
  private readonly characteristics = new Map<string, NobleCharacteristic>();

  private constructor(
    private readonly host: NobleHost,
    private readonly peripheral: NoblePeripheral,
    private readonly stepMs: number,
  ) {}

  /** @throws WearableError; no link is left then */
  static async open(host: NobleHost, peripheral: NoblePeripheral, options: LinkOptions): Promise<NobleLink> {
    const link = new NobleLink(host, peripheral, options.stepMs);
    await connect(host, peripheral, { ...options, up: () => link.connected() });
    return link;
  }

  async discover(): Promise<GattLink> {
    try {
      const services = await this.step<NobleService>((done) => this.peripheral.discoverServices([], done));
      for (const service of services) {
        const found = await this.step<NobleCharacteristic>((done) => service.discoverCharacteristics([], done));
        for (const characteristic of found)
          this.characteristics.set(canonicalUuid(characteristic.uuid), characteristic);
      }
      return this;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  get writeLength(): number {
    return (this.peripheral.mtu ?? MTU.least) - ATT_HEADER;
  }

  has(uuid: string): boolean {
    return this.characteristics.has(uuid);
  }

  /** noble settles a read that the peer answers with an error as one of no bytes; no value that is read here is empty. */
  async read(uuid: string): Promise<Uint8Array> {
    const characteristic = this.characteristic(uuid);
    const value = await this.lifeline.bounded<Buffer>('Reading', this.stepMs, (done) =>
      characteristic.read((_error, data) => done(data)),
    );
    if (value.length === 0) throw new WearableError('refused', 'The wearable refused to give a value.');
    // A copy: the value is a view on a buffer of the socket.
    return Uint8Array.from(value);
  }

  async subscribe(uuid: string, listener: (value: Uint8Array) => void): Promise<void> {
    const characteristic = this.characteristic(uuid);
    characteristic.removeAllListeners('data');
    // noble emits what was read as data too: the one who read it has it already.
    characteristic.on('data', (value: Buffer, notified: boolean) => {
      if (notified) listener(value);
    });
    await this.lifeline.bounded<void>('Subscribing', this.stepMs, (done) => characteristic.subscribe(done));
  }

  /** noble never settles a write that the peer answers with an error: the deadline does. */
  async write(uuid: string, value: Uint8Array): Promise<void> {
    const characteristic = this.characteristic(uuid);
    const withoutResponse = !characteristic.properties.includes('write');
    await this.lifeline.bounded<void>('Writing', this.stepMs, (done) =>
      characteristic.write(Buffer.from(value), withoutResponse, done),
    );
  }

  async close(): Promise<void> {
    if (this.lifeline.ended) return;
    const gone = this.lifeline.bounded<void>('Disconnecting', this.stepMs, (done) => {
      this.peripheral.once('disconnect', () => done());
      this.peripheral.disconnect();
    });
    // noble would believe itself connected for ever if the radio never confirmed: then the radio begins anew.
    await gone.catch((cause: WearableError) => {
      if (cause.code === 'timeout') this.host.lose(new WearableError('no-radio', 'The radio hangs.', cause));
    });
    this.lifeline.end(new WearableError('closed', 'The wearable is closed.'));
  }

  /** Runs within noble's connect event, before any byte of the peer is looked at. */
  private connected(): void {
    const { host, peripheral } = this;
    const handle = host.bindings._handles[peripheral.id];
    const stream = handle === undefined ? undefined : host.bindings._aclStreams[handle];
    const gatt = handle === undefined ? undefined : host.bindings._gatts[handle];
    if (stream) {
      const push = stream.push.bind(stream);
      stream.push = (channel, data) => {
        if (channel === null || data === null || isSoundPdu(channel, data)) push(channel, data);
      };
    }
    gatt?.on('mtu', () => {
      gatt._mtu = Math.min(MTU.most, Math.max(MTU.least, gatt._mtu));
      peripheral.mtu = gatt._mtu;
    });
    const forget = host.lifeline.onEnd((error) => this.lifeline.end(error));
    this.lifeline.onEnd(forget);
    peripheral.once('disconnect', () => {
      this.lifeline.end(new WearableError('link-lost', 'The link to the wearable is lost.'));
    });
  }

  private step<T>(act: (done: (error: unknown, found: readonly T[]) => void) => void): Promise<readonly T[]> {
    return this.lifeline.bounded('Discovering', this.stepMs, (done) => act((_, found) => done(found)));
  }

  private characteristic(uuid: string): NobleCharacteristic {
    const found = this.characteristics.get(uuid);
    if (!found) throw new WearableError('not-a-band', 'The device lacks a characteristic of its kind.');
    return found;
  }
}
