import type { PhaseResult } from '../core/phase-result.js';
import { Tally } from '../core/tally.js';
import type { LogWatch } from './log-watch.js';
import type { PlayedAgent } from './played-agent.js';

interface Costs {
  readonly cpu: NodeJS.CpuUsage;
  readonly up: number;
  readonly down: number;
  readonly failures: number;
  readonly log: LogWatch['costs'];
}

/** What a phase cost and what came of it, from when it is made on. */
export class PhaseMeter {
  readonly tally = new Tally();
  readonly #agents: readonly PlayedAgent[];
  readonly #log: LogWatch;
  readonly #before: Costs;
  resent = 0;

  /** @param left agents that an earlier phase left something of, which is measured with this one */
  constructor(
    agents: readonly PlayedAgent[],
    log: LogWatch,
    readonly left: number,
  ) {
    this.#agents = agents;
    this.#log = log;
    this.#before = this.#costs();
  }

  /** @param seconds that it took */
  result(seconds: number): PhaseResult {
    const [before, after] = [this.#before, this.#costs()];
    const { user, system } = process.cpuUsage(before.cpu);
    return {
      ...this.tally.counts,
      seconds,
      cpuSeconds: (user + system) / 1_000_000,
      up: after.up - before.up,
      down: after.down - before.down,
      resent: this.resent,
      left: this.left,
      failures: after.failures - before.failures,
      checkpoints: after.log.checkpoints - before.log.checkpoints,
      logBytes: after.log.bytes - before.log.bytes,
    };
  }

  #costs(): Costs {
    const lines = this.#agents.map(({ line }) => line);
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    return {
      cpu: process.cpuUsage(),
      up: sum(lines.map(({ traffic }) => traffic.up)),
      down: sum(lines.map(({ traffic }) => traffic.down)),
      failures: sum(lines.map(({ failures }) => failures)),
      log: this.#log.costs,
    };
  }
}
