import { BlockList, isIP, type Socket } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { neighbourhood } from '../core/rate-limit.js';

/** What one peer may take of an HTTP server that anybody can reach. */
export interface ServerLimits {
  /** For the head of a request, from the moment of the connection on, milliseconds. */
  readonly headMs: number;
  /** For a whole request, milliseconds. */
  readonly requestMs: number;
  /** Without a byte either way, milliseconds: what is made for long is answered within it. */
  readonly idleMs: number;
  /** Between two requests of one connection, milliseconds. */
  readonly keptMs: number;
  /** At once; whoever comes beyond is let go at once. */
  readonly connections: number;
  /** Of them, those of one address: others always find room. A city behind one address has half of all. */
  readonly connectionsOfOne: number;
}

export const SERVER_LIMITS: ServerLimits = {
  ...{ headMs: 5_000, requestMs: 10_000, idleMs: 90_000, keptMs: 15_000 },
  ...{ connections: 1024, connectionsOfOne: 512 },
};

const MAX_HEAD_BYTES = 8 * 1024;

/** What is set of a server beside its limits. */
interface ServerOptions extends Omit<FastifyServerOptions, 'trustProxy'> {
  /** Addresses and networks whose `X-Forwarded-For` is believed: everybody comes from there, so that their connections are not counted. */
  readonly trustProxy?: string[];
}

/** An HTTP server that a client which speaks or listens slowly cannot keep from others; it does not listen yet. */
export function createLimitedServer(options: ServerOptions, limits: ServerLimits): FastifyInstance {
  const { headMs, requestMs, idleMs, keptMs, connections } = limits;
  const app: FastifyInstance = Fastify({
    logger: false,
    ...options,
    ...{ requestTimeout: requestMs, connectionTimeout: idleMs, keepAliveTimeout: keptMs },
    http: { maxHeaderSize: MAX_HEAD_BYTES, headersTimeout: headMs, connectionsCheckingInterval: headMs / 4 },
  });
  app.server.maxConnections = connections;
  app.server.on('connection', shareOfOne(limits, options.trustProxy ?? []));
  return app;
}

/** Lets go who has as many connections as one address may have. */
function shareOfOne({ connectionsOfOne }: ServerLimits, proxies: readonly string[]): (socket: Socket) => void {
  const held = new Map<string, number>();
  const trusted = networksOf(proxies);
  return (socket) => {
    const address = socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
    if (isIP(address) > 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')) return;
    const from = neighbourhood(address);
    const count = held.get(from) ?? 0;
    if (count >= connectionsOfOne) {
      socket.destroy();
      return;
    }
    held.set(from, count + 1);
    socket.once('close', () => {
      const left = (held.get(from) ?? 1) - 1;
      if (left > 0) held.set(from, left);
      else held.delete(from);
    });
  };
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
