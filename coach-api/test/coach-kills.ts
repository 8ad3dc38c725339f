import { setTimeout as wait } from 'node:timers/promises';
import { civilDay } from '@fit4work/protocol';
import { expect } from 'vitest';
import { toConfig } from '../src/config.js';
import { createContext } from '../src/context.js';
import { House, type Running } from '../src/testing/house.js';
import { FakeLink } from '../src/testing/outside.js';
import { ReadAccount, type Rows } from './read-account.js';
import { ReadingCoach } from './reading-coach.js';
import { type Random, seeded } from './seeded.js';
import { SendingAgent } from './sending-agent.js';

const AGENTS = [1, 2, 3];
const COACHES = ['monday', 'tuesday', 'wednesday', 'thursday'];
/** One kill in so many comes while the service starts. */
const STARTING = 6;
/** How long a start takes at most until the kill that is meant for it, milliseconds. */
const LONGEST_START = 1_500;
/** Until a kill, at most: some come among the first envelopes, the others among reads. */
const MOST = { envelopes: 40, reads: 12 };
/** A hang takes longer, milliseconds. */
const PATIENCE = 90_000;
const TWO_DAYS = 2 * 86_400;

export interface KillsOptions {
  readonly kills: number;
  readonly seed: number;
  /** Each so many kills everything is looked at from the first envelope. */
  readonly wholeEvery: number;
  /** Settings, and how to look into the database that they say. */
  readonly database?: { readonly env: Readonly<Record<string, string>>; readonly rows: Rows };
}

export interface KillsOutcome {
  readonly kills: number;
  /** Those that came before the service listened. */
  readonly whileStarting: number;
  /** Of envelopes, a receipt of each. */
  readonly acknowledged: number;
  /** Of messages and erasures, likewise. */
  readonly records: number;
  readonly answered: number;
  /** Of the answered, those of which the service was gone before the answer was whole. */
  readonly cutOff: number;
  readonly openings: number;
  /** Statuses of reads that were not answered. */
  readonly refused: readonly number[];
  /** The signed lines of the days of the run. */
  readonly lines: readonly string[];
  /** From a start until it listened, milliseconds, ascending. */
  readonly restarts: readonly number[];
}

/**
 * Kills a coach API again and again at moments that a seed decides, while agents send and coaches read, among a real broker,
 * anchor and two witnesses. After each kill, once it has started again, every envelope of which an agent holds a receipt is
 * stored, and every read that was answered is in the log, in the account of openings, and at last with its person.
 */
export async function killCoachApi(options: KillsOptions): Promise<KillsOutcome> {
  const scene = await Scene.open(options);
  try {
    while (scene.kills < options.kills) await scene.round();
    return await scene.end();
  } finally {
    await scene.close();
  }
}

class Scene {
  readonly #house: House;
  readonly #running: Running;
  readonly #options: KillsOptions;
  readonly #random: Random;
  readonly #agents: SendingAgent[] = [];
  readonly #coaches: readonly ReadingCoach[];
  readonly #restarts: number[] = [];
  readonly #counts = { kills: 0, whileStarting: 0 };
  #account: ReadAccount | undefined;
  #openings = 0;
  #count: (what: keyof typeof MOST) => void = () => undefined;
  readonly #begun = performance.now();

  private constructor(house: House, running: Running, options: KillsOptions) {
    this.#house = house;
    this.#running = running;
    this.#options = options;
    this.#random = seeded(options.seed);
    this.#coaches = COACHES.map((name) => new ReadingCoach(name, this.#random));
  }

  /** Everybody is enrolled and shares. libsodium must be ready. */
  static async open(options: KillsOptions): Promise<Scene> {
    const house = await House.open(['council', 'university']);
    try {
      Object.assign(house.env, options.database?.env);
      const scene = new Scene(house, await house.startAll(), options);
      await scene.#enrol();
      return scene;
    } catch (error) {
      await house.close();
      throw error;
    }
  }

  get kills(): number {
    return this.#counts.kills;
  }

  /** A start, load, and a kill in it; or a kill in the start. */
  async round(): Promise<void> {
    if (this.#random(1, STARTING) === 1) await this.#killStarting();
    else await this.#killUnderLoad();
    this.#counts.kills += 1;
    await this.#startAgain();
    await this.#check(this.#counts.kills % this.#options.wholeEvery === 0);
  }

  /** What nobody confirmed is sent again, as agents do; then everything has to be there, and everybody to know of every read. */
  async end(): Promise<KillsOutcome> {
    await Promise.all(this.#agents.map((agent) => agent.deliver()));
    await this.#check(true);
    const answered = this.#answered();
    const untold = (): readonly string[] => {
      const heard = new Set(this.#agents.flatMap(({ readsHeard }) => [...readsHeard]));
      return answered.flatMap(({ answer }) => (answer === undefined || heard.has(answer.leaf) ? [] : [answer.leaf]));
    };
    await expect.poll(untold, { timeout: PATIENCE, message: 'reads of which their person does not know' }).toEqual([]);
    await this.#running.stop();
    return {
      ...this.#counts,
      acknowledged: this.#agents.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
      records: this.#agents.reduce((sum, { records }) => sum + records.size, 0),
      answered: answered.length,
      cutOff: answered.filter(({ answer }) => answer === undefined).length,
      openings: this.#openings,
      refused: [...new Set(this.#coaches.flatMap(({ refused }) => [...refused.keys()]))].sort(),
      lines: await this.#reconcile(),
      restarts: this.#restarts.sort((a, b) => a - b),
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#agents.map((agent) => agent.end()));
    await this.#house.close();
  }

  async #enrol(): Promise<void> {
    for (const number of AGENTS) {
      const { agent, policy } = await SendingAgent.enrol(this.#running, number, this.#random);
      this.#agents.push(agent);
      this.#account = new ReadAccount(this.#options.database?.rows ?? this.#house.rows, policy);
    }
    await Promise.all(this.#agents.map((agent) => agent.deliver()));
    // Grants and releases are not in a receipt's sequence: a read that is answered shows that they are there.
    for (const { employee } of this.#agents) {
      const reads = async (): Promise<number> => {
        const before = this.#answered().length;
        await this.#coaches[0]?.readOnce(this.#running.api, employee.name);
        return this.#answered().length - before;
      };
      await expect.poll(reads, { timeout: PATIENCE }).toBe(1);
    }
    for (const coach of this.#coaches) coach.refused.clear();
  }

  async #killStarting(): Promise<void> {
    await this.#running.stop();
    const { child, exited } = this.#house.processes.launch('coach-api', this.#house.env);
    const timer = setTimeout(() => child.kill('SIGKILL'), this.#random(20, LONGEST_START));
    await exited;
    clearTimeout(timer);
    expect(child.signalCode).toBe('SIGKILL');
    this.#counts.whileStarting += 1;
  }

  async #killUnderLoad(): Promise<void> {
    const gone = new AbortController();
    const among: keyof typeof MOST = this.#random(1, 4) === 1 ? 'envelopes' : 'reads';
    const left = { envelopes: Number.POSITIVE_INFINITY, reads: Number.POSITIVE_INFINITY };
    left[among] = this.#random(1, MOST[among]);
    const reached = new Promise<void>((resolve) => {
      this.#count = (what) => {
        left[what] -= 1;
        if (left[what] <= 0) resolve();
      };
    });
    const people = this.#agents.map(({ employee }) => employee.name);
    const load = [
      ...this.#agents.map((agent) => agent.sendOn(gone.signal, () => this.#count('envelopes'))),
      ...this.#coaches.map((coach) => coach.readOn(this.#running.api, people, () => this.#count('reads'))),
    ];
    await reached;
    await wait(this.#random(0, 80));
    await this.#running.stop();
    gone.abort();
    await Promise.all(load);
  }

  async #startAgain(): Promise<void> {
    const begun = performance.now();
    await this.#running.restart();
    this.#restarts.push(Math.round(performance.now() - begun));
  }

  async #check(whole: boolean): Promise<void> {
    await Promise.all(this.#agents.map((agent) => agent.check(this.#running.api, whole)));
    const pending = this.#agents.flatMap(({ unconfirmed }) => unconfirmed);
    this.#openings = (await this.#account?.check(this.#answered(), pending)) ?? 0;
    await this.#account?.checkRecords(this.#agents.flatMap(({ records }) => [...records]));
  }

  #answered() {
    return this.#coaches.flatMap(({ answered }) => answered);
  }

  /** The service of two days later holds the days of the run against the log. @returns the signed lines, without the day */
  async #reconcile(): Promise<readonly string[]> {
    const now = Math.floor(Date.now() / 1000);
    const days = [
      ...new Set([civilDay(now - Math.ceil((performance.now() - this.#begun) / 1000), 'UTC'), civilDay(now, 'UTC')]),
    ];
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const context = await createContext(toConfig(this.#house.env), {
      clock: { now: () => now + TWO_DAYS },
      link: new FakeLink(),
      logger: quiet,
    });
    context.start();
    try {
      return await Promise.all(
        days.map(async (day) => {
          const line = () => context.app.inject(`/v1/audit/openings/${day}`);
          await expect.poll(async () => (await line()).statusCode, { timeout: PATIENCE }).toBe(200);
          return (await line()).body;
        }),
      );
    } finally {
      await context.stop();
    }
  }
}
