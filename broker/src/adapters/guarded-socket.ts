import { Duplex } from 'node:stream';
import { type PacketLimits, PacketSize } from '../core/packet-size.js';
import { BrokerError } from '../error.js';

export interface GuardOptions {
  readonly packets: PacketLimits;
  /** Bytes that may wait until the peer reads, before anybody is known. */
  readonly waiting: number;
}

/**
 * A connection, of whatever kind, that ends itself when a packet announces more than is allowed: the parser behind it would
 * buffer up to 256 MiB before anybody is known. What is written is taken at once, so that nobody waits for somebody else who
 * does not read, until too much of it waits; then it says `cut` and ends. What was lost comes again.
 */
export class GuardedSocket extends Duplex {
  readonly #socket: Duplex;
  readonly #size: PacketSize;
  #mayWait: number;
  #waiting = 0;
  #progress = performance.now();

  constructor(socket: Duplex, { packets, waiting }: GuardOptions) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.#size = new PacketSize(packets);
    this.#mayWait = waiting;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  /** @param bytes that may wait from now on, since it is known who this is */
  allowWaiting(bytes: number): void {
    this.#mayWait = bytes;
  }

  /** Cuts a connection of which the peer took no byte for so long, though some wait. */
  cutIfStalled(ms: number): void {
    if (this.#waiting > 0 && performance.now() - this.#progress > ms) this.#cut();
  }

  #receive(chunk: Buffer): void {
    if (!this.#size.accepts(chunk)) {
      this.destroy(new BrokerError('refused', 'A packet is larger than the broker takes.'));
    } else if (!this.push(chunk)) {
      this.#socket.pause();
    }
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(chunk);
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }

  #send(chunk: Buffer): void {
    if (this.#waiting === 0) this.#progress = performance.now();
    this.#waiting += chunk.length;
    if (this.#waiting > this.#mayWait) {
      this.#cut();
      return;
    }
    this.#socket.write(chunk, () => {
      this.#waiting -= chunk.length;
      this.#progress = performance.now();
    });
  }

  #cut(): void {
    if (this.destroyed) return;
    this.emit('cut');
    this.destroy();
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
