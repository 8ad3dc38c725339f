import type { FaultyStream, LinkCutter } from '../core/faults.js';
import type { SimLink } from '../core/gatt.js';
import type { BlenoHci } from './bleno-host.js';

/** Packets that may wait inside bleno; enough to keep the radio busy, few enough to stop at once. */
const MOST_WAITING = 8;

/** A value that was told: handed to the link, or taken by a fault on its way there. */
export interface Told {
  readonly uuid: string;
  readonly value: Uint8Array;
}

export interface LinkOptions {
  readonly stream: FaultyStream;
  readonly cutter: LinkCutter;
  /** Characteristics whose notifications carry data. */
  readonly carriesData: (uuid: string) => boolean;
  /** The link is to die. */
  readonly onCut: () => void;
  readonly onTold: ((told: Told) => void) | undefined;
}

interface Listener {
  readonly room: number;
  readonly notify: (value: Buffer) => void;
}

interface Sending {
  readonly values: Iterator<Uint8Array>;
  readonly done: (() => void) | undefined;
}

/**
 * The way to the central. bleno queues notifications without bound, so what is sent in bulk goes out only as its queue
 * has room. Every notification passes the faults here and nowhere else.
 */
export class GattLink implements SimLink {
  private hci: BlenoHci | undefined;
  private readonly listeners = new Map<string, Listener>();
  private readonly sending = new Map<string, Sending>();
  private pumping = false;
  private dead = true;
  private count = { values: 0, bytes: 0 };

  constructor(private readonly options: LinkOptions) {}

  get connected(): boolean {
    return !this.dead;
  }

  /** Values handed to the link, and their bytes. */
  get counts(): { readonly values: number; readonly bytes: number } {
    return this.count;
  }

  /** The wearable has a radio, until it is told of another. */
  attach(hci: BlenoHci): void {
    this.hci = hci;
    const push = hci.pushAclOutQueue.bind(hci);
    hci.pushAclOutQueue = () => {
      push();
      this.pump();
    };
  }

  opened(): void {
    this.forget();
    this.dead = false;
    this.options.cutter.connected();
  }

  closed(): void {
    this.dead = true;
    this.forget();
  }

  subscribe(uuid: string, listener: Listener): void {
    this.listeners.set(uuid, listener);
  }

  unsubscribe(uuid: string): void {
    this.listeners.delete(uuid);
    this.sending.delete(uuid);
  }

  room(uuid: string): number | undefined {
    return this.listeners.get(uuid)?.room;
  }

  busy(uuid: string): boolean {
    return this.sending.has(uuid);
  }

  notify(uuid: string, value: Uint8Array): void {
    const values = this.options.carriesData(uuid) && this.ready(uuid) ? this.options.stream.pass(uuid, value) : [value];
    for (const one of values) this.tell(uuid, one);
  }

  send(uuid: string, values: Iterator<Uint8Array>, done?: () => void): void {
    if (!this.ready(uuid)) return;
    this.sending.set(uuid, { values, done });
    this.pump();
  }

  stop(uuid: string): void {
    this.sending.delete(uuid);
    this.options.stream.flush(uuid);
  }

  /** Sending calls back here. */
  private pump(): void {
    if (this.pumping) return;
    this.pumping = true;
    for (let [next] = this.sending; next && this.hasRoom(); [next] = this.sending) this.sendOne(...next);
    this.pumping = false;
  }

  private sendOne(uuid: string, job: Sending): void {
    const { value, done: last } = job.values.next();
    if (!last) {
      this.notify(uuid, value);
      return;
    }
    this.sending.delete(uuid);
    for (const behind of this.options.stream.flush(uuid)) this.tell(uuid, behind);
    job.done?.();
  }

  private tell(uuid: string, value: Uint8Array): void {
    const listener = this.listeners.get(uuid);
    if (!listener || !this.ready(uuid)) return;
    if (this.options.cutter.cuts(value.length)) {
      this.closed();
      this.options.onCut();
      return;
    }
    this.count = { values: this.count.values + 1, bytes: this.count.bytes + value.length };
    this.options.onTold?.({ uuid, value });
    listener.notify(Buffer.from(value));
  }

  /** Without a link nothing may be queued: bleno would count the packet to a handle that is gone. */
  private ready(uuid: string): boolean {
    return !this.dead && this.hci !== undefined && this.hci._mainHandle !== null && this.listeners.has(uuid);
  }

  private hasRoom(): boolean {
    const { hci } = this;
    return !this.dead && hci !== undefined && hci._mainHandle !== null && hci._aclOutQueue.length < MOST_WAITING;
  }

  private forget(): void {
    this.listeners.clear();
    this.sending.clear();
    this.options.stream.clear();
  }
}
