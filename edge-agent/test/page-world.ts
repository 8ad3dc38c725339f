import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadFamilies } from '../src/adapters/families.js';
import { type PageServer, servePage } from '../src/adapters/page/page-server.js';
import type { openStore } from '../src/adapters/sqlite-store.js';
import type { ChallengeDays } from '../src/core/challenge-days.js';
import { ENROL_REFUSALS } from '../src/core/refusal-words/enrol-refusals.js';
import { NETWORK_REFUSALS } from '../src/core/refusal-words/network-refusals.js';
import { AgentError } from '../src/error.js';
import { makeLogin } from '../src/page-logins.js';
import type { PagePorts } from '../src/page-port.js';
import type { CoachApi, PassphraseLock } from '../src/ports.js';
import { reportTo } from '../src/report.js';
import { sealDueWindows } from '../src/seal-windows.js';
import { MemoryCentral } from './memory/memory-central.js';
import { ReadWorld } from './read-world.js';
import { DAY, dayBounds, NEXT } from './vault-world.js';

export const PASSPHRASE = 'een lange zin om te onthouden';

type PageStore = ReturnType<typeof openStore>;

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly bytes: Buffer;
  /** Undefined where it is no JSON. */
  readonly body: ReturnType<typeof JSON.parse>;
}

export interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  /** Undefined takes one away that would be there. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** Asks as the page itself would, but for what the test says. */
export function askPage(port: number, path: string, { method = 'GET', body, headers = {} }: Asked): Promise<Reply> {
  const own = `http://127.0.0.1:${port}`;
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const sent = { ...json, origin: own, 'sec-fetch-site': 'same-origin', ...headers };
  const known = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers: known }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const bytes = Buffer.concat(parts);
        const isJson = /json/.test(answer.headers['content-type'] ?? '');
        const parsed = isJson ? JSON.parse(bytes.toString('utf8')) : undefined;
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes, body: parsed });
      });
    });
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The page of somebody, asked over real HTTP. */
export class PageWorld {
  readonly reads: ReadWorld;
  readonly lines: string[] = [];
  /** Milliseconds of the clock that nobody sets. */
  ticks = 0;
  /** What time the coach API says it is. */
  coachTime: number | undefined;
  /** What the coach API says of the challenge. */
  challenge: ChallengeDays | undefined;
  /** Who is near. */
  readonly central = new MemoryCentral();
  /** How often the agent was told that one was paired. */
  paired = 0;
  /** What of the coach API is asked. */
  coachApi = (): CoachApi => {
    throw new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
  };
  /** Whether the coach API confirms whatever is sent. */
  confirms = true;
  /** Of each time that something sent was waited for, whether it had come then. */
  readonly came: boolean[] = [];
  readonly #store: PageStore;
  #server: PageServer | undefined;
  #login: Readonly<Record<string, string>> = {};

  private constructor(reads: ReadWorld, store: PageStore) {
    this.reads = reads;
    this.#store = store;
  }

  static open(): Promise<PageWorld> {
    return ReadWorld.open().then((reads) => PageWorld.over(reads));
  }

  /** @param store the vault of which the page is served, where it is another than that of the world */
  static async over(reads: ReadWorld, store: PageStore = reads.vault.store): Promise<PageWorld> {
    const world = new PageWorld(reads, store);
    await store.vault.saveIdentity(reads.identity);
    world.#server = await servePage(await world.ports(), 0);
    return world;
  }

  /** Two days, the first of them closed. */
  async measure(): Promise<void> {
    await this.#measure(dayBounds(NEXT).end, true);
  }

  /** A day, and the next until it is three in the afternoon: of that one the hours that are over are sealed, and the day is not. */
  async measureToday(): Promise<void> {
    this.reads.now = dayBounds(NEXT).start + 15 * 3_600;
    await this.#measure(this.reads.now, false);
  }

  async #measure(until: number, final: boolean): Promise<void> {
    const { vault } = this.reads;
    await vault.read(vault.batchOf(dayBounds(DAY).start, until));
    await sealDueWindows(vault.ports, vault.person, final);
  }

  async ports(): Promise<PagePorts> {
    const { reads } = this;
    const lock: PassphraseLock = {
      ...reads.ports.lock,
      unwrap: async (wrapped, passphrase) => {
        if (passphrase === PASSPHRASE) return reads.ports.lock.unwrap(wrapped, passphrase);
        throw new AgentError('bad-passphrase', ENROL_REFUSALS.passphraseWrong);
      },
    };
    return {
      ...reads.ports,
      ...this.#store,
      lock,
      clock: () => reads.now,
      coachTime: async () => this.coachTime,
      ticks: () => this.ticks,
      report: reportTo(
        (line) => this.lines.push(line),
        () => 0,
      ),
      coachUrl: 'http://127.0.0.1:9',
      coachApi: () => this.coachApi(),
      tiles: reads.tiles,
      families: await loadFamilies(),
      identity: async () => reads.identity,
      zone: 'Europe/Brussels',
      central: this.central,
      onPaired: () => {
        this.paired += 1;
      },
      challenge: async () => this.challenge,
      drain: {
        wake: () => undefined,
        hurry: () => undefined,
        until: async (isSo) => {
          if (this.confirms) await this.#confirmAll();
          this.came.push(await isSo());
        },
      },
    };
  }

  async #confirmAll(): Promise<void> {
    const { outbox } = this.#store;
    const records = await outbox.records();
    await outbox.markReceived(
      0,
      records.map(({ leaf }) => leaf),
      this.reads.now,
    );
  }

  get port(): number {
    return this.#server?.address?.port ?? 0;
  }

  get address(): AddressInfo | undefined {
    return this.#server?.address;
  }

  /** A one-time login, as the command makes it in a process of its own. */
  async token(): Promise<string> {
    return makeLogin({ ...(await this.ports()), entropy: this.reads.ports.entropy });
  }

  /** Logs in: what is asked from then on carries cookie and header. */
  async login(): Promise<void> {
    const { headers, body } = await this.ask('/v1/session', { method: 'POST', body: { token: await this.token() } });
    const [cookie = ''] = [headers['set-cookie']].flat();
    this.#login = { cookie: String(cookie).split(';')[0] ?? '', 'x-fit4work-csrf': body.csrf };
  }

  unlock(passphrase = PASSPHRASE): Promise<Reply> {
    return this.ask('/v1/unlock', { method: 'POST', body: { passphrase } });
  }

  /** As {@link askPage}, with whoever is logged in. */
  ask(path: string, asked: Asked = {}): Promise<Reply> {
    return askPage(this.port, path, { ...asked, headers: { ...this.#login, ...asked.headers } });
  }

  /** The agent goes away, and its vault stays. */
  async pause(): Promise<void> {
    await this.#server?.close();
    this.#server = undefined;
  }

  async close(): Promise<void> {
    await this.pause();
    await this.reads.close();
  }
}
