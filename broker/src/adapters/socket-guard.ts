import type { Duplex } from 'node:stream';
import { LIMITS } from '../core/limits.js';
import { type PacketLimits, PacketSize } from '../core/packet-size.js';
import { BrokerError } from '../error.js';

export interface GuardOptions {
  readonly packets: PacketLimits;
  /** Bytes that may wait until the peer reads, before anybody is known. */
  readonly waiting: number;
  /** Told when the connection is ended since its peer does not read. */
  readonly onCut: () => void;
}

/**
 * Stands at a connection, of whatever kind, in the place of its own `read` and `write`: a stream of its own around it would cost as
 * much as all that the broker decides.
 *
 * A packet that announces more than is allowed ends the connection before it is read: the parser behind would buffer up to 256 MiB
 * before anybody is known. So many packets are read at once, and what else came waits until others had their turn. What is written is
 * taken at once, so that nobody waits for somebody else who does not read, until too much of it waits; then the connection ends. What
 * was lost comes again. The pieces of all packets of one turn go to the kernel together, which is most of what a message costs.
 */
export class SocketGuard {
  readonly #socket: Duplex;
  readonly #size: PacketSize;
  readonly #onCut: () => void;
  readonly #write: (chunk: Uint8Array) => boolean;
  #mayWait: number;
  /** Written, and not yet given to the socket. */
  #pieces: (Uint8Array | string)[] = [];
  #gathered = 0;
  /** Given to the socket. */
  #given = 0;
  /** Of what was given, the peer had taken so much at that time. */
  #taken = 0;
  #progress = performance.now();

  constructor(socket: Duplex, { packets, waiting, onCut }: GuardOptions) {
    this.#socket = socket;
    this.#size = new PacketSize(packets);
    this.#mayWait = waiting;
    this.#onCut = onCut;
    this.#write = socket.write.bind(socket);
    const read: (size?: number) => Buffer | null = socket.read.bind(socket);
    // Streams themselves ask for nothing, to be filled.
    socket.read = (size) => (size === 0 ? read(0) : this.#pass(read()));
    // A serialiser writes bytes, and texts as UTF-8, and asks for no callback.
    socket.write = (piece: Uint8Array | string) => this.#gather(piece);
    socket.cork = () => undefined;
    socket.uncork = () => undefined;
  }

  /** @param bytes that may wait from now on, since it is known who this is */
  allowWaiting(bytes: number): void {
    this.#mayWait = bytes;
  }

  /** Cuts a connection of which the peer took no byte for so long, though some wait. */
  cutIfStalled(ms: number): void {
    const waiting = this.#socket.writableLength;
    const taken = this.#given - waiting;
    if (waiting === 0 || taken > this.#taken) {
      this.#taken = taken;
      this.#progress = performance.now();
    } else if (performance.now() - this.#progress > ms) {
      this.#cut();
    }
  }

  #pass(chunk: Buffer | null): Buffer | null {
    if (chunk === null) return null;
    const end = this.#size.advance(chunk, LIMITS.packetsAtOnce);
    if (end === undefined) {
      this.#socket.destroy(new BrokerError('refused', 'A packet is larger than the broker takes.'));
      return null;
    }
    if (end === chunk.length) return chunk;
    this.#socket.unshift(chunk.subarray(end));
    return chunk.subarray(0, end);
  }

  #gather(piece: Uint8Array | string): true {
    if (this.#pieces.length === 0) setImmediate(() => this.#flush());
    this.#pieces.push(piece);
    this.#gathered += typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length;
    if (this.#gathered + this.#socket.writableLength > this.#mayWait) this.#cut();
    return true;
  }

  #flush(): void {
    const bytes = Buffer.allocUnsafe(this.#gathered);
    let at = 0;
    for (const piece of this.#pieces) {
      if (typeof piece === 'string') at += bytes.write(piece, at);
      else {
        bytes.set(piece, at);
        at += piece.length;
      }
    }
    this.#pieces = [];
    this.#gathered = 0;
    if (this.#socket.destroyed) return;
    // Silence counts from when there is something to take.
    if (this.#socket.writableLength === 0) this.#progress = performance.now();
    this.#given += bytes.length;
    this.#write(bytes);
  }

  #cut(): void {
    if (this.#socket.destroyed) return;
    this.#onCut();
    this.#socket.destroy();
  }
}
