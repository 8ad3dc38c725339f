import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer, type Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTls, type Server as TlsServer } from 'node:tls';
import { LIMITS } from '../core/limits.js';
import type { RefusalCode } from '../core/refusal-code.js';
import { BrokerError } from '../error.js';
import type { Certificate } from '../ports.js';
import { Strangers } from './strangers.js';
import { attachWebSocket, WEB_LIMITS } from './web-socket-door.js';

export interface DoorsOptions {
  readonly host: string;
  readonly port: number;
  /** Where MQTT is spoken over WebSocket; nowhere without. */
  readonly websocketPort: number | undefined;
  /** Both doors speak TLS 1.3 with it, and plain TCP without. */
  readonly tls: Certificate | undefined;
  /** Clients at once, of both doors together; strangers have room besides. */
  readonly connections: number;
  /** @param origin the socket that it came over, by which it is introduced once it is known who is there */
  readonly accept: (connection: Duplex, origin: Duplex) => void;
  readonly refuse: (code: RefusalCode) => void;
}

export interface OpenDoors {
  readonly port: number;
  readonly websocketPort: number | undefined;
}

const TCP = { noDelay: true, keepAlive: true };
const HANDSHAKE_MS = 10_000;

/** Where clients come in: TCP and WebSocket, both plain or both over TLS, with one count of connections. */
export class Doors {
  readonly #options: DoorsOptions;
  readonly #doors = new Map<Server, Set<Socket>>();
  readonly #strangers: Strangers;

  constructor(options: DoorsOptions) {
    this.#options = options;
    this.#strangers = new Strangers({
      ...{ most: LIMITS.strangers, graceMs: LIMITS.strangerGraceMs },
      refuse: options.refuse,
    });
  }

  /** @throws BrokerError `busy-port`, `bad-config` */
  async open(): Promise<OpenDoors> {
    const { port, websocketPort } = this.#options;
    try {
      return {
        port: await this.#listen(this.#tcpDoor(), port, 'PORT'),
        websocketPort:
          websocketPort === undefined
            ? undefined
            : await this.#listen(this.#webDoor(), websocketPort, 'WEBSOCKET_PORT'),
      };
    } catch (cause) {
      await this.close();
      throw cause;
    }
  }

  /** From now on whoever comes is shown this certificate; whoever is connected stays. */
  renew(tls: Certificate): void {
    for (const server of this.#doors.keys()) if (isTls(server)) server.setSecureContext(tls);
  }

  /** It is known now who is at the other end. */
  introduce(origin: Duplex): void {
    if (origin instanceof Socket) this.#strangers.introduce(origin);
  }

  async close(): Promise<void> {
    const ends = [...this.#doors].map(async ([server, sockets]) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    });
    await Promise.all(ends);
  }

  #tcpDoor(): Server {
    const { tls } = this.#options;
    const accept = (socket: Socket): void => this.#options.accept(socket, socket);
    const server =
      tls === undefined
        ? createServer(TCP, accept)
        : createTls({ ...tls, ...TCP, handshakeTimeout: HANDSHAKE_MS }, accept);
    return this.#guard(server);
  }

  #webDoor(): Server {
    const { tls, accept, refuse } = this.#options;
    const server =
      tls === undefined
        ? createHttp({ ...TCP, ...WEB_LIMITS })
        : createHttps({ ...tls, ...TCP, ...WEB_LIMITS, handshakeTimeout: HANDSHAKE_MS });
    attachWebSocket(server, { accept, refuse });
    return this.#guard(server);
  }

  #guard(server: Server): Server {
    const sockets = new Set<Socket>();
    this.#doors.set(server, sockets);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      this.#strangers.add(socket);
      this.#share();
      socket.once('close', () => {
        sockets.delete(socket);
        this.#share();
      });
    });
    server.on('drop', () => this.#options.refuse('too-many-connections'));
    server.on('tlsClientError', () => this.#options.refuse('tls'));
    this.#share();
    return server;
  }

  /** Each door may have what the other leaves. */
  #share(): void {
    const open = [...this.#doors.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [server, { size }] of this.#doors) {
      const left = this.#options.connections + LIMITS.strangers - open + size;
      // Node takes 0 for no limit.
      server.maxConnections = left > 0 ? left : -1;
    }
  }

  #listen(server: Server, port: number, name: string): Promise<number> {
    const { host } = this.#options;
    return new Promise((resolve, reject) => {
      server.once('error', (cause: NodeJS.ErrnoException) => {
        reject(
          cause.code === 'EADDRINUSE'
            ? new BrokerError(
                'busy-port',
                `Port ${port} is in use: stop what listens there or set FIT4WORK_BROKER_${name}.`,
                { cause },
              )
            : new BrokerError(
                'bad-config',
                `The broker cannot listen on ${host}:${port}: check FIT4WORK_BROKER_HOST and FIT4WORK_BROKER_${name}.`,
                { cause },
              ),
        );
      });
      server.listen({ port, host, backlog: LIMITS.backlog }, () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }
}

const isTls = (server: Server): server is TlsServer => 'setSecureContext' in server;
