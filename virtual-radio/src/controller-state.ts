import { commandComplete, commandStatus, type LinkParameters, type Peer, STATUS } from './hci.js';
import type { Link, Station } from './link.js';

/** Takes a packet to the host; `delivered` is called when the host's side has room for more. */
export type HostSink = (packet: Buffer, delivered: () => void) => void;

const LAST_HANDLE = 0x0eff;
const DEFAULT_LINK: LinkParameters = { interval: 18, latency: 0, timeout: 42 };

export interface ScanState {
  enabled: boolean;
  active: boolean;
  duplicates: boolean;
}

/** The medium as a controller knows it: what it tells, and what it asks of it. Air is the one there is. */
export interface Medium {
  later(task: () => void): void;
  isTaken(address: string): boolean;
  advertised(advertiser: ControllerState): void;
  scanned(listener: ControllerState): void;
  initiated(initiator: ControllerState): void;
  cut(link: Link, by: Station, reason: number): void;
}

/** What a virtual LE controller is at the moment, and the way of the packets to its host. */
export class ControllerState implements Station {
  readonly links = new Map<number, Link>();
  readonly scan: ScanState = { enabled: false, active: false, duplicates: false };
  advertising = false;
  advertisement: Buffer = Buffer.alloc(0);
  scanResponse: Buffer = Buffer.alloc(0);
  /** 0 public, 1 random: how this controller names itself when it advertises. */
  advertisedAddressType = 0;
  randomAddress = '00:00:00:00:00:00';
  private initiating: { readonly peer: Peer; readonly parameters: LinkParameters } | undefined;

  constructor(
    readonly air: Medium,
    private readonly sink: HostSink,
    public address: string,
  ) {}

  toHost(packet: Buffer, delivered: () => void = () => undefined): void {
    this.air.later(() => this.sink(packet, delivered));
  }

  complete(opcode: number, result?: Uint8Array): void {
    this.toHost(commandComplete(opcode, STATUS.success, result));
  }

  status(opcode: number, status: number): void {
    this.toHost(commandStatus(opcode, status));
  }

  advertisedPeer(): Peer {
    const random = this.advertisedAddressType === 1;
    return { addressType: random ? 1 : 0, address: random ? this.randomAddress : this.address };
  }

  publicPeer(): Peer {
    return { addressType: 0, address: this.address };
  }

  /** Whether this controller is trying to connect to that advertiser. */
  awaits(advertiser: ControllerState): boolean {
    const wanted = this.initiating?.peer;
    const peer = advertiser.advertisedPeer();
    return advertiser !== this && wanted?.address === peer.address && wanted.addressType === peer.addressType;
  }

  /** False if it is already trying: a controller has one initiator. */
  initiate(peer: Peer, parameters: LinkParameters): boolean {
    if (this.initiating) return false;
    this.initiating = { peer, parameters };
    return true;
  }

  get isInitiating(): boolean {
    return this.initiating !== undefined;
  }

  stopInitiating(): LinkParameters {
    const parameters = this.initiating?.parameters ?? DEFAULT_LINK;
    this.initiating = undefined;
    return parameters;
  }

  stopAdvertising(): void {
    this.advertising = false;
  }

  /** Handles begin at 64: bleno takes a handle of zero for none. */
  freeHandle(): number {
    let handle = 0x0040;
    while (this.links.has(handle) && handle < LAST_HANDLE) handle++;
    return handle;
  }

  reset(): void {
    for (const link of [...this.links.values()]) this.air.cut(link, this, STATUS.connectionTimeout);
    this.initiating = undefined;
    this.advertising = false;
    this.scan.enabled = false;
    this.advertisement = Buffer.alloc(0);
    this.scanResponse = Buffer.alloc(0);
  }
}
