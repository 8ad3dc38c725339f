import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';

/** Who runs a server: PostgreSQL refuses to be root. */
interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/** Ends the server when its standard input ends, so that a test that dies leaves none behind. */
const LEASHED = '"$0" "$@" & server=$!; cat >/dev/null; kill -INT $server; wait $server';

/** A PostgreSQL server of its own in a temporary folder, reached by a socket there and by nothing else. */
export class PostgresServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'f4w-postgres-'));
  readonly #account: Account;
  readonly #bin: string;
  #leash: ChildProcess | undefined;
  #databases = 0;

  private constructor(bin: string) {
    this.#bin = bin;
    this.#account = accountOf();
    // The folder of the socket has to be reached by the server's account.
    chmodSync(this.folder, 0o711);
    const { uid, gid } = this.#account;
    if (uid !== undefined && gid !== undefined) chownSync(this.folder, uid, gid);
  }

  /** @param initdb where that program is, beside the server's */
  static async start(initdb: string): Promise<PostgresServer> {
    const server = new PostgresServer(dirname(initdb));
    const options = ['--no-sync', '--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C'];
    execFileSync(initdb, ['-D', server.#data, ...options], { ...server.#account, cwd: '/', stdio: 'pipe' });
    await server.restart();
    return server;
  }

  /** An empty database. */
  async createDatabase(): Promise<string> {
    this.#databases += 1;
    const name = `coach_${this.#databases}`;
    await this.run('postgres', `CREATE DATABASE ${name}`);
    return name;
  }

  url(database: string): string {
    return `postgres://postgres@${encodeURIComponent(this.folder)}/${database}`;
  }

  /** Runs statements as who owns the server. @returns the rows of the last */
  async run(database: string, ...statements: readonly string[]): Promise<readonly Record<string, unknown>[]> {
    const client = new pg.Client(this.url(database));
    await client.connect();
    try {
      let rows: readonly Record<string, unknown>[] = [];
      for (const statement of statements) ({ rows } = await client.query(statement));
      return rows;
    } finally {
      await client.end();
    }
  }

  /** What is in the files of the tables of a database, as text of one byte a character. */
  async filesOf(database: string): Promise<string> {
    const [row] = await this.run(
      database,
      'CHECKPOINT',
      'SELECT oid FROM pg_database WHERE datname = current_database()',
    );
    const folder = join(this.#data, 'base', String(row?.oid));
    return readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'latin1'))
      .join('');
  }

  /** Kills the server without a word, and waits until all of it is gone. */
  async kill(): Promise<void> {
    const [pid = ''] = readFileSync(join(this.#data, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
    await this.#ended();
  }

  async restart(): Promise<void> {
    const settings = ['listen_addresses=', `unix_socket_directories=${this.folder}`, 'shared_buffers=16MB'];
    const args = ['-D', this.#data, ...settings.flatMap((each) => ['-c', each])];
    this.#leash = spawn('sh', ['-c', LEASHED, join(this.#bin, 'postgres'), ...args], {
      ...this.#account,
      cwd: '/',
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    await this.#ready();
  }

  async stop(): Promise<void> {
    await this.#ended();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #data(): string {
    return join(this.folder, 'data');
  }

  async #ended(): Promise<void> {
    if (this.#leash === undefined || this.#leash.exitCode !== null) return;
    const closed = once(this.#leash, 'close');
    this.#leash.stdin?.end();
    await closed;
  }

  /** The server says so when it takes connections, also after it went through what a crash left. */
  async #ready(): Promise<void> {
    const { stderr } = this.#leash ?? {};
    if (!stderr) return;
    let said = '';
    for await (const part of on(stderr, 'data', { close: ['close'] })) {
      said += String(part);
      if (said.includes('ready to accept connections')) break;
    }
    stderr.resume();
    if (!said.includes('ready to accept connections')) throw new Error(`PostgreSQL did not start: ${said}`);
  }
}

/** Nobody in particular where this is not root: then it is whoever runs the test. */
function accountOf(): Account {
  if (process.getuid?.() !== 0) return {};
  const id = (option: string): number => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
