import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { invite } from './coach.js';
import { DemoError } from './error.js';
import { COACH } from './keys.js';
import { authKeyOf, type Network } from './network.js';
import type { Player } from './population.js';
import { programOf } from './programs.js';
import { type State, writeWhole } from './state.js';
import type { Finished, Supervisor } from './supervisor.js';

/** Seconds that a grant may take until it is proven, on a machine on which everybody is at work at once. */
const DELIVERED_WITHIN = '600';
/** Milliseconds between two looks. */
const LOOK_AGAIN = 2_000;

/** What an agent tells of itself. */
export interface AgentStatus {
  readonly pseudonym: string;
  readonly samples: Readonly<Record<string, number>>;
  readonly envelopes: number;
  readonly receipts: number;
  readonly anchored: number;
  readonly days: { readonly from: string; readonly until: string } | null;
  /** Consent records ever signed: a withdrawal counts too, and is not undone by sharing again. */
  readonly consents: number;
  /** What others sent, as far as it came. */
  readonly letters: Readonly<Record<'read' | 'programme' | 'message', { readonly kept: number }>>;
  /** Everything of this agent that belongs in the log, in hexadecimal. */
  readonly leaves: readonly string[];
}

export interface EmployeePorts {
  readonly state: State;
  readonly network: Network;
  readonly supervisor: Supervisor;
}

/** One employee with an agent of their own: every command is a process. */
export class Employee {
  readonly player: Player;
  readonly folder: string;
  /** Told of each event that the agent reports. */
  onEvent: (event: Readonly<Record<string, unknown>>) => void = () => undefined;
  /** The 24 words, with spaces between; undefined where an earlier run enrolled: they are shown once. */
  words: string | undefined;
  readonly #ports: EmployeePorts;
  #page: number | undefined;

  constructor(ports: EmployeePorts, player: Player) {
    this.#ports = ports;
    this.player = player;
    this.folder = join(ports.state.root, 'employees', String(player.number).padStart(3, '0'));
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
  }

  /** Enrols with a fresh invitation and pairs the wristband, once. */
  async enrol(): Promise<void> {
    const passphrase = this.#file('passphrase');
    const key = this.#file('wearable.key');
    if (!existsSync(passphrase)) writeWhole(passphrase, `${randomBytes(12).toString('base64url')}\n`);
    if (!existsSync(key)) writeWhole(key, authKeyOf(this.player.address));
    const done = this.#file('enrolled');
    if (existsSync(done)) return;
    if (!existsSync(this.#file('invitation.json'))) {
      writeWhole(this.#file('invitation.json'), await invite(this.#ports.network, this.#ports.state));
    }
    const { output } = await this.#agent(
      'enrol',
      this.#file('invitation.json'),
      ...['--unattended', '--passphrase-file', passphrase],
      ...['--address', this.player.address, '--key-file', key],
    );
    this.words = wordsOf(output);
    writeWhole(done, '');
  }

  /** Synchronises, seals and delivers everything that the wristband holds. */
  async runOnce(): Promise<AgentStatus> {
    return JSON.parse((await this.#agent('run', '--once', '--json', '--leaves')).output);
  }

  /** Runs until the end of the demo. @param page the port of the employee's own page; without one it is not served */
  run(page?: number): Promise<unknown> {
    this.#page = page;
    return page === undefined ? this.#agent('run', '--no-page') : this.#agent('run');
  }

  /** What a shell is told to open the employee's own page. */
  get pageCommand(): string {
    const variables = Object.entries(this.#env).map(([name, value]) => `${name}='${value}'`);
    return `${variables.join(' ')} node ${programOf('edge-agent/main')} page`;
  }

  /** The file that has what opens the past on the own page. */
  get passphraseFile(): string {
    return this.#file('passphrase');
  }

  /** A way into the own page that works once; `run` must serve it. */
  async pageLink(): Promise<string> {
    return JSON.parse((await this.#agent('page', '--no-open', '--json')).output).link;
  }

  /** Settles when all that is sealed so far has a receipt. */
  async delivered(): Promise<void> {
    for (;;) {
      const { envelopes, receipts } = await this.status();
      if (envelopes > 0 && receipts === envelopes) return;
      await pause(LOOK_AGAIN);
    }
  }

  /** Shares with the coach, unless a run before this one did. @returns the leaf of a new grant, in hexadecimal */
  async share(days: { from: string; until: string }, { consents }: AgentStatus): Promise<string | undefined> {
    if (consents > 0) return undefined;
    const { output } = await this.#agent(
      'grant',
      ...['--coach', COACH, '--metrics', this.player.metrics.join(','), '--granularity', 'day,hour'],
      ...['--from', days.from, '--until', days.until, '--passphrase-file', this.#file('passphrase')],
      ...['--yes', '--json', '--wait', DELIVERED_WITHIN],
    );
    return JSON.parse(output).grant;
  }

  /** Sends a message to a coach. */
  write(coach: string, text: string): Promise<unknown> {
    return this.#signed('messages', 'send', '--coach', coach, '--text', text);
  }

  /** Tells the coach that a session of the programme was done. */
  report(session: number): Promise<unknown> {
    return this.#signed('programme', 'done', String(session), '--effort', '6');
  }

  erase(day: string): Promise<unknown> {
    return this.#signed('erase', '--day', day, '--yes');
  }

  /** Ends every grant. */
  withdraw(): Promise<unknown> {
    return this.#signed('withdraw', '--all');
  }

  async status(): Promise<AgentStatus> {
    return JSON.parse((await this.#agent('status', '--json', '--leaves')).output);
  }

  get #env(): Readonly<Record<string, string>> {
    const { network } = this.#ports;
    return {
      FIT4WORK_AGENT_STATE: this.folder,
      FIT4WORK_AGENT_COACH_URL: network.coachUrl,
      FIT4WORK_AGENT_BROKER_URL: network.brokerUrl,
      FIT4WORK_AGENT_LOG_URL: network.logUrl,
      FIT4WORK_HCI: network.radio,
      ...(this.#page === undefined ? {} : { FIT4WORK_AGENT_PAGE_PORT: String(this.#page) }),
    };
  }

  #signed(...args: readonly string[]): Promise<Finished> {
    return this.#agent(...args, '--passphrase-file', this.#file('passphrase'), '--json', '--wait', DELIVERED_WITHIN);
  }

  #file(name: string): string {
    return join(this.folder, name);
  }

  #agent(...args: readonly string[]): Promise<Finished> {
    return this.#ports.supervisor.command({
      name: this.player.number === 0 ? 'agent-canary' : `agent-${this.player.number}`,
      argv: [programOf('edge-agent/main'), ...args],
      env: this.#env,
      onEvent: (event) => this.onEvent(event),
    });
  }
}

/** The numbered words of the table that enrolling prints. @throws DemoError `process-failed` where there is none to search for */
function wordsOf(output: string): string {
  const table = output.split('\n').filter((line) => /^\s+\d/.test(line));
  const numbered = [...table.join(' ').matchAll(/(\d+) ([a-z]+)/g)].sort((a, b) => Number(a[1]) - Number(b[1]));
  if (numbered.length === 24) return numbered.map(([, , word]) => word).join(' ');
  throw new DemoError('process-failed', 'Enrolling showed no table of 24 words; see the log of the agent.');
}
