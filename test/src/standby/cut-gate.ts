import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a process and its database, and may hold everything back as a network does that is cut. */
export class CutGate {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(socketPath: string) {
    this.#server = createServer((client) => this.#join(client, socketPath));
  }

  /** @param socketPath where the database listens */
  static async open(socketPath: string): Promise<CutGate> {
    const gate = new CutGate(socketPath);
    gate.#server.listen(0, '127.0.0.1');
    await once(gate.#server, 'listening');
    return gate;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** From now on nothing comes through, and nobody is told. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** Ends what was cut, and lets through whoever comes anew. */
  heal(): void {
    this.#isCut = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.heal();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #join(client: Socket, socketPath: string): void {
    this.#keep(client);
    if (this.#isCut) return;
    const server = connect(socketPath);
    this.#keep(server);
    this.#carry(client, server);
    this.#carry(server, client);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #carry(from: Socket, to: Socket): void {
    from.on('data', (bytes) => to.write(bytes));
    from.on('close', () => to.destroy());
  }
}
