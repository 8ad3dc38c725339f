import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { vi } from 'vitest';
import { SodiumPassphraseLock } from '../src/adapters/sodium-passphrase.js';
import { buildProgram } from '../src/cli.js';
import { ReadWorld } from './read-world.js';

export interface Said {
  readonly code: number | string | undefined;
  readonly said: string;
  /** What went to standard error. */
  readonly error: string;
}

/** A person who is enrolled, a log that answers, and no broker: commands are run as the shell would, in this process. */
export class CommandWorld {
  readonly world: ReadWorld;
  /** Variables that are set besides. */
  readonly env: Record<string, string> = {};
  readonly #server: Server;
  readonly #url: string;

  private constructor(world: ReadWorld, server: Server, url: string) {
    this.world = world;
    this.#server = server;
    this.#url = url;
  }

  static async open(): Promise<CommandWorld> {
    const world = await ReadWorld.open();
    const server = createServer((request, response) => {
      const path = request.url?.slice(1) ?? '';
      void world.tiles(path).then((content) => response.writeHead(content === undefined ? 404 : 200).end(content));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    const lock = new SodiumPassphraseLock((length) => new Uint8Array(randomBytes(length)));
    const wrappedRoot = await lock.wrap(world.vault.root, 'een lange zin');
    await world.ports.vault.saveIdentity({ ...world.identity, wrappedRoot });
    writeFileSync(join(world.vault.folder, 'passphrase'), 'een lange zin\n');
    return new CommandWorld(world, server, url);
  }

  get passphrase(): readonly string[] {
    return ['--passphrase-file', join(this.world.vault.folder, 'passphrase')];
  }

  /** @param lang as the variable LANG */
  async run(lang: string, ...args: readonly string[]): Promise<Said> {
    const [parts, errors]: [string[], string[]] = [[], []];
    vi.spyOn(process.stdout, 'write').mockImplementation((part) => parts.push(String(part)) > 0);
    vi.spyOn(process.stderr, 'write').mockImplementation((part) => errors.push(String(part)) > 0);
    process.exitCode = undefined;
    const env = {
      FIT4WORK_AGENT_STATE: this.world.vault.folder,
      FIT4WORK_AGENT_COACH_URL: this.#url,
      FIT4WORK_AGENT_BROKER_URL: 'mqtt://127.0.0.1:9',
      FIT4WORK_AGENT_LOG_URL: this.#url,
      LANG: lang,
      ...this.env,
    };
    try {
      await buildProgram(env).parseAsync(args, { from: 'user' });
      return { code: process.exitCode, said: parts.join(''), error: errors.join('') };
    } finally {
      vi.restoreAllMocks();
      process.exitCode = undefined;
    }
  }

  async close(): Promise<void> {
    vi.restoreAllMocks();
    process.exitCode = undefined;
    await new Promise((resolve) => this.#server.close(resolve));
    await this.world.close();
  }
}
