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

  static async open(path: string): Promise<Behind> {
    const behind = new Behind();
    await new Promise<void>((resolve) => behind.#server.listen(path, resolve));
    return behind;
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
