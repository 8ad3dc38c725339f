import type { Air } from './air.js';
import { COMMANDS } from './commands.js';
import {
  ACL_LENGTH,
  commandComplete,
  commandStatus,
  completedPackets,
  type LinkParameters,
  type Peer,
  STATUS,
} from './hci.js';
import type { Link } from './link.js';

/** Takes a packet to the host; `delivered` is called when the host's side has room for more. */
export type HostSink = (packet: Buffer, delivered: () => void) => void;

const COMMAND = 0x01;
const ACL_DATA = 0x02;
const LAST_HANDLE = 0x0eff;
const DEFAULT_LINK: LinkParameters = { interval: 18, latency: 0, timeout: 42 };

export interface ScanState {
  enabled: boolean;
  active: boolean;
  duplicates: boolean;
}

/**
 * One virtual LE controller: its state, and the ways of the packets in and out. What a command does is in commands.ts.
 */
export class Controller {
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
    readonly air: Air,
    private readonly sink: HostSink,
    public address: string,
  ) {}

  /** A whole H4 packet from the host. What cannot be understood is dropped, as a controller does. */
  receive(packet: Buffer): void {
    if (packet[0] === COMMAND && packet.length >= 4) this.command(packet.readUInt16LE(1), packet.subarray(4));
    else if (packet[0] === ACL_DATA && packet.length >= 5) this.forward(packet);
  }

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
  awaits(advertiser: Controller): boolean {
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

  private command(opcode: number, parameters: Buffer): void {
    const command = COMMANDS.get(opcode);
    if (!command) this.toHost(commandComplete(opcode, STATUS.unknownCommand));
    else if (parameters.length < command.parameters) this.toHost(commandComplete(opcode, STATUS.invalidParameters));
    else command.run(this, parameters, opcode);
  }

  /** Towards a host a packet is marked as a start (10) or a continuation (01), never 00 (Vol 4, Part E, 5.4.2). */
  private forward(packet: Buffer): void {
    const field = packet.readUInt16LE(1);
    const handle = field & 0x0fff;
    const link = this.links.get(handle);
    if (!link || packet.length > ACL_LENGTH + 5) return;
    const far = link.otherEnd(this);
    const continuation = ((field >> 12) & 0x3) === 1;
    const copy = Buffer.from(packet);
    copy.writeUInt16LE(far.handle | ((continuation ? 1 : 2) << 12), 1);
    // The buffer counts as free only when the far host has room: that is the flow control of this radio.
    far.controller.toHost(copy, () => {
      if (link.alive) this.toHost(completedPackets(handle, 1));
    });
  }
}
