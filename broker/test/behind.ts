import { createServer, type Server, type Socket } from 'node:net';

/** Stands behind a porter, lets everybody in and hears what they say. */
export class Behind {
  readonly guests: Socket[] = [];
  readonly #server: Server;
  readonly #heard: Buffer[] = [];

  private constructor() {
    this.#server = createServer((socket) => {
      this.guests.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', (part) => this.#heard.push(part));
      socket.write(Buffer.of(0x20, 2, 0, 0));
    });
  }

  /** @param place path of a Unix socket, or 0 for a free port */
  static async open(place: string | 0): Promise<Behind> {
    const behind = new Behind();
    await new Promise<void>((resolve) => behind.#server.listen(place, resolve));
    return behind;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  get heard(): Buffer {
    return Buffer.concat(this.#heard);
  }

  isLeft(): boolean {
    return this.guests.every(({ destroyed }) => destroyed);
  }

  end(): void {
    for (const guest of this.guests) guest.end();
  }

  async close(): Promise<void> {
    for (const guest of this.guests) guest.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
