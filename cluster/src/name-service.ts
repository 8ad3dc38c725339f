import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type Asked, alived, namesTold, portTold, type Registered, readAsked } from './core/names.js';
import { ClusterError } from './error.js';

/** Of all nodes: who is registered, in whichever service. */
export type Nodes = Map<string, Registered>;

/**
 * The name service of one Erlang node, in place of `epmd`: it tells this node the end of a cable where another one listens, so
 * that two nodes can be cut off from each other.
 */
export class NameService {
  readonly #server: Server;
  readonly #nodes: Nodes;
  readonly #cables: ReadonlyMap<string, number>;
  readonly #sockets = new Set<Socket>();
  #creation = Math.floor(Date.now() / 1_000);

  private constructor(server: Server, nodes: Nodes, cables: ReadonlyMap<string, number>) {
    [this.#server, this.#nodes, this.#cables] = [server, nodes, cables];
    server.on('connection', (socket) => this.#serve(socket));
  }

  /** @param cables ports at which this node finds others, by their names */
  static async open(nodes: Nodes, cables: ReadonlyMap<string, number>): Promise<NameService> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new NameService(server, nodes, cables);
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let read: Uint8Array = new Uint8Array();
    socket.on('data', (part) => {
      read = Uint8Array.from([...read, ...part]);
      try {
        const asked = readAsked(read);
        if (asked !== undefined) this.#answer(socket, asked);
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        socket.destroy();
      }
    });
  }

  #answer(socket: Socket, asked: Asked): void {
    if (asked.asks === 'names') return void socket.end(namesTold(this.port, this.#nodes));
    if (asked.asks === 'port') return void socket.end(portTold(asked.name, this.#seen(asked.name)));
    const { name, port, rest } = asked;
    const registered = { port, rest };
    this.#nodes.set(name, registered);
    this.#creation += 1;
    // It is registered for as long as it holds the connection.
    socket.on('close', () => {
      if (this.#nodes.get(name) === registered) this.#nodes.delete(name);
    });
    socket.write(alived(this.#creation));
  }

  #seen(name: string): Registered | undefined {
    const node = this.#nodes.get(name);
    const port = this.#cables.get(name);
    return node === undefined || port === undefined ? node : { ...node, port };
  }
}
