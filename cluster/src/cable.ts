import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A part that a cable leads to. */
export interface End {
  readonly name: string;
  readonly port: number;
}

export interface CableOptions {
  /** Who speaks through it. */
  readonly from: string;
  /** Of several, each connection goes to one. */
  readonly to: readonly End[];
  /** Whether connections go to one; those that it has are ended when it is told that they do not any more. All of them by default. */
  readonly isReady?: (name: string) => boolean;
}

interface Joined {
  readonly to: End;
  readonly near: Socket;
  far: Socket | undefined;
}

/**
 * Whatever one part says to another passes here. Where it is cut nothing passes and nobody is told, as in a network; when it is
 * mended, what was on its way arrives, and what was ended on one side meanwhile ends on the other.
 */
export class Cable {
  readonly from: string;
  readonly to: readonly End[];
  readonly #isReady: (name: string) => boolean;
  readonly #server: Server;
  readonly #joined = new Set<Joined>();
  readonly #cut = new Set<string>();
  #turn = 0;

  private constructor({ from, to, isReady = () => true }: CableOptions, server: Server) {
    [this.from, this.to, this.#isReady, this.#server] = [from, to, isReady, server];
    server.on('connection', (near) => this.#join(near));
  }

  static async lay(options: CableOptions): Promise<Cable> {
    const server = createServer({ allowHalfOpen: false });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Cable(options, server);
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The part to which the newest of its connections goes; undefined where there is none. */
  get leadsTo(): string | undefined {
    return [...this.#joined].at(-1)?.to.name;
  }

  /** From now on nothing passes between the two. */
  cut(name: string): void {
    this.#cut.add(name);
    for (const joined of this.#of(name)) for (const socket of [joined.near, joined.far]) socket?.pause();
  }

  mend(name: string): void {
    if (!this.#cut.delete(name)) return;
    for (const joined of this.#of(name)) this.#resume(joined);
  }

  /** Ends what goes to one that is not ready any more, so that whoever spoke to it asks another. It is not told where it is cut off. */
  release(name: string): void {
    for (const { near } of this.#of(name)) near.destroy();
  }

  async close(): Promise<void> {
    this.#cut.clear();
    for (const { near, far } of this.#joined) {
      near.destroy();
      far?.destroy();
    }
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #of(name: string): readonly Joined[] {
    return [...this.#joined].filter(({ to }) => to.name === name);
  }

  #join(near: Socket): void {
    near.on('error', () => near.destroy());
    const to = this.#next();
    if (to === undefined) return void near.destroy();
    const joined: Joined = { to, near, far: undefined };
    this.#joined.add(joined);
    near.on('close', () => this.#ended(joined));
    if (this.#cut.has(to.name)) near.pause();
    else this.#dial(joined);
  }

  /** By turns among those that are ready. */
  #next(): End | undefined {
    const ready = this.to.filter(({ name }) => this.#isReady(name));
    this.#turn += 1;
    return ready[this.#turn % Math.max(ready.length, 1)];
  }

  #dial(joined: Joined): void {
    const { near, to } = joined;
    const far = connect(to.port, '127.0.0.1');
    joined.far = far;
    for (const socket of [near, far]) socket.setNoDelay(true);
    far.on('error', () => far.destroy());
    far.on('close', () => this.#ended(joined));
    this.#carry(joined, near, far);
    this.#carry(joined, far, near);
  }

  #carry(joined: Joined, from: Socket, into: Socket): void {
    from.on('data', (bytes) => {
      if (!into.write(bytes)) from.pause();
    });
    into.on('drain', () => {
      if (!this.#cut.has(joined.to.name)) from.resume();
    });
  }

  #resume(joined: Joined): void {
    const { near, far } = joined;
    if (near.destroyed || far?.destroyed) this.#ended(joined);
    else if (far === undefined) this.#dial(joined);
    far?.resume();
    near.resume();
  }

  /** One side ended, which the other hears of unless it is cut off. */
  #ended(joined: Joined): void {
    if (this.#cut.has(joined.to.name)) return;
    this.#joined.delete(joined);
    joined.near.destroy();
    joined.far?.destroy();
  }
}
