import { setImmediate as giveWay, setTimeout as pause } from 'node:timers/promises';
import { nextGap } from '../core/arrivals.js';
import type { PhaseResult } from '../core/phase-result.js';
import { LoadError } from '../error.js';
import type { Account } from '../orders.js';
import type { PlayerPorts } from '../ports.js';
import type { LogWatch } from './log-watch.js';
import { PhaseMeter } from './phase-meter.js';
import type { PlayedAgent } from './played-agent.js';
import type { Due } from './sent-envelope.js';

/** How often it is looked what goes again, and whether all is over. Milliseconds. */
const SWEEP = 100;

/** Plays the phases of a load with the agents of one process. Patience is in seconds. */
export class Player {
  readonly #agents: readonly PlayedAgent[];
  readonly #log: LogWatch;
  readonly #ports: PlayerPorts;
  #next = 0;
  /** What closed while everybody was cut off; it is due when they come back. */
  #held: { readonly meter: PhaseMeter; readonly due: { at: number } } | undefined;

  constructor(agents: readonly PlayedAgent[], log: LogWatch, ports: PlayerPorts) {
    this.#agents = agents;
    this.#log = log;
    this.#ports = ports;
  }

  /** Settles when everybody is connected. @throws LoadError `unreachable` where one does not believe who answers, which waiting does not mend */
  async connect(): Promise<void> {
    await this.#log.begin();
    this.#open();
    while (!this.#agents.every(({ line }) => line.connected)) {
      this.#refuseStrangers();
      await pause(SWEEP);
    }
  }

  #refuseStrangers(): void {
    const distrusted = this.#agents.find(({ line }) => line.distrusts !== undefined)?.line;
    if (distrusted === undefined) return;
    this.close();
    throw new LoadError(
      'unreachable',
      `The broker shows a certificate that is not believed (${distrusted.distrusts}); give its authority with --ca.`,
    );
  }

  /** Turns are due at random, whatever comes back, so that a stall counts for every envelope that it delays. */
  async spread(of: { perSecond: number; seconds: number; patience: number }): Promise<PhaseResult> {
    const { ticks, random } = this.#ports;
    const meter = await this.#begin(of.patience);
    const begun = ticks();
    const end = begun + of.seconds * 1_000;
    let swept = begun;
    for (let at = begun + nextGap(random, of.perSecond); at < end; at += nextGap(random, of.perSecond)) {
      // Also where it is late: what comes in has its turn as well.
      await (at - ticks() >= 1 ? pause(at - ticks()) : giveWay());
      this.#nextAgent?.turn({ at, half: at < (begun + end) / 2 ? 0 : 1, tally: meter.tally });
      if (ticks() - swept < SWEEP) continue;
      swept = ticks();
      meter.resent += this.#sweep();
    }
    return this.#settle(meter, begun, end + of.patience * 1_000);
  }

  /** Everybody's turn comes in one moment. */
  async atOnce({ patience }: { patience: number }): Promise<PhaseResult> {
    const meter = await this.#begin(patience);
    const at = this.#ports.ticks();
    for (const agent of this.#agents) agent.turn({ at, half: 0, tally: meter.tally });
    return this.#settle(meter, at, at + patience * 1_000);
  }

  /** Nobody is connected any longer; what closes meanwhile is sealed and waits. */
  async cutOff({ turns, patience }: { turns: number; patience: number }): Promise<void> {
    const meter = await this.#begin(patience);
    for (const { line } of this.#agents) line.drop();
    const due: { at: number } & Due = { at: 0, half: 0, tally: meter.tally };
    this.#held = { meter, due };
    for (let turn = 0; turn < turns; turn += 1) {
      for (const agent of this.#agents) agent.turn(due);
      await giveWay();
    }
  }

  /** Everybody comes back in one moment, with what was held. */
  async comeBack({ patience }: { patience: number }): Promise<PhaseResult> {
    const meter = this.#held?.meter ?? (await this.#begin(patience));
    const at = this.#ports.ticks();
    if (this.#held !== undefined) this.#held.due.at = at;
    this.#held = undefined;
    this.#open();
    return this.#settle(meter, at, at + patience * 1_000);
  }

  get accounts(): readonly Account[] {
    return this.#agents.map(({ account }) => account);
  }

  close(): void {
    for (const { line } of this.#agents) line.drop();
  }

  get #nextAgent(): PlayedAgent | undefined {
    const agent = this.#agents[this.#next];
    this.#next = (this.#next + 1) % this.#agents.length;
    return agent;
  }

  #open(): void {
    for (const { line } of this.#agents) line.open();
  }

  #sweep(): number {
    const now = this.#ports.ticks();
    void this.#log.poll();
    return this.#agents.reduce((again, agent) => again + agent.sweep(now), 0);
  }

  /** What an earlier phase left behind is waited for, as long as for anything: it would be measured with the next one. */
  async #begin(patience: number): Promise<PhaseMeter> {
    const until = this.#ports.ticks() + patience * 1_000;
    while (this.#waiting > 0 && this.#ports.ticks() < until) {
      await pause(SWEEP);
      this.#sweep();
    }
    return new PhaseMeter(this.#agents, this.#log, this.#waiting);
  }

  get #waiting(): number {
    return this.#agents.filter(({ waits }) => waits).length;
  }

  async #settle(meter: PhaseMeter, begun: number, until: number): Promise<PhaseResult> {
    while (!meter.tally.isSettled && this.#ports.ticks() < until) {
      await pause(SWEEP);
      meter.resent += this.#sweep();
    }
    return meter.result((this.#ports.ticks() - begun) / 1_000);
  }
}
