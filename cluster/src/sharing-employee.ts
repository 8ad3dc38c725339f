import { randomBytes } from 'node:crypto';
import { type Enrolled, type Line, MqttLine, type Place } from '@fit4work/load';
import {
  concat,
  type DataKey,
  fromHex,
  type Grant,
  identityKey,
  jwsBytes,
  keyIdOf,
  leafOf,
  METRICS,
  openReceipt,
  ProtocolError,
  PURPOSE,
  type SigningKey,
  seal,
  sealEnvelope,
  signGrant,
  signingKey,
  signRelease,
  signToken,
  signWithdrawal,
  TOPICS,
  toHex,
  type UpKind,
} from '@fit4work/protocol';
import { type MeasuredDay, measuredDay } from './core/measured-day.js';
import { Outbox, type Outgoing } from './core/outbox.js';

/** A day that was shared, and by which records. */
interface SharedDay extends MeasuredDay {
  readonly leaves: readonly string[];
}

const AGENT = 1;
const COACH = 'coach-1';
const FIRST_DAY = '2026-01-05';
const SWEEP_MS = 500;
/** As agents have it: what has no receipt goes again after three seconds, leaves that may not be in the log after five. */
const AGAIN_MS = { records: 3_000, leaves: 5_000 };

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const now = (): number => Math.floor(Date.now() / 1_000);

/** Somebody whose days a coach may read, by an agent that sends again what has no receipt. */
export class SharingEmployee {
  readonly name: string;
  readonly #enrolled: Enrolled;
  readonly #place: Place;
  readonly #random: () => number;
  readonly #identity: SigningKey;
  readonly #key: SigningKey;
  readonly #line: Line;
  readonly #outbox = new Outbox();
  readonly #leaves: Uint8Array[] = [];
  readonly #envelopes: string[] = [];
  readonly #days: SharedDay[] = [];
  #previous: Uint8Array = new Uint8Array(32);
  #grant = '';
  #hasWithdrawn = false;
  #withdrawal: { readonly leaf: string; readonly onConfirmed: () => void } | undefined;
  #heardAt = 0;
  #leavesAt = 0;
  #sweeping: NodeJS.Timeout | undefined;

  /** @param random of what is measured */
  constructor(enrolled: Enrolled, place: Place, random: () => number) {
    [this.#enrolled, this.#place, this.#random] = [enrolled, place, random];
    this.name = toHex(enrolled.pseudonym);
    this.#identity = identityKey(enrolled.root);
    this.#key = signingKey(enrolled.seed);
    this.#line = new MqttLine({
      ...{ url: place.brokerUrl, username: this.name, clientId: `${this.name}-${AGENT}-run` },
      password: () => signToken(this.#key, this.name, now()),
      subscriptions: [TOPICS.allDown(this.name)],
      handlers: {
        onConnect: () => this.#sendAgain(),
        onMessage: (topic, payload) => this.#hear(topic, payload),
      },
    });
  }

  /** Leaves of the envelopes that it sealed, in the order of their sequence. */
  get envelopes(): readonly string[] {
    return this.#envelopes;
  }

  /** Every leaf that it sent, in hexadecimal. */
  get leaves(): readonly string[] {
    return this.#leaves.map(toHex);
  }

  get isConfirmed(): boolean {
    return this.#outbox.waiting.length === 0;
  }

  get hasWithdrawn(): boolean {
    return this.#hasWithdrawn;
  }

  get days(): readonly MeasuredDay[] {
    return this.#days;
  }

  /** Days of which everything that a coach needs has a receipt. */
  get confirmedDays(): readonly string[] {
    return this.#days.filter(({ leaves }) => !leaves.some((leaf) => this.#outbox.holds(leaf))).map(({ date }) => date);
  }

  connect(): void {
    this.#line.open();
    this.#sweeping = setInterval(() => this.#sweep(), SWEEP_MS);
  }

  close(): void {
    clearInterval(this.#sweeping);
    this.#line.drop();
  }

  /** Grants the coach every day, also those to come. */
  share(): void {
    const grant: Grant = {
      ...{ pseudonym: this.#enrolled.pseudonym, controller: keyIdOf(this.#place.coachKey), recipient: COACH },
      ...{ purpose: PURPOSE, scope: METRICS.map((metric) => ({ metric, granularities: ['day'] as const })) },
      ...{
        from: '2026-01-01',
        until: '2026-12-31',
        issued: now(),
        expires: now() + 86_400,
        after: [],
        salt: random(32),
      },
      notice: { language: 'nl', sha256: 'a'.repeat(64) },
    };
    const record = jwsBytes(signGrant(grant, this.#identity));
    this.#grant = toHex(leafOf(record));
    this.#say('consent', record);
  }

  /** @param onConfirmed told whenever a broker confirms that it has the withdrawal */
  withdraw(onConfirmed: () => void): void {
    this.#hasWithdrawn = true;
    this.#outbox.drop('release');
    const { pseudonym } = this.#enrolled;
    const withdrawal = { pseudonym, grant: this.#grant, issued: now(), after: [this.#grant], salt: random(32) };
    const record = jwsBytes(signWithdrawal(withdrawal, this.#identity));
    this.#withdrawal = { leaf: toHex(leafOf(record)), onConfirmed };
    this.#say('consent', record);
  }

  /** The next day is over: it is sealed, and its keys are released. */
  measure(): void {
    const day = measuredDay(FIRST_DAY, this.#days.length, this.#random);
    const { date, window, plaintexts } = day;
    const { pseudonym } = this.#enrolled;
    const boxes = plaintexts.map((plaintext) => ({ plaintext, dataKey: random(32), nonce: random(12) }));
    const header = { pseudonym, agent: AGENT, windowStart: window.start, granularity: 'day' as const, revision: 0 };
    const place = { sequence: this.#envelopes.length + 1, previous: this.#previous, salt: random(32) };
    const bytes = sealEnvelope({ ...header, ...place }, boxes, this.#key);
    this.#previous = leafOf(bytes);
    const leaf = toHex(this.#previous);
    this.#envelopes.push(leaf);
    this.#send({ kind: 'envelope', bytes, leaf, sequence: place.sequence });
    this.#anchor(this.#previous);
    const keys = boxes.map(({ dataKey }, i): DataKey => {
      return { day: date, metric: METRICS[i] ?? 'steps', granularity: 'day', key: dataKey };
    });
    this.#days.push({ ...day, leaves: [leaf, this.#release(keys)] });
  }

  /** Sends every leaf again that it ever sent: those that the log has cost nothing. */
  anchorAgain(): void {
    for (let at = 0; at < this.#leaves.length; at += 512) {
      this.#line.publish(TOPICS.leaves, concat(...this.#leaves.slice(at, at + 512)));
    }
  }

  /** @returns the leaf of the release, which is not anchored */
  #release(keys: readonly DataKey[]): string {
    const grant = fromHex(this.#grant);
    const header = { pseudonym: this.#enrolled.pseudonym, agent: AGENT, grant, consent: [grant] };
    const bytes = signRelease({ ...header, recipient: this.#place.boxKey }, keys, this.#key);
    const leaf = toHex(leafOf(bytes));
    this.#send({ kind: 'release', bytes, leaf });
    return leaf;
  }

  /** A record for the coach API's eyes, which is anchored. */
  #say(kind: UpKind, record: Uint8Array): void {
    this.#send({ kind, bytes: seal(record, this.#place.boxKey), leaf: toHex(leafOf(record)) });
    this.#anchor(leafOf(record));
  }

  #anchor(leaf: Uint8Array): void {
    this.#leaves.push(leaf);
    this.#line.publish(TOPICS.leaves, leaf);
  }

  #send(outgoing: Outgoing): void {
    if (this.isConfirmed) this.#heardAt = performance.now();
    this.#outbox.add(outgoing);
    this.#publish(outgoing);
  }

  #publish({ kind, bytes, leaf }: Outgoing): void {
    const onConfirmed = this.#withdrawal?.leaf === leaf ? this.#withdrawal.onConfirmed : undefined;
    this.#line.publish(TOPICS.up(this.name, kind), bytes, onConfirmed);
  }

  #sendAgain(): void {
    this.#heardAt = performance.now();
    for (const outgoing of this.#outbox.waiting) this.#publish(outgoing);
    this.anchorAgain();
  }

  #sweep(): void {
    const at = performance.now();
    if (!this.isConfirmed && at - this.#heardAt > AGAIN_MS.records) this.#sendAgain();
    if (at - this.#leavesAt < AGAIN_MS.leaves) return;
    this.#leavesAt = at;
    const latest = this.#leaves.slice(-4);
    if (latest.length > 0) this.#line.publish(TOPICS.leaves, concat(...latest));
  }

  #hear(topic: string, payload: Uint8Array): void {
    if (topic !== TOPICS.down(this.name, 'receipt')) return;
    try {
      const { sequence, leaf, records } = openReceipt(payload, this.#place.coachKey);
      if (sequence > 0 && toHex(leaf) !== this.#envelopes[sequence - 1]) return;
      const before = this.#outbox.confirmed;
      this.#outbox.confirm(sequence, records.map(toHex));
      if (this.#outbox.confirmed > before) this.#heardAt = performance.now();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
    }
  }
}
