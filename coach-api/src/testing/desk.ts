import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DownKind,
  encodeVkey,
  fromBase64Url,
  fromHex,
  keyIdOf,
  noteKey,
  openReceipt,
  parsePersonTopic,
  type Receipt,
  type Release,
  seal,
  TOPICS,
  type UpKind,
} from '@fit4work/protocol';
import { loadKeys, makeKeyFile, replaceKeyFile } from '../adapters/key-file.js';
import { newSecrets } from '../adapters/new-keys.js';
import { type Config, toConfig } from '../config.js';
import { type Context, createContext, type Overrides } from '../context.js';
import type { Secrets } from '../core/key-file.js';
import { publicParts } from '../core/public-parts.js';
import type { Grounds } from '../core/reconcile.js';
import { CoachError } from '../error.js';
import { keyPlaces } from '../key-places.js';
import { type Ask, inProcess, type RawAsked, rawInProcess } from './browser.js';
import type { Employee } from './employee.js';
import { FakeLink, FakeLog } from './outside.js';

export const ADMIN = 'admin-token';
export const COACH = 'coach-token';
export const OPERATOR = 'operator-token';
export const BROKER = 'broker-token';
const LOG_KEY = encodeVkey(noteKey('example.org/log', 1, new Uint8Array(32).fill(7)));
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** To a journal that cannot be written while its disk is full. */
const appending =
  <T>(real: { append(what: T): Promise<void> }, isFull: () => boolean | Promise<boolean>) =>
  async (what: T): Promise<void> => {
    if (await isFull()) throw new CoachError('journal-failed', 'full');
    await real.append(what);
  };

/** The coach API with its own database and key file, and fakes for what is outside of the process. */
export class Desk {
  readonly link = new FakeLink();
  readonly log = new FakeLog();
  readonly lines: string[] = [];
  readonly opened: Release[] = [];
  now = 1_780_000_000;
  /** Whether whoever opens a release opens it once more, for nobody who is recorded. */
  silent = false;
  /** What whoever opens a release says that it rests on, in place of the truth. */
  claims: Grounds | undefined;
  /** Whether the journal of erasures cannot be written. */
  diskFull = false;
  /** Whether the journal of consent cannot be written: it waits for the answer. */
  consentDiskFull: boolean | Promise<boolean> = false;
  /** Whether the journal of exclusions cannot be written. */
  exclusionDiskFull = false;
  signingKey: Uint8Array = new Uint8Array(0);
  boxKey: Uint8Array = new Uint8Array(0);
  #context: Context | undefined;
  #config: Config | undefined;
  #folder = '';
  #opening: () => void = () => {};

  /** @param more settings beside the usual ones */
  static async open(more: Readonly<Record<string, string>> = {}): Promise<Desk> {
    const desk = new Desk();
    desk.#folder = await mkdtemp(join(tmpdir(), 'f4w-coach-'));
    const file = (name: string): string => join(desk.#folder, name);
    const secrets = newSecrets(0);
    await makeKeyFile(file('keys.json'), { secrets, passphrase: undefined });
    const keys = publicParts(secrets);
    desk.signingKey = fromBase64Url(keys.signingKey);
    desk.boxKey = fromBase64Url(keys.boxKey);
    const coaches = [1, 2].map((n) => ({ id: `coach-${n}`, name: 'C', tokenSha256: hash(n === 1 ? COACH : 'other') }));
    await writeFile(file('coaches.json'), JSON.stringify(coaches));
    await writeFile(file('policy'), `log ${LOG_KEY}\nquorum none\n`);
    desk.#config = toConfig({
      FIT4WORK_COACH_STATE: file('state'),
      FIT4WORK_COACH_KEYS: file('keys.json'),
      FIT4WORK_COACH_BROKER_URL: 'mqtt://127.0.0.1:1',
      FIT4WORK_COACH_LOG_URL: 'http://127.0.0.1:1/',
      FIT4WORK_COACH_POLICY: file('policy'),
      FIT4WORK_COACH_UNWITNESSED: 'accepted',
      FIT4WORK_COACH_COACHES: file('coaches.json'),
      FIT4WORK_COACH_ADMIN_TOKEN_SHA256: hash(ADMIN),
      FIT4WORK_COACH_REGISTRY_TOKEN_SHA256: hash(BROKER),
      FIT4WORK_COACH_BATCH_MS: '0',
      // Time stands still here, and a test asks as often as it likes.
      FIT4WORK_COACH_REQUESTS: '999999',
      FIT4WORK_COACH_ADDRESS_REQUESTS: '999999',
      FIT4WORK_COACH_METRICS_TOKEN_SHA256: hash(OPERATOR),
      ...more,
    });
    await desk.start();
    return desk;
  }

  async start(): Promise<void> {
    if (this.#config === undefined) return;
    const line = (event: string, fields?: object): void => void this.lines.push(JSON.stringify({ event, ...fields }));
    const overrides: Overrides = {
      clock: { now: () => this.now },
      logger: { info: line, warn: line, error: line },
      link: this.link,
      journal: (real) => ({ ...real, append: appending(real, () => this.diskFull) }),
      consentJournal: (real) => ({ ...real, append: appending(real, () => this.consentDiskFull) }),
      exclusionJournal: (real) => ({ ...real, append: appending(real, () => this.exclusionDiskFull) }),
      log: this.log,
      tiles: async () => undefined,
      opener: (real) => ({
        publicKey: real.publicKey,
        unseal: (sealed) => real.unseal(sealed),
        open: (release, grounds) => {
          this.opened.push(release);
          this.#opening();
          if (this.silent) real.open(release, []);
          return real.open(release, this.claims ?? grounds);
        },
      }),
    };
    this.link.connected = true;
    this.#context = await createContext(this.#config, overrides);
    this.#context.start();
  }

  /** Puts other keys in the key file; they count from the next start. */
  async changeKeys(change: (secrets: Secrets) => Secrets): Promise<void> {
    const path = join(this.#folder, 'keys.json');
    const { secrets } = await loadKeys(keyPlaces({ FIT4WORK_COACH_KEYS: path }), async () => '');
    const changed = change(secrets);
    await replaceKeyFile(path, { secrets: changed, passphrase: undefined });
    this.boxKey = fromBase64Url(publicParts(changed).boxKey);
  }

  async stop(): Promise<void> {
    await this.#context?.stop();
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true });
  }

  /** Settles when the next release is opened. */
  nextOpening(): Promise<void> {
    return new Promise((resolve) => {
      this.#opening = resolve;
    });
  }

  /** Where the service keeps what it stores. */
  get database(): string {
    return join(this.#folder, 'state', 'coach.db');
  }

  /** The journal of erasures, beside the folder of the database. */
  get journal(): string {
    return join(this.#folder, 'state.erasures');
  }

  /** The journal of consent, likewise. */
  get consentJournal(): string {
    return join(this.#folder, 'state.consents');
  }

  /** The journal of exclusions, likewise. */
  get exclusionJournal(): string {
    return join(this.#folder, 'state.exclusions');
  }

  /** All that is in the files of the database, as text of one byte a character. */
  async stored(): Promise<string> {
    const folder = join(this.#folder, 'state');
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')));
    return files.join('');
  }

  /** What went down to somebody, of one kind. */
  down(employee: Employee, kind: DownKind): readonly Uint8Array[] {
    const topic = TOPICS.down(employee.name, kind);
    return this.link.published.filter((one) => one.topic === topic).map(({ payload }) => payload);
  }

  /** Publishes what travels sealed as an agent does. */
  publishSealed(employee: Employee, kind: UpKind, ...records: Uint8Array[]): Promise<Receipt | undefined> {
    return this.publish(employee, kind, ...records.map((record) => seal(record, this.boxKey)));
  }

  async http(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    options: { token?: string; body?: object; accept?: string; ifNoneMatch?: string } = {},
  ) {
    const { token, body, accept, ifNoneMatch } = options;
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(accept === undefined ? {} : { accept }),
      ...(ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch }),
    };
    const answer = await this.#context?.app.inject({
      method,
      url,
      headers,
      ...(body === undefined ? {} : { payload: body }),
    });
    const type = String(answer?.headers['content-type']);
    const json = /[/+]json/.test(type) ? answer?.json() : undefined;
    return {
      status: answer?.statusCode,
      body: json,
      bytes: new Uint8Array(answer?.rawPayload ?? []),
      headers: answer?.headers,
    };
  }

  /** Whatever is asked, in order or not. */
  readonly raw = (asked: RawAsked) => rawInProcess(this.#context?.app, asked);

  /** As a browser asks it, within the process or once it listens. */
  readonly browse: Ask = (asked) => inProcess(this.#context?.app, asked);
  readonly listen = (port: number) => this.#context?.app.listen({ host: '127.0.0.1', port });

  /** @returns the number of the invitation */
  async enrol(employee: Employee): Promise<number> {
    const { body } = await this.http('POST', '/v1/invitations', { token: ADMIN });
    await this.http('POST', '/v1/enrolments', { body: employee.enrolment(body.code) });
    employee.controller = keyIdOf(this.signingKey);
    return body.number;
  }

  /** Publishes consent as an agent does: sealed, so that the broker sees nothing of it. */
  publishConsent(employee: Employee, ...records: Uint8Array[]): Promise<Receipt | undefined> {
    return this.publishSealed(employee, 'consent', ...records);
  }

  /** Publishes as an agent and waits for the receipt, if one comes before the batch is done. */
  async publish(employee: Employee, kind: UpKind, ...payloads: Uint8Array[]): Promise<Receipt | undefined> {
    const before = this.link.published.length;
    for (const payload of payloads) {
      await this.link.inbox?.message({ topic: TOPICS.up(employee.name, kind), payload });
    }
    await this.settled();
    const receipts = this.link.published
      .slice(before)
      .filter(({ topic }) => parsePersonTopic(topic)?.kind === 'receipt');
    const last = receipts.at(-1);
    return last && openReceipt(last.payload, this.signingKey);
  }

  /** Codes of what was refused, in order, without the barriers of `settled`. */
  refusals(): readonly string[] {
    return this.lines.flatMap((line) => {
      const { event, code } = JSON.parse(line);
      return event === 'message-refused' && code !== 'topic' ? [code] : [];
    });
  }

  /** Waits until the batches under way are stored: a batch of nothing comes after them. */
  async settled(): Promise<void> {
    const before = this.lines.length;
    await this.link.inbox?.message({ topic: 'barrier', payload: new Uint8Array(0) });
    const done = (): boolean => this.lines.slice(before).some((line) => line.includes('"code":"topic"'));
    while (!done()) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Grants, and releases every key of the employee. */
  async share(employee: Employee, change: Parameters<Employee['grant']>[0] = {}): Promise<string> {
    const { text, id } = employee.grant(change);
    await this.publishConsent(employee, text);
    await this.publish(employee, 'release', employee.release(fromHex(id), this.boxKey));
    return id;
  }

  summaries(
    employee: Employee,
    query: Record<string, string> = {},
    as: { token?: string; accept?: string } | string = COACH,
  ) {
    const { until: to, ...others } = {
      metrics: 'steps,heart-rate,sleep',
      granularity: 'day',
      from: '2026-05-01',
      until: '2026-05-02',
      purpose: 'weekly talk',
      ...query,
    };
    return this.http('GET', `/v1/people/${employee.name}/summaries?${new URLSearchParams({ ...others, to })}`, {
      ...(typeof as === 'string' ? { token: as } : { token: COACH, ...as }),
    });
  }
}
