import { concat, MAX_LEAVES, parseRelease, TOPICS, toHex } from '@fit4work/protocol';
import { type DrainTimes, type Flight, nextTurn, onReceipt, onTime, restFlight, room } from './core/drain-plan.js';
import { dueLeaves, type LeafResends } from './core/leaf-resends.js';
import { isPassedOver, maySend, onSent, type Passing, WITHDRAWAL_RESEND } from './core/passed-over.js';
import { standingGrants } from './lasting-grants.js';
import type { Noticed } from './noticed.js';
import { consentAmong, ownConsent } from './own-consent.js';
import type { Clock, Identity, Link, Outbox, OutboxRecord, Report } from './ports.js';

export interface OutgoingPorts {
  readonly outbox: Outbox;
  readonly link: Link;
  readonly clock: Clock;
  /** Monotone milliseconds. */
  readonly ticks: () => number;
  readonly report: Report;
  readonly noticed: Pick<Noticed, 'holds' | 'over'>;
}

interface Dueness {
  readonly due: boolean;
  /** Whether it was sent before. */
  readonly again: boolean;
}

/** What goes up: consent before all else, envelopes in sequence, other records in the order in which they were made, leaves together; and what goes up again. */
export class Outgoing {
  readonly #ports: OutgoingPorts;
  readonly #identity: Identity;
  readonly #pseudonym: string;
  readonly #resend: number;
  /** When each record that waits was sent last. */
  readonly #lastSent = new Map<string, number>();
  /** Of consent and releases that wait: whether what was sent after it is confirmed. */
  readonly #passings = new Map<string, Passing>();
  #leaves: LeafResends = new Map();
  #flight: Flight;
  /** Leaves or records may wait that were never sent: they are looked for then, and from time to time. */
  #fresh = true;
  #sweptAt = 0;

  constructor(ports: OutgoingPorts, identity: Identity, start: { received: number; times: DrainTimes }) {
    this.#ports = ports;
    this.#identity = identity;
    this.#pseudonym = toHex(identity.pseudonym);
    this.#resend = start.times.resend;
    this.#flight = restFlight(start.received, ports.ticks());
  }

  /** Something new may be there. */
  refresh(): void {
    this.#fresh = true;
  }

  /** A receipt covers this much. */
  received(sequence: number): void {
    this.#flight = onReceipt(this.#flight, sequence, this.#ports.ticks());
  }

  /** Nothing is under way any longer. @param received what a receipt covers, where that is less than before */
  startAgain(received = this.#flight.received): void {
    this.#flight = restFlight(received, this.#ports.ticks());
    this.#lastSent.clear();
    // A broker that swallowed a record may be another one now.
    this.#passings.clear();
    this.#leaves = new Map();
    this.#fresh = true;
  }

  /** Milliseconds until something may have to be sent again. */
  nextTurn(): number {
    return nextTurn(this.#flight, this.#resend, this.#ports.ticks());
  }

  /** Sends what is due. @throws AgentError `unreachable` when the connection is lost */
  async send(): Promise<void> {
    const { link, report, ticks } = this.#ports;
    const now = ticks();
    const before = this.#flight;
    this.#flight = onTime(before, now);
    if (!link.connected) return;
    if (this.#flight.sent < before.sent) report('resent', { envelopes: before.sent - this.#flight.sent });
    const sweep = this.#fresh || now - this.#sweptAt >= this.#resend;
    if (sweep) [this.#fresh, this.#sweptAt] = [false, now];
    const due = sweep ? await this.#dueRecords(now) : [];
    // Begun in this order: a broker ends the connection at what it refuses, and a withdrawal has to arrive before that.
    await Promise.all([this.#sendRecords(due), sweep ? this.#sendLeaves(now) : undefined, this.#sendEnvelopes()]);
  }

  async #sendEnvelopes(): Promise<void> {
    const { link, outbox } = this.#ports;
    const { sent } = this.#flight;
    const kept = await outbox.unreceived(sent, room(this.#flight));
    // A chain has no gaps: nothing is taken that comes after one whose bytes are gone.
    const gap = kept.findIndex(({ sequence }, i) => sequence !== sent + 1 + i);
    const entries = gap === -1 ? kept : kept.slice(0, gap);
    const last = entries.at(-1);
    if (last === undefined) return this.#lookForLoss();
    this.#flight = { ...this.#flight, sent: last.sequence };
    const topic = TOPICS.up(this.#pseudonym, 'envelope');
    await Promise.all(entries.map(({ bytes }) => link.publish(topic, bytes)));
  }

  /** Bytes far back are gone here, and a coach API that was restored may lack them: then nothing that follows is ever taken. */
  async #lookForLoss(): Promise<void> {
    const { noticed, outbox } = this.#ports;
    const { sent, received } = this.#flight;
    const lost = sent === received && (await outbox.leafAt(sent + 1)) !== undefined;
    if (lost && (await outbox.unreceived(sent, 1))[0]?.sequence !== sent + 1) noticed.holds('coach-lost-envelopes');
    else noticed.over('coach-lost-envelopes');
  }

  async #dueRecords(now: number): Promise<readonly OutboxRecord[]> {
    const { outbox, report } = this.#ports;
    // One list is checked and sent: what is written meanwhile goes next time.
    const waiting = await outbox.waitingRecords();
    if (waiting.length === 0) this.#lastSent.clear();
    const releases = await this.#releasesThatMayGo(waiting.filter(({ kind }) => kind === 'release'));
    const going = waiting.filter((record) => record.kind !== 'release' || releases.has(record));
    const due = going.map((record) => ({ record, ...this.#duenessOf(record, now) })).filter((each) => each.due);
    this.#nameRefused(waiting);
    const again = due.filter((each) => each.again).length;
    if (again > 0) report('resent', { records: again });
    return due.map(({ record }) => record);
  }

  /** Consent first, at once and in its order; the others one after the other, as a release is refused before its grant is known. */
  async #sendRecords(due: readonly OutboxRecord[]): Promise<void> {
    const publish = async ({ kind, payload }: OutboxRecord): Promise<void> => {
      if (kind !== 'damaged') await this.#ports.link.publish(TOPICS.up(this.#pseudonym, kind), payload);
    };
    await Promise.all(due.filter(isConsent).map(publish));
    for (const record of due) if (!isConsent(record)) await publish(record);
  }

  /**
   * No key goes out under a grant that does not live (SPEC.md clause 9.3). Only where it is over for good is its release
   * dropped: a clock that is set right, or a record that is restored, lets the others go.
   *
   * @returns none where a record was changed on disk, since nobody can say then what is granted
   */
  async #releasesThatMayGo(waiting: readonly OutboxRecord[]): Promise<ReadonlySet<OutboxRecord>> {
    const { clock, outbox, report } = this.#ports;
    if (waiting.length === 0) return new Set();
    const { kept, damaged } = await ownConsent(outbox, this.#identity);
    const consent = kept.map(({ record }) => record);
    const { live, over } = await standingGrants(outbox, consent, clock());
    // Under one that came back nothing goes out, what was signed before either, until the employee has confirmed it.
    const unconfirmed = await outbox.heldGrants();
    const going = damaged.length > 0 ? [] : live.filter(({ id }) => !unconfirmed.has(id));
    const lives = new Set(going.map(({ id }) => id));
    const grantOf = ({ bytes }: OutboxRecord): string => toHex(parseRelease(bytes).grant);
    const ended = waiting.filter((release) => over.has(grantOf(release)));
    if (ended.length > 0) await outbox.dropReleases(ended.map(({ leaf }) => leaf));
    const sent = waiting.filter((release) => lives.has(grantOf(release)));
    const held = waiting.length - ended.length - sent.length;
    if (held > 0) report('releases-held', { records: held });
    return new Set(sent);
  }

  async #sendLeaves(now: number): Promise<void> {
    const { link, outbox, report } = this.#ports;
    const unproven = await outbox.unproven(4 * MAX_LEAVES);
    const { resends, due, again } = dueLeaves(this.#leaves, unproven.map(toHex), { resend: this.#resend, now });
    this.#leaves = resends;
    if (again > 0) report('resent', { leaves: again });
    const leaves = unproven.filter((leaf) => due.has(toHex(leaf)));
    for (let i = 0; i < leaves.length; i += MAX_LEAVES) {
      await link.publish(TOPICS.leaves, concat(...leaves.slice(i, i + MAX_LEAVES)));
    }
  }

  /**
   * That it does not take consent, or keys under it, the coach API tells nobody; what would confirm it may be under way when the
   * process begins. Keys are refused by right as long as consent waits.
   */
  #nameRefused(waiting: readonly OutboxRecord[]): void {
    const names = new Set(waiting.filter(mayBeRefused).map(({ leaf }) => toHex(leaf)));
    for (const name of this.#passings.keys()) if (!names.has(name)) this.#passings.delete(name);
    const consents = waiting.filter(isConsent);
    const releases = waiting.filter(({ kind }) => kind === 'release');
    this.#nameOf('consent-refused', consents);
    if (consents.length === 0) this.#nameOf('releases-refused', releases);
  }

  #nameOf(condition: 'consent-refused' | 'releases-refused', waiting: readonly OutboxRecord[]): void {
    const { noticed } = this.#ports;
    if (waiting.some(({ leaf }) => isPassedOver(this.#passings.get(toHex(leaf))))) noticed.holds(condition);
    else if (waiting.length === 0) noticed.over(condition);
  }

  #duenessOf(record: OutboxRecord, now: number): Dueness {
    const name = toHex(record.leaf);
    const passing = this.#passings.get(name);
    const ends = isPassedOver(passing) && isWithdrawal(record, this.#identity);
    if (mayBeRefused(record) && !ends && !maySend(passing, this.#flight.sent)) return { due: false, again: false };
    const dueness = this.#dueness(name, now, ends ? WITHDRAWAL_RESEND : this.#resend);
    if (mayBeRefused(record) && dueness.due) this.#passings.set(name, onSent(passing, this.#flight));
    return dueness;
  }

  /** Whether a record was not sent within a while, in which case it counts as sent now, and whether it was before. */
  #dueness(name: string, now: number, resend: number): Dueness {
    const sent = this.#lastSent.get(name);
    const due = sent === undefined || now - sent >= resend;
    if (due) this.#lastSent.set(name, now);
    return { due, again: due && sent !== undefined };
  }
}

const isConsent = ({ kind }: OutboxRecord): boolean => kind === 'consent';

/** Of these kinds the coach API may refuse one for good, and an agent has to know. */
const mayBeRefused = ({ kind }: OutboxRecord): boolean => kind === 'consent' || kind === 'release';

/** Whether it ends a grant, as it was signed here. */
const isWithdrawal = (record: OutboxRecord, identity: Identity): boolean =>
  isConsent(record) && consentAmong([record], identity).kept.some(({ record: { kind } }) => kind === 'withdrawal');
