import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { DemoError } from './error.js';

/** Looks at every byte that passes one way of one connection. */
export type Inspect = (chunk: Uint8Array) => void;

/** Where a process is found, wherever it listens. */
export interface Address {
  readonly port: number;
  readonly url: string;
  /** The port that its process is told to listen on; 0 lets it take any. */
  readonly listenOn: number;
  /** Where connections go from now on; undefined refuses them. */
  target: number | undefined;
  close(): Promise<void>;
}

/**
 * A TCP door before a process: its port stays while the process behind it is started again on another one, and everything
 * that passes can be inspected.
 */
export class Gate implements Address {
  readonly port: number;
  readonly listenOn = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #target: number | undefined;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  /** @param inspector makes the inspection of one direction of a new connection; none when nothing is looked at */
  static async open(port: number, inspector?: () => Inspect): Promise<Gate> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause: NodeJS.ErrnoException) => reject(portError(port, cause)));
      server.listen(port, '127.0.0.1', resolve);
    });
    const address = server.address();
    const gate = new Gate(server, typeof address === 'object' && address !== null ? address.port : port);
    server.on('connection', (client) => gate.#connect(client, inspector));
    return gate;
  }

  get target(): number | undefined {
    return this.#target;
  }

  set target(port: number | undefined) {
    this.#target = port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #connect(client: Socket, inspector: (() => Inspect) | undefined): void {
    if (this.#target === undefined) {
      client.destroy();
      return;
    }
    const service = dial({ port: this.#target, host: '127.0.0.1' });
    const pairs = [
      [client, service],
      [service, client],
    ] as const;
    for (const [from, to] of pairs) {
      this.#sockets.add(from);
      from.setNoDelay(true);
      const inspect = inspector?.();
      if (inspect) from.on('data', inspect);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }
}

/**
 * The port of the process itself, for whoever measures what a process costs: nothing stands before it, and nothing is inspected.
 * Another program may take it between now and then, in which case the process says so.
 */
export async function directAddress(port: number): Promise<Address> {
  const gate = await Gate.open(port);
  await gate.close();
  return { port: gate.port, url: gate.url, listenOn: gate.port, target: undefined, close: async () => undefined };
}

/** A port that nobody listens on; what needs it takes it a moment later. */
export async function freePort(): Promise<number> {
  return (await directAddress(0)).port;
}

const portError = (port: number, cause: NodeJS.ErrnoException): DemoError =>
  cause.code === 'EADDRINUSE'
    ? new DemoError(
        'busy-port',
        `Port ${port} is in use by another program; give --port another one, or 0 for a free one.`,
        {
          cause,
        },
      )
    : new DemoError(
        'busy-port',
        `Port ${port} cannot be opened (${cause.code ?? 'unknown'}); give --port another one.`,
        { cause },
      );
