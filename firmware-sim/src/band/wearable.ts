import { createCipheriv, randomBytes } from 'node:crypto';
import type HciSocket from '@fit4work/hci-seam';
import { Air, inProcessTransport } from '@fit4work/virtual-radio';
import { offsetMinutes } from '../core/brussels-time.js';
import { Device } from '../core/device.js';
import type { FamilyName } from '../core/family-name.js';
import { type Fault, FaultyStream, LinkCutter, type StreamCounts } from '../core/faults.js';
import type { SimServer } from '../core/gatt.js';
import type { MinuteSource } from '../core/minute.js';
import type { ClockSetting } from '../core/wearable-clock.js';
import { FAMILIES } from '../families/families.js';
import { memoryOfDays, type SimFamily, type Variant } from '../families/family.js';
import { type Bleno, startBleno } from './bleno-host.js';
import { servicesOf } from './gatt-server.js';
import { GattLink, type Told } from './link.js';
import { type Oracle, oracleOf } from './oracle.js';

const TICK_MS = 1000;
const USUAL_PERCENT = 80;

export type SimEvent = 'advertising' | 'connected' | 'disconnected' | 'cut' | 'restarted' | 'off' | 'on';

export interface SimOptions extends Variant {
  readonly family: FamilyName;
  /** Lower case with colons. */
  readonly address: string;
  readonly source: MinuteSource;
  /**
   * Unix seconds of the world. By default it starts at the end of the source (now, for a source without end) and goes on
   * as real time does.
   */
  readonly clock?: () => number;
  /** How its own clock stands to the world's; by default it is right, in the zone of Brussels at the start. */
  readonly setting?: Partial<ClockSetting>;
  /** Days that it keeps, in the place of what its family keeps. */
  readonly memoryDays?: number;
  /** Percent at the start. */
  readonly battery?: number;
  readonly faults?: readonly Fault[];
  /** Decides where faults strike, and where a console cuts its text. */
  readonly seed?: number;
  /** By default it ticks once a second of real time; without, `tick` is called by whoever moves the clock. */
  readonly ownTimer?: boolean;
  readonly onEvent?: (event: SimEvent) => void;
  /** Every value as it is handed to the link. */
  readonly onTold?: (told: Told) => void;
}

export interface SimWearable {
  readonly address: string;
  readonly family: FamilyName;
  /** The clock has moved: it lives up to now, meets the faults that were due, and tells what there is to tell. */
  tick(): void;
  /** Restarts it now, as a fault of its plan would. */
  reboot(): void;
  close(): void;
  readonly oracle: Oracle;
  readonly counts: StreamCounts & { readonly values: number; readonly bytes: number };
}

/**
 * A simulated wearable on bleno's GATT server. In the air its controller is made and takes the wearable's address; a
 * controller elsewhere has one already, and the wearable is told which.
 */
export function startWearable(radio: Air | HciSocket.HciTarget, options: SimOptions): SimWearable {
  return new Wearable(radio, options);
}

class Wearable implements SimWearable {
  readonly address: string;
  readonly family: FamilyName;
  readonly oracle: Oracle;
  private readonly device: Device;
  private readonly server: SimServer;
  private readonly link: GattLink;
  private readonly stream: FaultyStream;
  /** Characteristics whose notifications carry data. */
  private readonly data = new Set<string>();
  private readonly timer: NodeJS.Timeout | undefined;
  private radio: Bleno | undefined;
  private ended = false;

  constructor(
    private readonly target: Air | HciSocket.HciTarget,
    private readonly options: SimOptions,
  ) {
    const { address, family: name, faults = [], seed = seedOf(options.address) } = options;
    const family = FAMILIES[name];
    this.address = address;
    this.family = name;
    this.stream = new FaultyStream(faults, seed);
    this.link = new GattLink({
      stream: this.stream,
      cutter: new LinkCutter(faults),
      carriesData: (uuid) => this.data.has(uuid),
      onCut: () => this.restartRadio('cut'),
      onTold: options.onTold,
    });
    this.device = new Device(deviceOptions(family, options), {
      off: () => this.switchOff('off'),
      on: () => this.comeBack('on'),
      restarted: () => this.comeBack('restarted'),
    });
    this.server = family.build({
      device: this.device,
      link: this.link,
      variant: options,
      seed,
      encrypt: aesBlock,
      randomBytes: (count) => randomBytes(count),
    });
    this.oracle = oracleOf(this.device, options);
    for (const { characteristics } of this.server.services) {
      for (const { uuid, data } of characteristics) if (data) this.data.add(uuid);
    }
    this.startRadio();
    if (options.ownTimer ?? true) this.timer = setInterval(() => this.tick(), TICK_MS).unref();
  }

  get counts(): SimWearable['counts'] {
    return { ...this.stream.counts, ...this.link.counts };
  }

  tick(): void {
    if (this.ended) return;
    this.live();
    if (this.device.running) this.server.tick();
  }

  reboot(): void {
    this.device.reboot();
  }

  close(): void {
    this.ended = true;
    clearInterval(this.timer);
    this.stopRadio();
  }

  private live(): void {
    this.device.sensing = this.server.sensing;
    this.device.linked = this.link.connected;
    this.device.live();
  }

  private comeBack(event: SimEvent): void {
    this.server.restarted();
    this.restartRadio(event);
  }

  private switchOff(event: SimEvent): void {
    this.disconnected();
    this.options.onEvent?.(event);
    // Not from within a callback of the host that is to be stopped.
    setImmediate(() => {
      if (!this.device.running) this.stopRadio();
    });
  }

  /** Its peer loses the link as by a supervision timeout; then it is found again. */
  private restartRadio(event: SimEvent): void {
    this.disconnected();
    this.options.onEvent?.(event);
    setImmediate(() => {
      this.stopRadio();
      if (this.device.running) this.startRadio();
    });
  }

  private startRadio(): void {
    if (this.ended) return;
    const { target } = this;
    const own = target instanceof Air ? inProcessTransport(target, this.address) : target;
    const bleno = startBleno(own, (host, state) => {
      if (state !== 'poweredOn' || host !== this.radio) return;
      host.setServices(servicesOf(host, this.server, { link: this.link, live: () => this.live() }));
      host.startAdvertising(this.server.name, this.server.advertised);
      this.options.onEvent?.('advertising');
    });
    this.radio = bleno;
    this.link.attach(bleno._bindings._hci);
    bleno.on('accept', () => {
      if (bleno !== this.radio) return;
      this.live();
      this.link.opened();
      this.server.connected();
      this.options.onEvent?.('connected');
    });
    bleno.on('disconnect', () => {
      if (bleno === this.radio) this.disconnected();
    });
  }

  private disconnected(): void {
    const was = this.link.connected;
    this.link.closed();
    this.server.disconnected();
    if (was) this.options.onEvent?.('disconnected');
  }

  private stopRadio(): void {
    const { radio } = this;
    this.radio = undefined;
    this.link.closed();
    radio?._bindings._hci._socket.stop();
  }
}

function deviceOptions(family: SimFamily, options: SimOptions): ConstructorParameters<typeof Device>[0] {
  const { source, faults = [], memoryDays, setting, battery = USUAL_PERCENT } = options;
  const world = options.clock ?? fromTheEndOf(source);
  const limits = family.limits(options);
  return {
    source,
    world,
    limits: memoryDays === undefined ? limits : memoryOfDays(memoryDays, limits.page),
    clock: { zoneMinutes: offsetMinutes(world()), ...setting },
    battery: family.battery,
    percent: battery,
    faults,
    unsaved: family.unsaved,
    ...(family.beforeClockChange ? { beforeClockChange: family.beforeClockChange } : {}),
  };
}

/** Time goes on where the source ends: nothing more is measured. */
function fromTheEndOf(source: MinuteSource): () => number {
  const started = performance.now();
  const end = source.end();
  const from = Number.isFinite(end) ? end : Date.now() / 1000;
  return () => from + (performance.now() - started) / 1000;
}

function seedOf(address: string): number {
  return Number.parseInt(address.replaceAll(':', '').slice(-8), 16);
}

function aesBlock(key: Uint8Array, block: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}
