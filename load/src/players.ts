import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ofAll, type PhaseResult } from './core/phase-result.js';
import { LoadError } from './error.js';
import type { Account, Answer, Enrolled, Order, Outcome, Place } from './orders.js';

const PROGRAM = fileURLToPath(new URL('./player/main.js', import.meta.url));
/** Of one process: its own half of what waits is garbage of a moment. */
const YOUNG = '--max-semi-space-size=8';

/** The processes that play agents. They end with this one. */
export class Players {
  readonly #children: readonly ChildProcess[];

  /** @param authority path of a certificate that they believe beside those of the machine */
  constructor(processes: number, authority?: string) {
    const env = authority === undefined ? {} : { NODE_EXTRA_CA_CERTS: authority };
    this.#children = Array.from({ length: processes }, () =>
      fork(PROGRAM, { execArgv: [YOUNG], serialization: 'advanced', env, detached: true }),
    );
  }

  /** Settles when every agent is connected. @throws LoadError `player-ended` */
  async connect(place: Place, agents: readonly Enrolled[], seed: number): Promise<void> {
    const count = this.#children.length;
    await this.#all((i) => ({
      ...{ order: 'connect', place, seed: seed + i },
      agents: agents.filter((_, n) => n % count === i),
    }));
  }

  /** @param rate turns a second of all together */
  spread(rate: number, seconds: number, patience: number): Promise<PhaseResult> {
    const perSecond = rate / this.#children.length;
    return this.#measured({ order: 'spread', perSecond, seconds, patience });
  }

  atOnce(patience: number): Promise<PhaseResult> {
    return this.#measured({ order: 'at-once', patience });
  }

  async cutOff(turns: number, patience: number): Promise<void> {
    await this.#all(() => ({ order: 'cut-off', turns, patience }));
  }

  comeBack(patience: number): Promise<PhaseResult> {
    return this.#measured({ order: 'come-back', patience });
  }

  /** What everybody sealed so far. */
  async accounts(): Promise<readonly Account[]> {
    const told = await this.#all(() => ({ order: 'account' }));
    return told.flatMap((outcome) => (isAccounts(outcome) ? outcome : []));
  }

  async end(): Promise<void> {
    await Promise.all(
      this.#children.map((child) => {
        if (child.exitCode !== null || child.signalCode !== null) return undefined;
        const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
        child.kill('SIGKILL');
        return gone;
      }),
    );
  }

  async #measured(order: Order): Promise<PhaseResult> {
    const results = await this.#all(() => order);
    return ofAll(results.flatMap((result) => (result === undefined || isAccounts(result) ? [] : [result])));
  }

  #all(orderOf: (i: number) => Order): Promise<readonly Outcome[]> {
    return Promise.all(this.#children.map((child, i) => tell(child, orderOf(i))));
  }
}

const isAccounts = (outcome: Outcome): outcome is readonly Account[] => Array.isArray(outcome);

function tell(child: ChildProcess, order: Order): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const ended = (): void =>
      reject(
        new LoadError('player-ended', 'A process of players ended before it was done; what it said stands above.'),
      );
    if (!child.connected) return ended();
    child.once('exit', ended);
    child.once('message', (answer: Answer) => {
      child.off('exit', ended);
      if ('failed' in answer) reject(new LoadError('player-ended', answer.failed));
      else resolve(answer.done);
    });
    child.send(order);
  });
}
