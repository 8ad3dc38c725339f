import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { type PacketLimits, PacketSize } from '../core/packet-size.js';
import { BrokerError } from '../error.js';

/**
 * A socket that ends itself when a packet announces more than is allowed. The parser behind it would buffer up to 256 MiB
 * before anybody is known.
 */
export class GuardedSocket extends Duplex {
  readonly #socket: Socket;
  readonly #size: PacketSize;

  constructor(socket: Socket, limits: PacketLimits) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.#size = new PacketSize(limits);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
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

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, encoding, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#socket.write(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
