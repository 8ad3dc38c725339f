import type { Server } from 'node:http';
import { BlockList, isIP, type Socket } from 'node:net';
import { site } from '../core/rate-limit.js';

/** How many connections a server holds. */
export interface ConnectionLimits {
  /** At once. */
  readonly connections: number;
  /** Of them, those of one address: others find room at once. A city behind one address has half of all. */
  readonly connectionsOfOne: number;
}

interface Held {
  /** `undefined` of a proxy: everybody comes from there. */
  readonly from: string | undefined;
  /** Requests that are not answered yet. */
  open: number;
}

/**
 * Has room for whoever comes: one of those from where most are is let go for them, the one that asked for nothing the longest. So to keep
 * others out somebody needs about as many addresses as there are connections, and has to come again all the time.
 * @param proxies addresses and networks whose connections are not counted by address
 */
export function shareConnections(server: Server, limits: ConnectionLimits, proxies: readonly string[]): void {
  const shared = new SharedConnections(limits, networksOf(proxies));
  // Those that were let go are there for a moment longer.
  server.maxConnections = 2 * limits.connections;
  server.on('connection', (socket: Socket) => shared.take(socket));
  server.on('request', ({ socket }, response) => {
    shared.note(socket, 1);
    response.once('close', () => shared.note(socket, -1));
  });
}

class SharedConnections {
  readonly #limits: ConnectionLimits;
  readonly #proxies: BlockList;
  /** Whoever asked for nothing the longest first. */
  readonly #held = new Map<Socket, Held>();
  readonly #counts = new Map<string, number>();

  constructor(limits: ConnectionLimits, proxies: BlockList) {
    this.#limits = limits;
    this.#proxies = proxies;
  }

  take(socket: Socket): void {
    const from = this.#siteOf(socket);
    this.#held.set(socket, { from, open: 0 });
    if (from !== undefined) this.#counts.set(from, (this.#counts.get(from) ?? 0) + 1);
    socket.once('close', () => this.#forget(socket));
    const goes = this.#oneTooMany(socket, from);
    if (goes === undefined) return;
    this.#forget(goes);
    goes.destroy();
  }

  /** A request came, or was answered. */
  note(socket: Socket, requests: 1 | -1): void {
    const held = this.#held.get(socket);
    if (held === undefined) return;
    held.open += requests;
    this.#held.delete(socket);
    this.#held.set(socket, held);
  }

  #siteOf({ remoteAddress = '' }: Socket): string | undefined {
    const address = remoteAddress.replace(/^::ffff:/, '');
    const family = isIP(address);
    return family > 0 && this.#proxies.check(address, family === 6 ? 'ipv6' : 'ipv4') ? undefined : site(address);
  }

  /** Who goes for one that came; it itself where all from there are at work, or all that are here are a proxy's. */
  #oneTooMany(came: Socket, from: string | undefined): Socket | undefined {
    const { connections, connectionsOfOne } = this.#limits;
    const own = from === undefined ? 0 : (this.#counts.get(from) ?? 0);
    if (own > connectionsOfOne) return this.#longestSilent(came, own, from) ?? came;
    if (this.#held.size <= connections) return undefined;
    const most = Math.max(...this.#counts.values(), 0);
    return this.#longestSilent(came, most) ?? this.#slowest(came, most) ?? came;
  }

  /** @param count of those from where it is @param from of one place alone, if any */
  #longestSilent(came: Socket, count: number, from?: string): Socket | undefined {
    return this.#find(came, (held) => held.open === 0 && this.#isOf(held, count) && (from ?? held.from) === held.from);
  }

  #slowest(came: Socket, count: number): Socket | undefined {
    return this.#find(came, (held) => this.#isOf(held, count));
  }

  #isOf({ from }: Held, count: number): boolean {
    return from !== undefined && this.#counts.get(from) === count;
  }

  #find(came: Socket, isIt: (held: Held) => boolean): Socket | undefined {
    for (const [socket, held] of this.#held) if (socket !== came && isIt(held)) return socket;
    return undefined;
  }

  #forget(socket: Socket): void {
    const from = this.#held.get(socket)?.from;
    if (!this.#held.delete(socket) || from === undefined) return;
    const left = (this.#counts.get(from) ?? 1) - 1;
    if (left > 0) this.#counts.set(from, left);
    else this.#counts.delete(from);
  }
}

function networksOf(proxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
