import type { ControllerState } from './controller-state.js';
import { advertisingReport, noConnection, type Report } from './events.js';
import { REPORT, STATUS } from './hci.js';
import type { Conditions } from './options.js';
import type { Signal } from './signal.js';

/** The air as advertising knows it. */
export interface Surroundings {
  readonly controllers: Iterable<ControllerState>;
  signal(a: ControllerState, b: ControllerState): Signal;
  /** False if they are connected already. */
  connect(initiator: ControllerState, advertiser: ControllerState): boolean;
}

/** High duty cycle directed advertising ends by itself (Vol 4, Part E, 7.8.9). */
const FAST_ENDS_MS = 1280;

/** Advertisers that repeat themselves at their interval, and who hears them. While nobody listens no event is run. */
export class AdvertisingEvents {
  private readonly next = new Map<ControllerState, () => void>();
  private readonly ends = new Map<ControllerState, () => void>();

  constructor(
    private readonly conditions: Conditions,
    private readonly air: Surroundings,
  ) {}

  /** A controller began to advertise, or ceased to. The first event is at once. */
  changed(advertiser: ControllerState): void {
    this.forget(advertiser);
    if (!advertiser.advertising) return;
    if (advertiser.advertiser.isFast()) {
      this.ends.set(
        advertiser,
        this.conditions.clock.after(FAST_ENDS_MS, () => this.timeOut(advertiser)),
      );
    }
    this.advertise(advertiser);
  }

  forget(advertiser: ControllerState): void {
    for (const timers of [this.next, this.ends]) {
      timers.get(advertiser)?.();
      timers.delete(advertiser);
    }
  }

  scanned(listener: ControllerState): void {
    if (!listener.scan.enabled) return;
    if (!this.conditions.atInterval) for (const advertiser of this.advertisers()) this.hear(listener, advertiser);
    this.resume();
  }

  initiated(initiator: ControllerState): void {
    if (!this.conditions.atInterval) {
      for (const advertiser of this.advertisers()) if (this.tryToConnect(initiator, advertiser)) return;
    }
    this.resume();
  }

  /** One advertising event: scanners report it, and one controller that waits for the advertiser connects. */
  private advertise(advertiser: ControllerState): void {
    this.next.delete(advertiser);
    for (const listener of this.air.controllers) if (listener.scan.enabled) this.hear(listener, advertiser);
    for (const initiator of this.air.controllers) if (this.tryToConnect(initiator, advertiser)) return;
    if (this.isAnybodyListening()) this.schedule(advertiser, advertiser.advertiser.pause(this.conditions.random));
  }

  /** Somebody listens again: each advertiser that rested is somewhere between two of its events. */
  private resume(): void {
    const { random } = this.conditions;
    for (const advertiser of this.advertisers()) {
      if (!this.next.has(advertiser)) this.schedule(advertiser, random() * advertiser.advertiser.pause(random));
    }
  }

  private schedule(advertiser: ControllerState, ms: number): void {
    this.next.set(
      advertiser,
      this.conditions.clock.after(ms, () => this.advertise(advertiser)),
    );
  }

  private timeOut(advertiser: ControllerState): void {
    advertiser.advertiser.enabled = false;
    this.forget(advertiser);
    advertiser.toHost(noConnection(STATUS.advertisingTimeout, 1));
  }

  private isAnybodyListening(): boolean {
    for (const { scan, initiating } of this.air.controllers) if (scan.enabled || initiating) return true;
    return false;
  }

  private advertisers(): ControllerState[] {
    return [...this.air.controllers].filter((controller) => controller.advertising);
  }

  private hear(listener: ControllerState, advertiser: ControllerState): void {
    if (listener === advertiser || !advertiser.advertiser.isFor(listener.identity(listener.scan.ownAddressType)))
      return;
    const dBm = this.air.signal(listener, advertiser);
    if (dBm === 'out-of-range' || this.isLost()) return;
    const { advertiser: what } = advertiser;
    const peer = advertiser.advertisedPeer();
    report(listener, { type: what.reportType(), peer, data: what.advertisedData(), dBm });
    if (!listener.scan.active || !what.isScannable()) return;
    // The scan request has to be heard, and then its response.
    if (this.isLost() || this.isLost()) return;
    report(listener, { type: REPORT.scanResponse, peer, data: what.scanResponse, dBm });
  }

  /** The advertisement has to be heard, and then the connection request. */
  private tryToConnect(initiator: ControllerState, advertiser: ControllerState): boolean {
    if (!initiator.awaits(advertiser) || this.air.signal(initiator, advertiser) === 'out-of-range') return false;
    if (this.isLost() || this.isLost()) return false;
    return this.air.connect(initiator, advertiser);
  }

  private isLost(): boolean {
    return this.conditions.loss > 0 && this.conditions.random() < this.conditions.loss;
  }
}

/**
 * Where duplicates are not wanted, a controller says each thing once (Vol 4, Part E, 7.8.11). To a host that does not
 * keep up it says nothing, and counts nothing as said.
 */
function report(listener: ControllerState, what: Report): void {
  if (listener.congested) return;
  const { duplicates, heard } = listener.scan;
  if (!duplicates) {
    const kind = what.type === REPORT.scanResponse ? 'response' : 'advertisement';
    const key = `${kind} ${what.peer.addressType} ${what.peer.address}`;
    if (heard.has(key)) return;
    heard.add(key);
  }
  listener.toHost(advertisingReport(what));
}
