import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Random } from './random.js';

/*
 * Somebody between an agent and its broker who sees MQTT packets and does one thing to one of them when told to.
 * What says nothing to either side (the DUP and RETAIN flags, and the number of a message that comes down, which the agent
 * only gives back) is not flipped: there is nothing in it to notice. Receipts and checkpoints say all that those before them
 * said, so that one alone that is dropped changes nothing: who drops one drops what follows on its topic, until told to relent.
 */

export const MANIPULATIONS = ['drop', 'reorder', 'replay', 'truncate', 'flip', 'delay'] as const;
export type Manipulation = (typeof MANIPULATIONS)[number];
export type Direction = 'up' | 'down';

/** What was done to which packet. */
export interface Deed {
  readonly manipulation: Manipulation;
  readonly direction: Direction;
  /** Its topic's end, or its type; and of a flip, which bit. */
  readonly packet: string;
}

interface Order {
  readonly manipulation: Manipulation;
  readonly direction: Direction;
  readonly done: (deed: Deed) => void;
  /** How many packets that suit it are let pass before. */
  spared: number;
}

const PUBLISH = 3;
const PUBACK = 4;
/** Longer than the agent waits for anything in these tests. */
const DELAY_MS = 5_000;
const HELD_MS = 2_500;

const typeOf = (packet: Buffer): number => (packet[0] ?? 0) >> 4;

/** The fixed header's length: a byte, and one to four of the remaining length. */
function headerOf(packet: Buffer): number {
  let at = 1;
  while (((packet[at] ?? 0) & 0x80) !== 0) at += 1;
  return at + 1;
}

function topicOf(packet: Buffer): string {
  const at = headerOf(packet);
  return packet.toString('utf8', at + 2, at + 2 + packet.readUInt16BE(at));
}

const nameOf = (packet: Buffer): string =>
  typeOf(packet) === PUBLISH ? `publish ${topicOf(packet).split('/').slice(-2).join('/')}` : `type ${typeOf(packet)}`;

/** Cuts a stream into packets. */
class Framing {
  #rest = Buffer.alloc(0);

  take(part: Buffer): readonly Buffer[] {
    this.#rest = Buffer.concat([this.#rest, part]);
    const packets: Buffer[] = [];
    for (let length = this.#length(); length !== undefined; length = this.#length()) {
      packets.push(this.#rest.subarray(0, length));
      this.#rest = this.#rest.subarray(length);
    }
    return packets;
  }

  /** Of the first packet, once it is here. */
  #length(): number | undefined {
    let remaining = 0;
    for (let at = 1; at <= 4 && at < this.#rest.length; at += 1) {
      const byte = this.#rest[at] ?? 0;
      remaining += (byte & 0x7f) * 128 ** (at - 1);
      if ((byte & 0x80) !== 0) continue;
      const length = at + 1 + remaining;
      return length <= this.#rest.length ? length : undefined;
    }
    return undefined;
  }
}

/** One direction of one connection. */
class Lane {
  readonly #framing = new Framing();
  readonly #to: Socket;
  readonly #proxy: MutatingProxy;
  readonly #direction: Direction;
  readonly #seen: Buffer[] = [];
  #held: { readonly packet: Buffer; readonly order: Order } | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(proxy: MutatingProxy, direction: Direction, to: Socket) {
    this.#proxy = proxy;
    this.#direction = direction;
    this.#to = to;
  }

  take(part: Buffer): void {
    for (const packet of this.#framing.take(part)) this.#turn = this.#turn.then(() => this.#pass(Buffer.from(packet)));
  }

  async #pass(packet: Buffer): Promise<void> {
    // What waited here until the connection was gone reaches nobody, so that nothing done to it could be noticed.
    if (this.#to.destroyed) return;
    const held = this.#held;
    if (
      held !== undefined &&
      typeOf(packet) === PUBLISH &&
      topicOf(packet) === topicOf(held.packet) &&
      !sameSaying(packet, held.packet)
    ) {
      this.#held = undefined;
      this.#write(packet);
      this.#write(held.packet);
      this.#did(held.order, held.packet);
      return;
    }
    if (typeOf(packet) === PUBLISH && this.#proxy.withheld === topicOf(packet)) return;
    const order = this.#proxy.orderFor(this.#direction, (order) => this.#suits(order.manipulation, packet));
    if (order === undefined) this.#write(packet);
    else if (order.manipulation === 'reorder') this.#hold(packet, order);
    else {
      const bit = await this.#do(order.manipulation, packet);
      this.#did(order, packet, bit);
    }
    if (typeOf(packet) === PUBLISH) this.#seen.push(packet);
  }

  #suits(manipulation: Manipulation, packet: Buffer): boolean {
    if (typeOf(packet) === PUBLISH) {
      if (manipulation === 'replay') return this.#seen.some((each) => topicOf(each) === topicOf(packet));
      return true;
    }
    // A confirmation that comes down means something; those that go up only spare the broker a repetition.
    const confirmation = typeOf(packet) === PUBACK && this.#direction === 'down';
    return confirmation && (manipulation === 'drop' || manipulation === 'truncate' || manipulation === 'flip');
  }

  async #do(manipulation: Manipulation, packet: Buffer): Promise<number | undefined> {
    const { random } = this.#proxy;
    if (manipulation === 'flip') {
      const bit = bitToFlip(packet, this.#direction, random);
      this.#write(packet.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)));
      return bit;
    }
    if (manipulation === 'drop' && this.#direction === 'down' && typeOf(packet) === PUBLISH) {
      this.#proxy.withheld = topicOf(packet);
    } else if (manipulation === 'replay') {
      this.#write(packet);
      const older = this.#seen.filter((each) => topicOf(each) === topicOf(packet));
      this.#write(older[random.below(older.length)] ?? packet);
    } else if (manipulation === 'truncate') this.#write(packet.subarray(0, 1 + random.below(packet.length - 1)));
    else if (manipulation === 'delay') {
      await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
      this.#write(packet);
    }
    return undefined;
  }

  /**
   * Until the next of its topic has passed it, or for longer than an agent waits for an answer before it sends again. What came
   * down a little late was not reordered, and nothing was to be noticed: the next one is held in its place.
   */
  #hold(packet: Buffer, order: Order): void {
    const held = { packet, order };
    this.#held = held;
    setTimeout(() => {
      if (this.#held !== held) return;
      this.#held = undefined;
      this.#write(packet);
      if (this.#direction === 'down') this.#proxy.again(order);
      else this.#did(order, packet);
    }, HELD_MS);
  }

  #did({ manipulation, done }: Order, packet: Buffer, bit?: number): void {
    const where = bit === undefined ? '' : `, bit ${bit & 7} of byte ${bit >> 3} of ${packet.length}`;
    done({ manipulation, direction: this.#direction, packet: `${nameOf(packet)}${where}` });
  }

  #write(packet: Uint8Array): void {
    if (!this.#to.destroyed) this.#to.write(packet);
  }
}

/** Whether two messages have the same payload. */
const sameSaying = (a: Buffer, b: Buffer): boolean => payloadOf(a).equals(payloadOf(b));

function payloadOf(packet: Buffer): Buffer {
  const at = headerOf(packet);
  return packet.subarray(at + 2 + packet.readUInt16BE(at) + 2);
}

function bitToFlip(packet: Buffer, direction: Direction, random: Random): number {
  const at = headerOf(packet);
  const number = typeOf(packet) === PUBLISH ? at + 2 + packet.readUInt16BE(at) : at;
  for (;;) {
    const bit = random.below(8 * packet.length);
    const byte = bit >> 3;
    const flag = byte === 0 && (bit % 8 === 0 || bit % 8 === 3);
    const givenBack = direction === 'down' && typeOf(packet) === PUBLISH && (byte === number || byte === number + 1);
    if (!flag && !givenBack) return bit;
  }
}

export class MutatingProxy {
  readonly random: Random;
  /** The topic of which nothing comes down. */
  withheld: string | undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #order: Order | undefined;

  private constructor(broker: number, random: Random) {
    this.random = random;
    this.#server = createServer((near) => {
      const far = connect(broker, '127.0.0.1');
      const [up, down] = [new Lane(this, 'up', far), new Lane(this, 'down', near)];
      this.#join(near, far, up);
      this.#join(far, near, down);
    });
  }

  /** @param port where to listen; any free one when not said */
  static async start(broker: number, random: Random, port = 0): Promise<MutatingProxy> {
    const proxy = new MutatingProxy(broker, random);
    proxy.#server.listen(port, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Does one thing to one of the next packets that suit it. */
  next(manipulation: Manipulation, direction: Direction): Promise<Deed> {
    return new Promise((done) => {
      this.#order = { manipulation, direction, done, spared: this.random.below(5) };
    });
  }

  /** What came to nothing is done to the next packet that suits it. */
  again(order: Order): void {
    this.#order = order;
    order.spared = 0;
  }

  orderFor(direction: Direction, suits: (order: Order) => boolean): Order | undefined {
    const order = this.#order;
    if (order?.direction !== direction || !suits(order)) return undefined;
    order.spared -= 1;
    if (order.spared >= 0) return undefined;
    this.#order = undefined;
    return order;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(from: Socket, to: Socket, lane: Lane): void {
    this.#sockets.add(from);
    from.on('data', (part) => lane.take(part));
    from.on('error', () => undefined);
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}
