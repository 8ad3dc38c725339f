import { fromHex, toHex } from '@fit4work/protocol';
import { ENROL_REFUSALS } from '../../src/core/refusal-words/enrol-refusals.js';
import { family as huami } from '../../src/families/huami.js';
import {
  AgentError,
  agreeOnKey,
  type CoachApiAt,
  Drain,
  type Entropy,
  enrolUnattended,
  type GrantRequest,
  grant,
  type Identity,
  LogFollower,
  Noticed,
  ownReads,
  type Person,
  parseInvitation,
  run,
  statusOf,
  Turn,
  toPairing,
  unlockVault,
  type WearablePairing,
  withdraw,
} from '../../src/pipeline.js';
import { FakeLink } from '../fakes.js';
import { playedBand } from '../played-band.js';
import type { Script } from '../scripted-link.js';
import { MemoryCentral } from './memory-central.js';
import { openMemoryStore } from './memory-store.js';
import { QuickLock } from './quick-lock.js';
import { VirtualTime } from './virtual-time.js';

/** What an agent in memory meets of the world. Bytes cross in hexadecimal, so that they may cross into a page as well. */
export interface Surroundings {
  /** The broker, and whoever listens behind it. */
  hear(topic: string, payload: string): Promise<void>;
  /** A file of the log. */
  tile(path: string): Promise<string | null>;
}

export interface Beginning {
  /** Unix seconds. */
  readonly now: number;
  readonly zone: string;
  /** What the band holds when it is first met: so many minutes from a midnight on. */
  readonly held: { readonly from: number; readonly minutes: number };
}

const ADDRESS = 'c0:ff:ee:00:00:01';
const PASSPHRASE = 'een lange zin om te onthouden';

const entropy: Entropy = (length) => crypto.getRandomValues(new Uint8Array(length));
const lock = new QuickLock(entropy);

const families = new Map([[huami.name, huami]]);

/** One employee's agent as a build for a browser makes it: the pipeline, with every port filled in memory. */
export class MemoryAgent {
  readonly #surroundings: Surroundings;
  readonly #zone: string;
  readonly #time: VirtualTime;
  readonly #events: string[] = [];
  readonly #central = new MemoryCentral();
  readonly #band: Script;
  readonly #link: FakeLink;
  readonly #ports;
  #drain: Drain | undefined;

  constructor(surroundings: Surroundings, { now, zone, held }: Beginning) {
    this.#surroundings = surroundings;
    this.#zone = zone;
    this.#time = new VirtualTime(now);
    this.#link = new FakeLink((topic, payload) => surroundings.hear(topic, toHex(payload)));
    this.#band = playedBand(held, this.#time.clock);
    this.#central.bring(ADDRESS, this.#band);
    this.#ports = {
      ...openMemoryStore(),
      lock,
      families,
      central: this.#central,
      clock: this.#time.clock,
      entropy,
      report: (event: string) => this.#events.push(event),
    };
  }

  /** @returns what was asked of the coach API */
  async enrol(invitation: string): Promise<Readonly<Record<string, string | number>>> {
    const asked: Readonly<Record<string, string | number>>[] = [];
    const refuse = (): Promise<never> => Promise.reject(new AgentError('refused', ENROL_REFUSALS.wordsUnknown));
    const coachApi: CoachApiAt = () => ({
      ...{ recovery: refuse, recoveryPage: refuse, addAgent: refuse, rotations: async () => undefined },
      enrol: async (body) => void asked.push(body),
    });
    const request = { invitation: parseInvitation(invitation), zone: this.#zone };
    await enrolUnattended({ ...this.#ports, coachApi }, request, PASSPHRASE);
    return asked[0] ?? {};
  }

  /** Agrees with the band on a key, and puts it on the allow-list. */
  async pair(): Promise<void> {
    const asked: WearablePairing = { address: ADDRESS, family: 'huami', key: undefined };
    await agreeOnKey({ ...this.#ports, zone: this.#zone }, toPairing(families, asked));
  }

  /** Reads the band to its end, and ends when all that came of it is delivered and proven. */
  async readOnce(): Promise<void> {
    await this.#online();
    // Nothing is waited for here: what fails is tried again at once.
    const pause = async (): Promise<void> => undefined;
    await this.#run(pause, new AbortController().signal, true);
  }

  /** Is with the band for so many seconds, in the middle of which it goes away for a while, as does the broker. */
  async listen(seconds: number): Promise<void> {
    await this.#online();
    const stop = new AbortController();
    const running = this.#run(this.#time.pause, stop.signal, false);
    const tell = (second: number): void => {
      if (second % 5 === 0) this.#central.tell(ADDRESS, second / 5);
    };
    await this.#time.pass(seconds / 2, tell);
    this.#central.takeAway(ADDRESS);
    this.#link.drop();
    await this.#time.pass(30);
    this.#central.bring(ADDRESS, this.#band);
    this.#link.connect();
    await this.#time.pass(seconds / 2, tell);
    stop.abort();
    await running;
  }

  async grant(request: GrantRequest): Promise<string> {
    const id = await grant(this.#ports, await this.#person(), { request, passphrase: PASSPHRASE });
    await this.settled();
    return id;
  }

  async withdraw(grantId: string): Promise<void> {
    await withdraw(this.#ports, await this.#identity(), { grantId, passphrase: PASSPHRASE });
    await this.settled();
  }

  async settled(): Promise<void> {
    const drain = await this.#online();
    drain.wake();
    await drain.settled();
  }

  /** What came from the broker. */
  async told(topic: string, payload: string): Promise<void> {
    await this.#link.handlers?.onMessage(topic, fromHex(payload));
  }

  /** The reads of coaches, each with what became of its proof. */
  async reads(): Promise<unknown> {
    const identity = await this.#identity();
    const ports = { outbox: this.#ports.outbox, tiles: this.#tiles };
    return ownReads(ports, { identity, vaultKey: await unlockVault(lock, identity, PASSPHRASE) });
  }

  async status(): Promise<{ readonly status: unknown; readonly events: readonly string[]; readonly kept: number }> {
    const { outbox } = this.#ports;
    const waiting = [await outbox.unreceived(await outbox.receivedUpTo(), 10_000), await outbox.unproven(10_000)];
    const kept = waiting.flat().length;
    return {
      status: await statusOf(this.#ports, families, { leaves: false, language: 'en' }),
      events: [...this.#events],
      kept,
    };
  }

  async close(): Promise<void> {
    await this.#central.close();
    await this.#drain?.close();
    await this.#ports.vault.close();
  }

  async #run(pause: VirtualTime['pause'], stopped: AbortSignal, once: boolean): Promise<void> {
    const person = await this.#person();
    await run(
      {
        ...this.#ports,
        ...{ drain: await this.#online(), writing: new Turn(), pause, stopped, keepDays: 400 },
        coachTime: async () => undefined,
        noticed: await Noticed.open({ ...this.#ports, ticks: () => performance.now() }),
      },
      person,
      once,
    );
  }

  readonly #tiles = async (path: string): Promise<Uint8Array | undefined> => {
    const file = await this.#surroundings.tile(path);
    return file === null ? undefined : fromHex(file);
  };

  /** The way out, from the first time on that it is needed. */
  async #online(): Promise<Drain> {
    if (this.#drain) return this.#drain;
    const identity = await this.#identity();
    const timed = { ...this.#ports, link: this.#link, ticks: () => performance.now() };
    const ports = { ...timed, noticed: await Noticed.open(timed) };
    const follower = await LogFollower.resume({ ...ports, tiles: this.#tiles }, identity.pins.policy);
    this.#drain = await Drain.start(
      { ...ports, follower, timeElsewhere: async () => undefined, isListed: async () => undefined },
      identity,
    );
    this.#link.connect();
    return this.#drain;
  }

  async #person(): Promise<Person> {
    return { identity: await this.#identity(), zone: this.#zone };
  }

  async #identity(): Promise<Identity> {
    const identity = await this.#ports.vault.identity();
    if (identity === undefined) throw new RangeError('Enrol first.');
    return identity;
  }
}
