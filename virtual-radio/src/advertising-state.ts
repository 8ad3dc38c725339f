import { type AddressType, type Peer, REPORT } from './hci.js';

/** Advertising_Type (Vol 4, Part E, 7.8.5). */
export const ADVERTISING_TYPE = {
  undirected: 0,
  directedFast: 1,
  scannable: 2,
  nonConnectable: 3,
  directedSlow: 4,
} as const;

interface AdvertisingParameters {
  readonly type: number;
  /** In 0.625 ms. */
  readonly interval: number;
  readonly ownAddressType: AddressType;
  /** Of directed advertising: whom it is for. */
  readonly peer: Peer;
}

const UNIT_MS = 0.625;
/** High duty cycle directed events are at most this far apart (Vol 6, Part B, 4.4.2.4.3). */
const FAST_MS = 3.75;
/** A delay of 0 to 10 ms, so that two advertisers do not meet for ever (Vol 6, Part B, 4.4.2.2.1). */
const MOST_DELAY_MS = 10;

/** The values after a reset (7.8.5). */
const DEFAULT: AdvertisingParameters = {
  type: ADVERTISING_TYPE.undirected,
  interval: 0x0800,
  ownAddressType: 0,
  peer: { addressType: 0, address: '00:00:00:00:00:00' },
};
const NONE = Buffer.alloc(0);

/** What a controller advertises, and how. */
export class Advertising {
  enabled = false;
  parameters = DEFAULT;
  data: Buffer = NONE;
  scanResponse: Buffer = NONE;

  reset(): void {
    this.enabled = false;
    this.parameters = DEFAULT;
    this.data = NONE;
    this.scanResponse = NONE;
  }

  isConnectable(): boolean {
    return this.parameters.type === ADVERTISING_TYPE.undirected || this.isDirected();
  }

  isScannable(): boolean {
    const { type } = this.parameters;
    return type === ADVERTISING_TYPE.undirected || type === ADVERTISING_TYPE.scannable;
  }

  /** Directed at one peer, an advertisement is nothing to anyone else. */
  isFor(listener: Peer): boolean {
    const { peer } = this.parameters;
    return !this.isDirected() || (peer.address === listener.address && peer.addressType === listener.addressType);
  }

  isFast(): boolean {
    return this.parameters.type === ADVERTISING_TYPE.directedFast;
  }

  /** A directed advertisement has no room for any (Vol 6, Part B, 2.3.1.2). */
  advertisedData(): Buffer {
    return this.isDirected() ? NONE : this.data;
  }

  reportType(): number {
    if (this.isDirected()) return REPORT.directed;
    return this.parameters.type === ADVERTISING_TYPE.undirected ? REPORT.connectable : this.parameters.type;
  }

  /** Milliseconds to the next advertising event. */
  pause(random: () => number): number {
    return this.isFast() ? FAST_MS : this.parameters.interval * UNIT_MS + random() * MOST_DELAY_MS;
  }

  private isDirected(): boolean {
    const { type } = this.parameters;
    return type === ADVERTISING_TYPE.directedFast || type === ADVERTISING_TYPE.directedSlow;
  }
}
