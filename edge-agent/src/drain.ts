import { TOPICS } from '@fit4work/protocol';
import type { CoachKeys } from './coach-keys.js';
import { isBehind, isOff } from './core/believed-time.js';
import { type DrainTimes, PATIENT } from './core/drain-plan.js';
import { UNLISTED, type Unlisted } from './core/findings.js';
import { ENROL_REFUSALS } from './core/refusal-words/enrol-refusals.js';
import { AgentError, isOfStorage } from './error.js';
import { Incoming } from './incoming.js';
import type { LogFollower } from './log-follower.js';
import type { Noticed } from './noticed.js';
import { Outgoing } from './outgoing.js';
import { Overdue } from './overdue.js';
import type { Clock, Identity, Link, LinkEnd, Outbox, Report } from './ports.js';
import { codeOf } from './report.js';

export interface DrainPorts {
  readonly outbox: Outbox;
  readonly link: Link;
  readonly follower: LogFollower;
  readonly noticed: Noticed;
  readonly clock: Clock;
  /** Monotone milliseconds. */
  readonly ticks: () => number;
  readonly report: Report;
  /** What time it is elsewhere, in Unix seconds, unsigned: a hint for a person; undefined when nobody says. */
  readonly timeElsewhere: () => Promise<number | undefined>;
  /** Whether the coach API lists this agent's key, or why not for now, unsigned; undefined when nobody says. */
  readonly isListed: () => Promise<boolean | Unlisted | undefined>;
  /** Follows the coach API to newer keys, where one that signed a receipt is not known. */
  readonly coachKeys?: Pick<CoachKeys, 'identity' | 'lookAgain'> | undefined;
  readonly times?: DrainTimes;
}

/**
 * Empties the outbox: sends, sends again, and retires an entry only when a signed receipt covers it and its inclusion is
 * proven. PUBACK retires nothing: brokers acknowledge before they deliver. It acts when something happens, and when a
 * deadline passes.
 */
export class Drain {
  readonly #ports: DrainPorts;
  readonly #times: DrainTimes;
  readonly #incoming: Incoming;
  readonly #overdue: Overdue;
  readonly #outgoing: Outgoing;
  readonly #ended = new AbortController();
  #polledAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #cycle: Promise<void> | undefined;
  #again = false;
  #closed = false;
  #unreachableSince: number | undefined;
  #waiters: (() => void)[] = [];

  private constructor(ports: DrainPorts, identity: Identity, received: number) {
    this.#ports = ports;
    this.#times = ports.times ?? PATIENT;
    this.#outgoing = new Outgoing(ports, identity, { received, times: this.#times });
    this.#overdue = new Overdue(ports, this.#times.overdue);
    this.#incoming = new Incoming(
      {
        ...ports,
        onReceived: (sequence) => this.#outgoing.received(sequence),
        onRestored: (sequence) => this.#outgoing.startAgain(sequence),
      },
      identity,
    );
  }

  static async start(ports: DrainPorts, identity: Identity): Promise<Drain> {
    const drain = new Drain(ports, identity, await ports.outbox.receivedUpTo());
    ports.link.start({
      onConnect: () => drain.#onConnect(),
      onEnd: (why) => drain.#onEnd(why),
      // A connection by itself says nothing of what is refused over it.
      onConfirmed: () => ports.noticed.over('publish-refused'),
      onStrayConfirmation: () => ports.noticed.happened('broker-repeats'),
      onMessage: (topic, payload) => drain.#onMessage(topic, payload),
    });
    return drain;
  }

  /** Something new is in the outbox. */
  wake(): void {
    this.#outgoing.refresh();
    this.#turn();
  }

  /** As `wake`, for what somebody waits for: a connection is tried at once. */
  hurry(): void {
    this.#ports.link.hurry();
    this.wake();
  }

  #turn(): void {
    this.#again = true;
    this.#cycle ??= this.#run().finally(() => {
      this.#cycle = undefined;
      // It was asked for while the last one ended.
      if (this.#again && !this.#closed) this.#turn();
    });
  }

  /**
   * Settles when everything made so far is received and proven, or when it is no longer waited for.
   *
   * @throws AgentError `agent-ended` when it never will be
   */
  async settled(stopped?: AbortSignal): Promise<void> {
    const { signal } = this.#ended;
    await this.until(() => this.#isEmpty(), stopped === undefined ? signal : AbortSignal.any([stopped, signal]));
    signal.throwIfAborted();
  }

  /** Settles when it is so, which is looked at after every turn, or at once when it is no longer waited for. */
  async until(isSo: () => Promise<boolean>, stopped?: AbortSignal): Promise<void> {
    const wake = (): void => this.#wakeAll();
    stopped?.addEventListener('abort', wake);
    while (stopped?.aborted !== true && !(await isSo())) {
      await new Promise<void>((resolve) => (stopped?.aborted === true ? resolve() : this.#waiters.push(resolve)));
    }
    stopped?.removeEventListener('abort', wake);
  }

  /** Aborted, with AgentError `agent-ended`, once the coach API no longer lists this agent: nothing of it arrives any more. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /**
   * Whether nothing of this agent is taken any more: it was ended, or the challenge is over, or for now, since it is suspended. The
   * coach API's word alone is not believed while a broker takes what is sent.
   */
  get isOver(): boolean {
    const { noticed, link } = this.#ports;
    if (link.connected) return false;
    return UNLISTED.some((code) => noticed.stands(code));
  }

  /** Asks whether the agent was ended, where what it sends does not arrive. A broker believes the keys that it knows for a while. */
  async askIfEnded(): Promise<void> {
    const { isListed, noticed } = this.#ports;
    const listed = await isListed();
    if (listed === undefined) return;
    const why = listed === false ? 'agent-ended' : listed;
    // What the coach API says now takes the place of what it said.
    for (const code of UNLISTED) if (code !== why) noticed.over(code);
    if (why === true) return;
    noticed.holds(why);
    if (why !== 'agent-ended') return;
    if (!this.#ended.signal.aborted) this.#ended.abort(new AgentError('agent-ended', ENROL_REFUSALS.agentEnded));
  }

  #wakeAll(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#ports.link.close();
    await this.#cycle;
    clearTimeout(this.#timer);
    await this.#ports.follower.idle();
    await this.#ports.noticed.close();
  }

  async #isEmpty(): Promise<boolean> {
    const { envelopes, received, proven, recordsWaiting } = await this.#ports.outbox.counts();
    return received >= envelopes && proven >= envelopes && recordsWaiting === 0;
  }

  #onConnect(): void {
    const { report, noticed, follower } = this.#ports;
    report('broker-connected');
    this.#unreachableSince = undefined;
    this.#overdue.connected();
    for (const code of ['broker-unreachable', 'broker-refuses', 'clock-wrong'] as const) noticed.over(code);
    // A broker believes a key for a while that is listed no longer: the coach API alone says whether it is again.
    if (UNLISTED.some((code) => noticed.stands(code))) void this.#asking();
    follower.reconnected();
    this.#incoming.reconnected();
    this.#outgoing.startAgain();
    this.#turn();
  }

  #onEnd(why: LinkEnd): void {
    const { noticed, ticks } = this.#ports;
    this.#overdue.disconnected();
    if (why === 'silent' || why === 'garbled') noticed.happened(`broker-${why}`);
    if (why === 'publish-refused') noticed.holds('publish-refused');
    if (why === 'refused') {
      noticed.holds('broker-refuses');
      void this.#suspectClock();
      void this.#asking();
    }
    // A machine that wakes up is without a network for a moment; that is nothing to tell.
    this.#unreachableSince ??= ticks();
    if (why !== 'unreachable') return;
    if (ticks() - this.#unreachableSince >= this.#times.unreachable) noticed.holds('broker-unreachable');
  }

  async #asking(): Promise<void> {
    try {
      await this.askIfEnded();
    } catch (error) {
      this.#ports.report('list-unknown', { code: codeOf(error) });
    }
  }

  /** A broker refuses the token of a machine whose clock is wrong, and cannot say why. */
  async #suspectClock(): Promise<void> {
    const { clock, noticed, outbox, report, timeElsewhere } = this.#ports;
    try {
      const elsewhere = await timeElsewhere();
      const now = clock();
      const wrong = isBehind(now, await outbox.believedTimes()) || (elsewhere !== undefined && isOff(now, elsewhere));
      if (wrong) noticed.holds('clock-wrong');
    } catch (error) {
      report('time-unknown', { code: codeOf(error) });
    }
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        await this.#outgoing.send();
        await this.#poll();
        await this.#overdue.look();
      } catch (error) {
        this.#ports.report('send-failed', { code: codeOf(error) });
      }
      this.#ports.noticed.flush();
      this.#wakeAll();
    }
    this.#setTimer();
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => this.#turn(), this.#outgoing.nextTurn());
  }

  /** The broker may withhold what the log published: the log is asked itself, from time to time, while leaves wait. */
  async #poll(): Promise<void> {
    const { follower, link, outbox, ticks } = this.#ports;
    const now = ticks();
    if (!link.connected || now - this.#polledAt <= this.#times.poll) return;
    this.#polledAt = now;
    if ((await outbox.unproven(1)).length > 0) await follower.poll();
  }

  /** @throws AgentError `disk-full`, `disk-failed`, `vault-busy`: what came was not kept, and the broker is not to forget it */
  async #onMessage(topic: string, payload: Uint8Array): Promise<void> {
    try {
      // Not waited for: receipts must not stand in line behind the proofs of a whole batch.
      if (topic === TOPICS.checkpoint) void this.#follow(payload);
      else await this.#incoming.take(topic, payload);
    } catch (error) {
      this.#ports.report(isOfStorage(error) ? 'message-not-kept' : 'message-refused', { code: codeOf(error) });
      if (isOfStorage(error)) throw error;
    }
    this.#turn();
  }

  async #follow(checkpoint: Uint8Array): Promise<void> {
    try {
      await this.#ports.follower.heard(checkpoint);
    } catch (error) {
      this.#ports.report('checkpoint-not-followed', { code: codeOf(error) });
    }
    this.#turn();
  }
}
