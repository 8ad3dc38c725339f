import { AclBuffers } from './acl-buffers.js';
import { Advertising } from './advertising-state.js';
import { commandComplete, commandStatus, DEFAULT_EVENT_MASK, DEFAULT_LE_EVENT_MASK, isUnmasked } from './events.js';
import { ACL_BUFFERS, type AddressType, type LinkParameters, type Peer } from './hci.js';
import type { Link, Station } from './link.js';
import type { PacketTrace } from './trace.js';

/** Takes a packet to the host; `delivered` is called when the host's side has room for more. */
export type HostSink = (packet: Buffer, delivered: () => void) => void;

/** Where a controller's packets go: to its host, and to a trace if there is one. */
export interface Host {
  readonly sink: HostSink;
  readonly trace?: PacketTrace | undefined;
  /** Bytes that were given to the sink and that the host has not read; absent where a host reads at once. */
  readonly unread?: (() => number) | undefined;
}

/** Bytes. A host that leaves more than this unread is told no more advertisements, and is to wait with its commands. */
export const MOST_UNREAD = 64 * 1024;

/** More than one central has anywhere; past it a connection is refused with status 0x09. */
export const MOST_LINKS = 32;

const FIRST_HANDLE = 0x0040;
const NO_ADDRESS = '00:00:00:00:00:00';

export interface ScanState {
  enabled: boolean;
  active: boolean;
  duplicates: boolean;
  ownAddressType: AddressType;
  /** What was reported since scanning was enabled, where duplicates are not wanted. */
  readonly heard: Set<string>;
}

export interface Initiation {
  readonly peer: Peer;
  readonly ownAddressType: AddressType;
  readonly parameters: LinkParameters;
}

/** The medium as a controller knows it: what it tells, and what it asks of it. Air is the one there is. */
export interface Medium {
  later(task: () => void): void;
  isTaken(address: string): boolean;
  advertisingChanged(advertiser: ControllerState): void;
  scanned(listener: ControllerState): void;
  initiated(initiator: ControllerState): void;
  lost(controller: ControllerState): void;
  strength(link: Link): number;
  /** Spoils a packet for a host, where the air is told to. */
  garble(packet: Buffer): void;
}

/** What a virtual LE controller is at the moment, and the way of the packets to its host. */
export class ControllerState implements Station {
  readonly links = new Map<number, Link>();
  readonly buffers = new AclBuffers(ACL_BUFFERS);
  readonly scan: ScanState = idleScan();
  readonly advertiser = new Advertising();
  eventMask: Buffer = DEFAULT_EVENT_MASK;
  leEventMask: Buffer = DEFAULT_LE_EVENT_MASK;
  leHostSupported = 0;
  randomAddress = NO_ADDRESS;
  private initiation: Initiation | undefined;
  /** Bytes that are on their way to the sink. */
  private queued = 0;
  /** The other ends of the links by handle, as they named themselves. */
  private readonly peers = new Map<number, Peer>();

  constructor(
    readonly air: Medium,
    protected readonly host: Host,
    public address: string,
  ) {}

  /** False if the host has masked this event. */
  toHost(packet: Buffer, delivered: () => void = ignore): boolean {
    if (packet[0] === 0x04 && !isUnmasked(packet, this.eventMask, this.leEventMask)) return false;
    this.queued += packet.length;
    this.air.later(() => {
      this.queued -= packet.length;
      this.host.trace?.packet('to-host', packet);
      this.host.sink(packet, delivered);
    });
    return true;
  }

  /** Whether the host reads too slowly for what it is told. */
  get congested(): boolean {
    const { unread } = this.host;
    return unread !== undefined && unread() + this.queued > MOST_UNREAD;
  }

  answer(opcode: number, status: number, result?: Uint8Array): void {
    this.toHost(commandComplete(opcode, status, result));
  }

  status(opcode: number, status: number): void {
    this.toHost(commandStatus(opcode, status));
  }

  get advertising(): boolean {
    return this.advertiser.enabled;
  }

  /** How this controller names itself where it uses that kind of address. */
  identity(addressType: AddressType): Peer {
    return { addressType, address: addressType === 1 ? this.randomAddress : this.address };
  }

  hasAddress(addressType: AddressType): boolean {
    return addressType === 0 || this.randomAddress !== NO_ADDRESS;
  }

  advertisedPeer(): Peer {
    return this.identity(this.advertiser.parameters.ownAddressType);
  }

  /** Whether this controller is trying to connect to that advertiser, and may. */
  awaits(advertiser: ControllerState): boolean {
    const wanted = this.initiation;
    if (!wanted || advertiser === this || !advertiser.advertiser.isConnectable()) return false;
    const own = this.identity(wanted.ownAddressType);
    return isSame(wanted.peer, advertiser.advertisedPeer()) && advertiser.advertiser.isFor(own);
  }

  isLinkedTo(peer: Peer): boolean {
    return [...this.peers.values()].some((known) => isSame(known, peer));
  }

  get initiating(): Initiation | undefined {
    return this.initiation;
  }

  initiate(initiation: Initiation): void {
    this.initiation = initiation;
  }

  stopInitiating(): void {
    this.initiation = undefined;
  }

  /** Handles begin at 64: bleno takes a handle of zero for none. There are fewer links than handles. */
  freeHandle(): number {
    let handle = FIRST_HANDLE;
    while (this.links.has(handle)) handle++;
    return handle;
  }

  connected(handle: number, link: Link, peer: Peer): void {
    this.links.set(handle, link);
    this.peers.set(handle, peer);
  }

  disconnected(handle: number): void {
    this.links.delete(handle);
    this.peers.delete(handle);
    this.buffers.release(handle);
  }

  /** All but the address (7.3.2). The host is told nothing of the links that it loses by this. */
  reset(): void {
    this.air.lost(this);
    this.initiation = undefined;
    this.advertiser.reset();
    Object.assign(this.scan, idleScan());
    this.eventMask = DEFAULT_EVENT_MASK;
    this.leEventMask = DEFAULT_LE_EVENT_MASK;
    this.leHostSupported = 0;
    this.randomAddress = NO_ADDRESS;
    this.air.advertisingChanged(this);
  }
}

function ignore(): void {
  // A packet that holds no buffer needs no word of its delivery.
}

function idleScan(): ScanState {
  return { enabled: false, active: false, duplicates: false, ownAddressType: 0, heard: new Set() };
}

function isSame(a: Peer, b: Peer): boolean {
  return a.address === b.address && a.addressType === b.addressType;
}
