import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  identityKey,
  leafOf,
  type Receipt,
  type SigningKey,
  signingKey,
  signReceipt,
  TOPICS,
  toHex,
  vaultKey,
} from '@fit4work/protocol';
import { openStore } from '../src/adapters/sqlite-store.js';
import { type Finding, isCurrent, type Unlisted } from '../src/core/findings.js';
import { Drain } from '../src/drain.js';
import { LogFollower } from '../src/log-follower.js';
import { Noticed } from '../src/noticed.js';
import type { Identity } from '../src/ports.js';
import { FakeLink, SmallLog } from './fakes.js';

const COACH = (): SigningKey => signingKey(new Uint8Array(32).fill(3));
const bytes = (n: number): Uint8Array => new Uint8Array(randomBytes(n));

/** A drain over a real vault on disk, with a broker, a coach API, a log and clocks that do what the test says. */
export class DrainWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'drain-'));
  readonly root = bytes(32);
  readonly log = new SmallLog();
  readonly identity: Identity;
  readonly events: string[] = [];
  readonly envelopes: Uint8Array[] = [];
  link = new FakeLink();
  now = 1_900_000_000;
  ticks = 0;
  elsewhere: number | undefined;
  listed: boolean | Unlisted | undefined;
  /** Answers in the place of the log's files. */
  tiles = async (path: string): Promise<Uint8Array | undefined> => this.log.files.get(path);
  #store = openStore(join(this.folder, 'vault.db'));
  outbox = this.#store.outbox;
  findings = this.#store.findings;
  #drain: Drain | undefined;

  /** @param policy what the agent enrolled with; that of the small log when not said */
  constructor(policy?: string) {
    this.identity = {
      pseudonym: bytes(16),
      agent: 1,
      agentSeed: bytes(32),
      identityPublicKey: identityKey(this.root).publicKey,
      vaultPublicKey: vaultKey(this.root).publicKey,
      certificate: bytes(1),
      wrappedRoot: { salt: bytes(16), nonce: bytes(12), ciphertext: bytes(48) },
      pins: {
        coachSigningKey: COACH().publicKey,
        coachBoxKey: vaultKey(bytes(32)).publicKey,
        policy: policy ?? this.log.policy,
        brokerUrl: 'mqtt://127.0.0.1:9',
        logUrl: 'http://127.0.0.1:9',
        coachUrl: 'http://127.0.0.1:9',
        certificates: [],
        zone: 'Europe/Brussels',
      },
      invitation: bytes(32),
      registered: true,
      kept: undefined,
      wordsConfirmed: true,
    };
  }

  get drain(): Drain {
    if (this.#drain === undefined) throw new Error('the drain is not started');
    return this.#drain;
  }

  /** Writes who the agent is into the vault, for what reads it there. */
  async enrol(): Promise<void> {
    await this.#store.vault.saveIdentity(this.identity);
  }

  async start(): Promise<void> {
    const { outbox, findings, link, identity } = this;
    const report = (event: string): unknown => this.events.push(event);
    const clock = (): number => this.now;
    const ticks = (): number => this.ticks;
    const noticed = await Noticed.open({ findings, clock, ticks, report });
    const seen = { outbox, noticed, ticks, report };
    const tiles = (path: string): Promise<Uint8Array | undefined> => this.tiles(path);
    const follower = await LogFollower.resume({ ...seen, tiles }, identity.pins.policy);
    const timeElsewhere = async (): Promise<number | undefined> => this.elsewhere;
    const isListed = async () => this.listed;
    this.#drain = await Drain.start({ ...seen, link, follower, clock, timeElsewhere, isListed }, identity);
  }

  /** Ends the process, in effect, and begins another on the same vault. */
  async restart(): Promise<void> {
    await this.drain.close();
    await this.#store.vault.close();
    this.#store = openStore(join(this.folder, 'vault.db'));
    ({ outbox: this.outbox, findings: this.findings } = this.#store);
    this.link = new FakeLink();
    await this.start();
  }

  async make(count: number): Promise<void> {
    const made = Array.from({ length: count }, () => bytes(200));
    const first = this.envelopes.length + 1;
    const entries = made.map((each, i) => ({ sequence: first + i, leaf: leafOf(each), bytes: each, windowStart: 0 }));
    this.envelopes.push(...made);
    await this.outbox.commit({ entries, positions: { raw: 0, hour: 0, day: 0 }, forgetBefore: '2000-01-01' });
    this.#drain?.wake();
  }

  leaf(sequence: number): Uint8Array {
    return leafOf(this.envelopes[sequence - 1] ?? bytes(1));
  }

  receipt(sequence: number, changed: Partial<Receipt> = {}, key: SigningKey = COACH()): Uint8Array {
    const { pseudonym, agent } = this.identity;
    const leaf = sequence === 0 ? new Uint8Array(32) : this.leaf(sequence);
    return signReceipt({ pseudonym, agent, sequence, leaf, records: [], time: this.now, ...changed }, key);
  }

  async deliver(topic: string, payload: Uint8Array): Promise<void> {
    await this.link.handlers?.onMessage(topic, payload);
  }

  async receive(receipt: Uint8Array): Promise<void> {
    await this.deliver(TOPICS.down(toHex(this.identity.pseudonym), 'receipt'), receipt);
  }

  async publish(checkpoint: Uint8Array): Promise<void> {
    await this.deliver(TOPICS.checkpoint, checkpoint);
  }

  /** Lets monotone time pass; the drain looks again, as its timer would make it, and has looked when this settles. */
  async pass(milliseconds: number): Promise<void> {
    let turns = -1;
    this.ticks += milliseconds;
    const turn = this.drain.until(async () => {
      turns += 1;
      return turns > 0;
    });
    this.drain.wake();
    await turn;
  }

  /** The same in steps, as its timer would make it look when nothing comes in. */
  async passBySteps(milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += 5_000)
      await this.pass(Math.min(5_000, milliseconds - passed));
  }

  /** Codes that hold or happened lately; none of the past. */
  async current(): Promise<readonly string[]> {
    return (await this.findings.findings()).filter((each) => isCurrent(each, this.now)).map(({ code }) => code);
  }

  async finding(code: string): Promise<Finding | undefined> {
    return (await this.findings.findings()).find((each) => each.code === code);
  }

  async close(): Promise<void> {
    await this.drain.close();
    await this.#store.vault.close();
    rmSync(this.folder, { recursive: true });
  }
}
