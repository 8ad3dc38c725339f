import { AdvertisingEvents } from './advertising-events.js';
import { Controller } from './controller.js';
import type { ControllerState, HostSink, Medium } from './controller-state.js';
import { RadioError } from './error.js';
import { connectionComplete, disconnectionComplete, noConnection } from './events.js';
import { STATUS } from './hci.js';
import { type Ending, Link, type Surroundings } from './link.js';
import { type AirOptions, type Conditions, toConditions } from './options.js';
import { type Signal, Signals } from './signal.js';
import type { PacketTrace } from './trace.js';

/** Read RSSI, where there is nothing to measure (Vol 4, Part E, 7.5.4). */
const NO_RSSI = 127;

/** What a controller may be attached with. */
export interface AttachOptions {
  /** Lower case with colons; default: a free one. */
  readonly address?: string | undefined;
  /** Sees every packet between the host and the controller. */
  readonly trace?: PacketTrace | undefined;
  /** Bytes that the host was sent and has not read; default: it reads at once. */
  readonly unread?: (() => number) | undefined;
}

/** The medium that all controllers share: who hears whom how well, and the links between them. */
export class Air implements Medium, Surroundings {
  readonly conditions: Conditions;
  private readonly controllers = new Set<ControllerState>();
  private readonly signals = new Signals();
  private readonly events: AdvertisingEvents;
  private pending: (() => void)[] = [];
  private nextAddress = 1;

  /** @throws RadioError `bad-option` */
  constructor(options: AirOptions = {}) {
    this.conditions = toConditions(options);
    this.events = new AdvertisingEvents(this.conditions, {
      controllers: this.controllers,
      signal: (a, b) => this.signals.between(a.address, b.address),
      connect: (initiator, advertiser) => this.connect(initiator, advertiser),
    });
  }

  /**
   * Adds a controller. Its packets to the host go to `sink`.
   * @throws RadioError `address-taken`
   */
  attach(sink: HostSink, options: AttachOptions | string = {}): Controller {
    const given: AttachOptions = typeof options === 'string' ? { address: options } : options;
    const { address = this.freeAddress(), trace, unread } = given;
    if (this.isTaken(address)) {
      throw new RadioError('address-taken', `The address ${address} is in use twice; give every wearable its own.`);
    }
    const controller = new Controller(this, { sink, trace, unread }, address);
    this.controllers.add(controller);
    return controller;
  }

  /** Takes a controller away at once, without a word to its peers: they lose the link as by a supervision timeout. */
  detach(controller: ControllerState): void {
    if (!this.controllers.delete(controller)) return;
    this.events.forget(controller);
    this.lost(controller);
  }

  /**
   * How well two controllers hear each other from now on, in both directions, by their public addresses. They need not
   * be there yet. Default -60 dBm.
   * @throws RadioError `bad-option`
   */
  setSignal(a: string, b: string, signal: Signal): void {
    this.signals.set(a, b, signal);
    for (const { address, links } of this.controllers) {
      if (address !== a && address !== b) continue;
      for (const link of links.values()) link.rangeChanged(this.signalOf(link) !== 'out-of-range');
    }
  }

  isTaken(address: string): boolean {
    return [...this.controllers].some((controller) => controller.address === address);
  }

  /**
   * Runs later, in order. A host must never get an event from within its own write: neither noble nor bleno is ready
   * for that.
   */
  later(task: () => void): void {
    if (this.pending.push(task) === 1) this.conditions.clock.soon(() => this.drain());
  }

  advertisingChanged(advertiser: ControllerState): void {
    this.events.changed(advertiser);
  }

  scanned(listener: ControllerState): void {
    this.events.scanned(listener);
  }

  initiated(initiator: ControllerState): void {
    this.events.initiated(initiator);
  }

  strength(link: Link): number {
    const signal = this.signalOf(link);
    return signal === 'out-of-range' ? NO_RSSI : signal;
  }

  garble(packet: Buffer): void {
    const { hciCorruption, random } = this.conditions;
    if (hciCorruption === 0 || random() >= hciCorruption) return;
    const payload = packet.subarray(5);
    const bit = Math.floor(random() * payload.length * 8);
    if (payload.length > 0) payload[bit >> 3] = (payload[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  }

  /** A controller forgets its links without a word to anyone. */
  lost(controller: ControllerState): void {
    for (const [handle, link] of [...controller.links]) {
      controller.disconnected(handle);
      if (this.conditions.supervision) link.abandon();
      else this.end(link, { by: controller, near: STATUS.connectionTimeout, far: STATUS.connectionTimeout });
    }
  }

  /** Each side that still has the link is told why it has it no longer. */
  end(link: Link, { by, near, far }: Ending): void {
    if (!link.alive) return;
    link.cut();
    const told = [
      [link.endOf(by), near],
      [link.otherEnd(by), far],
    ] as const;
    for (const [{ controller, handle }, reason] of told) {
      if (controller.links.get(handle) !== link) continue;
      controller.disconnected(handle);
      controller.toHost(disconnectionComplete(handle, reason));
    }
  }

  private connect(initiator: ControllerState, advertiser: ControllerState): boolean {
    const wanted = initiator.initiating;
    if (!wanted) return false;
    if (isLinked(initiator, advertiser)) {
      initiator.stopInitiating();
      initiator.toHost(noConnection(STATUS.connectionExists, 0));
      return false;
    }
    const { parameters } = wanted;
    const [own, peer] = [initiator.identity(wanted.ownAddressType), advertiser.advertisedPeer()];
    initiator.stopInitiating();
    advertiser.advertiser.enabled = false;
    this.events.changed(advertiser);
    const central = { controller: initiator, handle: initiator.freeHandle() };
    const peripheral = { controller: advertiser, handle: advertiser.freeHandle() };
    const link = new Link(this, { central, peripheral }, parameters);
    initiator.connected(central.handle, link, peer);
    advertiser.connected(peripheral.handle, link, own);
    const status = STATUS.success;
    initiator.toHost(connectionComplete({ status, handle: central.handle, role: 0 }, peer, parameters));
    advertiser.toHost(connectionComplete({ status, handle: peripheral.handle, role: 1 }, own, parameters));
    return true;
  }

  private signalOf(link: Link): Signal {
    return this.signals.between(link.central.controller.address, link.peripheral.controller.address);
  }

  private drain(): void {
    const tasks = this.pending;
    this.pending = [];
    for (const task of tasks) task();
  }

  private freeAddress(): string {
    for (;;) {
      const low = this.nextAddress.toString(16).padStart(6, '0');
      this.nextAddress = (this.nextAddress + 1) % 0x1000000;
      const address = `f4:00:00:${low.slice(0, 2)}:${low.slice(2, 4)}:${low.slice(4)}`;
      if (!this.isTaken(address)) return address;
    }
  }
}

/** Each may have waited for the other, or be known to it by another address: there is one link all the same. */
function isLinked(one: ControllerState, other: ControllerState): boolean {
  return [...one.links.values()].some((link) => link.otherEnd(one).controller === other);
}
