import { Air } from '../src/air.js';
import { VirtualClock } from '../src/clock.js';
import type { Controller } from '../src/controller.js';
import { addressBytes } from '../src/hci.js';
import type { AirOptions } from '../src/options.js';

export const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

export const CENTRAL = 'c0:00:00:00:00:01';
export const BAND = 'c0:00:00:00:00:02';

/** All events unmasked (7.3.1, 7.8.1): without LE Meta no host of a test would hear anything. */
const UNMASK = ['01010c08 ffffffffffffff3f', '01012008 ffffffffffffffff'];

/** A host that says and hears bytes, written as hexadecimal digits, in virtual time. */
export class Host {
  readonly controller: Controller;
  /** All that came, in order, and was not asked for yet. */
  heard: string[] = [];
  /** False: what comes is never taken, and no buffer of the sender is freed. */
  takes = true;

  constructor(
    private readonly scene: Scene,
    readonly address: string,
  ) {
    this.controller = scene.air.attach(
      (packet, delivered) => {
        this.heard.push(packet.toString('hex'));
        if (this.takes) delivered();
      },
      { address },
    );
  }

  /** Sends one H4 packet and gives all that came by the end of this instant. */
  say(packet: string): string[] {
    this.controller.receive(hex(packet));
    this.scene.clock.advance(0);
    return this.take();
  }

  /** Everything that came since the last time, or what of it begins like this. */
  take(start = ''): string[] {
    const found = this.heard.filter((packet) => packet.startsWith(start));
    this.heard = this.heard.filter((packet) => !packet.startsWith(start));
    return found;
  }

  /** The data of the ACL packets that came, without their headers. */
  takeData(): string[] {
    return this.take('02').map((packet) => packet.slice(10));
  }
}

/** An air in virtual time and the hosts on it. */
export class Scene {
  readonly air: Air;

  constructor(
    options: AirOptions = {},
    readonly clock = new VirtualClock(),
  ) {
    this.air = new Air({ clock, ...options });
  }

  host(address: string): Host {
    const host = new Host(this, address);
    for (const command of UNMASK) host.say(command);
    return host;
  }

  /** A central and a band with a link between them: 22.5 ms, supervision timeout 420 ms, as noble asks for. */
  pair(parameters = LINK): { central: Host; band: Host } {
    const [central, band] = [this.host(CENTRAL), this.host(BAND)];
    this.connect(central, band, parameters);
    return { central, band };
  }

  /** Lets time pass until this is so, or five seconds have gone. */
  waitFor(condition: () => boolean): void {
    for (let ms = 0; ms < 5000 && !condition(); ms += 0.5) this.clock.advance(0.5);
  }

  connect(central: Host, band: Host, parameters = LINK): void {
    band.say('010a2001 01');
    central.say(connectTo(band.address, parameters));
    this.waitFor(() => band.controller.links.size > 0);
    central.take();
    band.take();
  }
}

/** Least and most interval, latency, timeout, least and most length of an event. */
export const LINK = '0600 1200 0000 2a00 0000 0000';

/** LE Create Connection (7.8.12) to a public address. */
export function connectTo(address: string, parameters = LINK): string {
  return `010d2019 6000 3000 00 00 ${addressBytes(address).toString('hex')} 00 ${parameters}`;
}

/** An ACL packet of a host with this handle and flag (0 start, 1 continuation). */
export function acl(data: string, { handle = 0x40, flag = 0 } = {}): string {
  const header = Buffer.alloc(5);
  header.writeUInt8(2, 0);
  header.writeUInt16LE(handle | (flag << 12), 1);
  header.writeUInt16LE(hex(data).length, 3);
  return header.toString('hex') + data;
}

/** So many packets' data, each with its number. */
export const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => index.toString(16).padStart(4, '0'));

export function sendAll(host: Host, data: readonly string[]): void {
  for (const each of data) host.controller.receive(hex(acl(each)));
}
