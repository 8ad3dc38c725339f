import { Controller } from './controller.js';
import type { ControllerState, HostSink, Medium } from './controller-state.js';
import { RadioError } from './error.js';
import { ADVERTISING_REPORT, advertisingReport, connectionComplete, disconnectionComplete, STATUS } from './hci.js';
import { Link, type Station } from './link.js';

const REPEAT_MS = 100;

/** The medium that all controllers share: who hears whom, and the links between them. */
export class Air implements Medium {
  private readonly controllers = new Set<ControllerState>();
  private pending: (() => void)[] = [];
  private repeating: NodeJS.Timeout | undefined;
  private nextAddress = 1;

  /** Adds a controller, at `address` or at a free one. Its packets to the host go to `sink`. */
  attach(sink: HostSink, address = this.freeAddress()): Controller {
    if (this.isTaken(address)) {
      throw new RadioError('address-taken', `The address ${address} is in use twice; give every wearable its own.`);
    }
    const controller = new Controller(this, sink, address);
    this.controllers.add(controller);
    return controller;
  }

  /** Takes a controller out of range at once: the peers lose the link as by a supervision timeout. */
  detach(controller: ControllerState): void {
    if (!this.controllers.delete(controller)) return;
    for (const link of [...controller.links.values()]) this.cut(link, controller, STATUS.connectionTimeout);
    this.repeatIfWanted();
  }

  isTaken(address: string): boolean {
    return [...this.controllers].some((controller) => controller.address === address);
  }

  /**
   * Runs later, in order. A host must never get an event from within its own write: neither noble nor bleno is ready
   * for that.
   */
  later(task: () => void): void {
    if (this.pending.push(task) === 1) setImmediate(() => this.drain());
  }

  /** A controller began to advertise: scanners hear it, and one that waits for it connects. */
  advertised(advertiser: ControllerState): void {
    for (const listener of this.controllers) if (listener.scan.enabled) hear(listener, advertiser);
    const waiting = [...this.controllers].find((controller) => controller.awaits(advertiser));
    if (waiting) this.connect(waiting, advertiser);
  }

  scanned(listener: ControllerState): void {
    if (listener.scan.enabled) for (const advertiser of this.advertisers()) hear(listener, advertiser);
    this.repeatIfWanted();
  }

  initiated(initiator: ControllerState): void {
    const target = this.advertisers().find((advertiser) => initiator.awaits(advertiser));
    if (target) this.connect(initiator, target);
  }

  /** Ends a link: the side that ends it is told so, the other side gets the reason. */
  cut(link: Link, by: Station, reason: number): void {
    if (!link.alive) return;
    link.cut();
    const near = link.endOf(by);
    const far = link.otherEnd(by);
    near.controller.links.delete(near.handle);
    far.controller.links.delete(far.handle);
    near.controller.toHost(disconnectionComplete(near.handle, STATUS.terminatedLocally));
    far.controller.toHost(disconnectionComplete(far.handle, reason));
  }

  private connect(initiator: ControllerState, advertiser: ControllerState): void {
    const parameters = initiator.stopInitiating();
    advertiser.stopAdvertising();
    const central = { controller: initiator, handle: initiator.freeHandle() };
    const peripheral = { controller: advertiser, handle: advertiser.freeHandle() };
    const link = new Link(central, peripheral);
    initiator.links.set(central.handle, link);
    advertiser.links.set(peripheral.handle, link);
    const success = STATUS.success;
    initiator.toHost(
      connectionComplete({ status: success, handle: central.handle, role: 0 }, advertiser.advertisedPeer(), parameters),
    );
    advertiser.toHost(
      connectionComplete({ status: success, handle: peripheral.handle, role: 1 }, initiator.publicPeer(), parameters),
    );
  }

  private advertisers(): ControllerState[] {
    return [...this.controllers].filter((controller) => controller.advertising);
  }

  /** Only a scanner that wants duplicates hears an advertiser again. */
  private repeatIfWanted(): void {
    const wanted = [...this.controllers].some((controller) => controller.scan.enabled && controller.scan.duplicates);
    if (wanted && !this.repeating) {
      this.repeating = setInterval(() => this.repeat(), REPEAT_MS).unref();
    } else if (!wanted && this.repeating) {
      clearInterval(this.repeating);
      this.repeating = undefined;
    }
  }

  private repeat(): void {
    for (const listener of this.controllers) {
      if (!listener.scan.enabled || !listener.scan.duplicates) continue;
      for (const advertiser of this.advertisers()) hear(listener, advertiser);
    }
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

function hear(listener: ControllerState, advertiser: ControllerState): void {
  if (listener === advertiser) return;
  const peer = advertiser.advertisedPeer();
  listener.toHost(advertisingReport(ADVERTISING_REPORT.connectable, peer, advertiser.advertisement));
  if (!listener.scan.active) return;
  listener.toHost(advertisingReport(ADVERTISING_REPORT.scanResponse, peer, advertiser.scanResponse));
}
