import {
  concat,
  DOWN_KINDS,
  equalBytes,
  MAX_LEAVES,
  openReceipt,
  parsePersonTopic,
  parseRelease,
  type Receipt,
  TOPICS,
  toHex,
} from '@fit4work/protocol';
import { type Flight, onReceipt, onTime, restFlight, room } from './core/drain-plan.js';
import { LETTER_KINDS } from './core/letter-kinds.js';
import { liveGrants } from './grants.js';
import type { LogFollower } from './log-follower.js';
import type { Clock, Identity, Link, Outbox, Report } from './ports.js';
import { codeOf } from './report.js';

export interface DrainPorts {
  readonly outbox: Outbox;
  readonly link: Link;
  readonly follower: LogFollower;
  readonly clock: Clock;
  /** Monotone milliseconds. */
  readonly ticks: () => number;
  readonly report: Report;
}

const TICK = 1_000;
/** A leaf or record that is still missing after this long is sent again. */
const RESEND = 5_000;
const POLL = 15_000;

/**
 * Empties the outbox: sends, sends again, and retires an entry only when a signed receipt covers it and its inclusion is
 * proven. PUBACK retires nothing: brokers acknowledge before they deliver.
 */
export class Drain {
  readonly #ports: DrainPorts;
  readonly #identity: Identity;
  readonly #pseudonym: string;
  readonly #lastSent = new Map<string, number>();
  #flight: Flight;
  #polledAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #cycle: Promise<void> | undefined;
  #again = false;
  /** Leaves or records may wait that were never sent: they are looked for then, and from time to time. */
  #fresh = true;
  #sweptAt = 0;
  #waiters: (() => void)[] = [];

  private constructor(ports: DrainPorts, identity: Identity, received: number) {
    this.#ports = ports;
    this.#identity = identity;
    this.#pseudonym = toHex(identity.pseudonym);
    this.#flight = restFlight(received, ports.ticks());
  }

  static async start(ports: DrainPorts, identity: Identity): Promise<Drain> {
    const drain = new Drain(ports, identity, await ports.outbox.receivedUpTo());
    ports.link.start({
      onConnect: () => drain.#onConnect(),
      onMessage: (topic, payload) => drain.#onMessage(topic, payload),
    });
    drain.#timer = setInterval(() => drain.#turn(), TICK);
    return drain;
  }

  /** Something new is in the outbox. */
  wake(): void {
    this.#fresh = true;
    this.#turn();
  }

  #turn(): void {
    this.#again = true;
    this.#cycle ??= this.#run().finally(() => {
      this.#cycle = undefined;
    });
  }

  /** Settles when everything made so far is received and proven, or when it is no longer waited for. */
  async settled(stopped?: AbortSignal): Promise<void> {
    while (stopped?.aborted !== true && !(await this.#isEmpty())) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#ports.link.close();
    await this.#cycle;
    await this.#ports.follower.idle();
  }

  async #isEmpty(): Promise<boolean> {
    const { envelopes, received, proven, recordsWaiting } = await this.#ports.outbox.counts();
    return received >= envelopes && proven >= envelopes && recordsWaiting === 0;
  }

  #onConnect(): void {
    this.#ports.report('broker-connected');
    this.#flight = restFlight(this.#flight.received, this.#ports.ticks());
    this.#lastSent.clear();
    this.wake();
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        await this.#send();
      } catch (error) {
        this.#ports.report('send-failed', { code: codeOf(error) });
      }
      for (const wake of this.#waiters.splice(0)) wake();
    }
  }

  async #send(): Promise<void> {
    const { follower, link, ticks } = this.#ports;
    const now = ticks();
    this.#flight = onTime(this.#flight, now);
    if (!link.connected) return;
    const sweep = this.#fresh || now - this.#sweptAt >= RESEND;
    if (sweep) [this.#fresh, this.#sweptAt] = [false, now];
    await Promise.all([sweep ? this.#sweep(now) : undefined, this.#sendEnvelopes()]);
    if (now - this.#polledAt > POLL) {
      this.#polledAt = now;
      if ((await this.#ports.outbox.unproven(1)).length > 0) await follower.poll();
    }
  }

  async #sweep(now: number): Promise<void> {
    const waiting = await Promise.all([this.#sendLeaves(now), this.#sendRecords(now)]);
    if (waiting.every((count) => count === 0)) this.#lastSent.clear();
  }

  async #sendEnvelopes(): Promise<void> {
    const { link, outbox } = this.#ports;
    const entries = await outbox.unreceived(this.#flight.sent, room(this.#flight));
    const last = entries.at(-1);
    if (last === undefined) return;
    this.#flight = { ...this.#flight, sent: last.sequence };
    const topic = TOPICS.up(this.#pseudonym, 'envelope');
    await Promise.all(entries.map(({ bytes }) => link.publish(topic, bytes)));
  }

  /** @returns how many wait for a receipt */
  async #sendRecords(now: number): Promise<number> {
    const { link, outbox } = this.#ports;
    await this.#dropEndedReleases();
    const waiting = (await outbox.records()).filter(({ received }) => !received);
    const due = waiting.filter(({ leaf }) => this.#isDue(`record ${toHex(leaf)}`, now));
    // One after the other: a release is refused before its grant is known.
    for (const { kind, payload } of due) {
      if (kind !== 'damaged') await link.publish(TOPICS.up(this.#pseudonym, kind), payload);
    }
    return waiting.length;
  }

  /** No key goes out under a grant that ended while its release waited (SPEC.md clause 9.3). */
  async #dropEndedReleases(): Promise<void> {
    const { clock, outbox } = this.#ports;
    const waiting = (await outbox.records()).filter(({ kind, received }) => kind === 'release' && !received);
    if (waiting.length === 0) return;
    const live = new Set((await liveGrants(outbox, this.#identity, clock())).map(({ id }) => id));
    const ended = waiting.filter(({ bytes }) => !live.has(toHex(parseRelease(bytes).grant)));
    await outbox.dropReleases(ended.map(({ leaf }) => leaf));
  }

  /** @returns how many wait for a proof */
  async #sendLeaves(now: number): Promise<number> {
    const { link, outbox } = this.#ports;
    const unproven = await outbox.unproven(4 * MAX_LEAVES);
    const due = unproven.filter((leaf) => this.#isDue(toHex(leaf), now));
    for (let i = 0; i < due.length; i += MAX_LEAVES) {
      await link.publish(TOPICS.leaves, concat(...due.slice(i, i + MAX_LEAVES)));
    }
    return unproven.length;
  }

  /** Whether something was not sent within the last while; if so, it counts as sent now. */
  #isDue(name: string, now: number): boolean {
    const sent = this.#lastSent.get(name);
    if (sent !== undefined && now - sent < RESEND) return false;
    this.#lastSent.set(name, now);
    return true;
  }

  async #onMessage(topic: string, payload: Uint8Array): Promise<void> {
    try {
      // Not waited for: receipts must not stand in line behind the proofs of a whole batch.
      if (topic === TOPICS.checkpoint) void this.#ports.follower.follow(payload).then(() => this.#turn());
      else await this.#onDown(topic, payload);
    } catch (error) {
      this.#ports.report('message-refused', { code: codeOf(error) });
    }
    this.#turn();
  }

  async #onDown(topic: string, payload: Uint8Array): Promise<void> {
    const parsed = parsePersonTopic(topic);
    if (parsed?.pseudonym !== this.#pseudonym || !DOWN_KINDS.some((kind) => kind === parsed.kind)) {
      this.#ports.report('message-refused', { code: 'unknown-topic' });
    } else if (parsed.kind === 'receipt') {
      await this.#onReceipt(openReceipt(payload, this.#identity.pins.coachSigningKey));
    } else {
      await this.#onLetter(parsed.kind, payload);
    }
  }

  /** Kept as it comes: only the passphrase opens it. */
  async #onLetter(kind: string, sealed: Uint8Array): Promise<void> {
    const { clock, outbox, report } = this.#ports;
    const known = LETTER_KINDS.find((each) => each === kind);
    if (known === undefined) return;
    if (!(await outbox.saveLetter({ kind: known, sealed }, clock()))) report('letter-refused', { code: 'no-room' });
  }

  async #onReceipt(receipt: Receipt): Promise<void> {
    const { outbox, report, ticks } = this.#ports;
    const { agent, pseudonym } = this.#identity;
    const leaf = await outbox.leafAt(receipt.sequence);
    const ours = equalBytes(receipt.pseudonym, pseudonym) && receipt.agent === agent;
    // A signed receipt for bytes that this agent never made is evidence against the coach API, not a delivery.
    if (!ours || leaf === undefined || !equalBytes(leaf, receipt.leaf)) {
      report('receipt-refused', { code: ours ? 'diverged' : 'not-ours' });
      return;
    }
    await outbox.markReceived(receipt.sequence, receipt.records);
    this.#flight = onReceipt(this.#flight, receipt.sequence, ticks());
  }
}
