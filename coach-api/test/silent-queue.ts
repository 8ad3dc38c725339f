import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

const PUBLISH = 3;

/** Stands before a broker, and has a connection live on while no message comes over it, as where a queue of the broker is lost. */
export class SilentQueue {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Connections over which nothing comes: those that there were. */
  readonly #silent = new Set<Socket>();
  readonly port: number;

  private constructor(server: Server, target: number) {
    this.#server = server;
    const address = server.address();
    this.port = typeof address === 'object' && address !== null ? address.port : 0;
    server.on('connection', (near) => this.#join(near, connect(target, '127.0.0.1')));
  }

  static async before(target: number): Promise<SilentQueue> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SilentQueue(server, target);
  }

  /** From now on no message comes over the connections that there are; over new ones it does. */
  cut(): void {
    for (const socket of this.#sockets) this.#silent.add(socket);
  }

  mend(): void {
    for (const socket of this.#silent) socket.destroy();
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #join(near: Socket, far: Socket): void {
    const packets = new Packets();
    far.on('data', (bytes) => {
      for (const packet of packets.read(bytes)) {
        const isMessage = (packet[0] ?? 0) >> 4 === PUBLISH;
        if (!(isMessage && this.#silent.has(near))) near.write(packet);
      }
    });
    near.on('data', (bytes) => far.write(bytes));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        for (const set of [this.#sockets, this.#silent]) set.delete(one);
        other.destroy();
      });
    }
  }
}

/** Bytes of MQTT 3.1.1 as packets: a fixed header with a length of 1 to 4 bytes (section 2.2). */
class Packets {
  #left = Buffer.alloc(0);

  read(bytes: Buffer): readonly Buffer[] {
    this.#left = Buffer.concat([this.#left, bytes]);
    const packets: Buffer[] = [];
    for (let length = this.#whole(); length > 0; length = this.#whole()) {
      packets.push(this.#left.subarray(0, length));
      this.#left = this.#left.subarray(length);
    }
    return packets;
  }

  /** Length of the first packet, where it is whole; 0 where more is to come. */
  #whole(): number {
    const end = this.#left.subarray(1, 5).findIndex((byte) => byte < 0x80);
    if (end < 0) return 0;
    const digits = [...this.#left.subarray(1, end + 2)];
    const length = end + 2 + digits.reduce((sum, byte, i) => sum + (byte & 0x7f) * 128 ** i, 0);
    return this.#left.length < length ? 0 : length;
  }
}
