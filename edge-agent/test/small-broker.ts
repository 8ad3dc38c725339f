import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

const [CONNECT, PUBLISH, PUBACK, SUBSCRIBE] = [1, 3, 4, 8];

interface Packet {
  readonly type: number;
  readonly body: Buffer;
}

/** As much of a broker as one client meets (MQTT 3.1.1): connections, subscriptions, and messages of QoS 1 both ways. */
export class SmallBroker {
  accepting = false;
  /** Whether it keeps its acknowledgements to itself. */
  silent = false;
  /** Milliseconds after which it ends a connection over which something is published on this topic. */
  refused: { readonly topic: string; readonly after: number } | undefined;
  readonly published: { topic: string; payload: Uint8Array }[] = [];
  readonly #acknowledged = new Map<number, () => void>();
  readonly #sockets = new Set<Socket>();
  #lastId = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<SmallBroker> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const broker = new SmallBroker(server, `mqtt://127.0.0.1:${port}`);
    server.on('connection', (socket) => broker.#serve(socket));
    return broker;
  }

  /** Every connection breaks. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  /** Tells every client something; settles when one of them has acknowledged it. */
  tell(topic: string, payload: Uint8Array): Promise<void> {
    this.#lastId++;
    const id = this.#lastId;
    const name = Buffer.from(topic);
    const body = Buffer.concat([word16(name.length), name, word16(id), payload]);
    for (const socket of this.#sockets) socket.write(Buffer.concat([Buffer.from([0x32, body.length]), body]));
    return new Promise((resolve) => this.#acknowledged.set(id, resolve));
  }

  async close(): Promise<void> {
    this.drop();
    this.server.close();
    await once(this.server, 'close');
  }

  #serve(socket: Socket): void {
    socket.on('error', () => undefined);
    if (!this.accepting) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    let waiting = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      for (let packet = first(waiting); packet; packet = first(waiting)) {
        waiting = waiting.subarray(packet.length);
        this.#answer(socket, packet);
      }
    });
  }

  #answer(socket: Socket, { type, body }: Packet): void {
    if (type === CONNECT) socket.write(Buffer.from([0x20, 2, 0, 0]));
    if (type === SUBSCRIBE) socket.write(Buffer.from([0x90, 3, body[0] ?? 0, body[1] ?? 0, 1]));
    if (type === PUBACK) this.#acknowledged.get(body.readUInt16BE(0))?.();
    if (type !== PUBLISH) return;
    const end = 2 + body.readUInt16BE(0);
    const topic = body.toString('utf8', 2, end);
    if (topic === this.refused?.topic) {
      setTimeout(() => socket.destroy(), this.refused.after);
      return;
    }
    this.published.push({ topic, payload: Uint8Array.from(body.subarray(end + 2)) });
    if (!this.silent) socket.write(Buffer.from([0x40, 2, body[end] ?? 0, body[end + 1] ?? 0]));
  }
}

const word16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);

/** The first whole packet, with the bytes that it takes. */
function first(bytes: Buffer): (Packet & { readonly length: number }) | undefined {
  let [length, at] = [0, 1];
  for (let shift = 0; ; shift += 7, at++) {
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  const end = at + 1 + length;
  if (bytes.length < end) return undefined;
  return { type: (bytes[0] ?? 0) >> 4, body: bytes.subarray(at + 1, end), length: end };
}
