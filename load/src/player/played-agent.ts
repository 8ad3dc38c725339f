import {
  concat,
  equalBytes,
  leafOf,
  openReceipt,
  ProtocolError,
  type SigningKey,
  sealEnvelope,
  TOPICS,
  toHex,
  type Window,
} from '@fit4work/protocol';
import { closedWith } from '../core/closed-windows.js';
import { isOver, morePatient, type Patience, patient } from '../core/patience.js';
import { playedPlaintexts } from '../core/played-plaintexts.js';
import type { Account } from '../orders.js';
import type { Line, PlayerPorts } from '../ports.js';
import type { LogWatch } from './log-watch.js';
import { type Due, SentEnvelope } from './sent-envelope.js';

/** Who is played, as enrolled. */
export interface Played {
  /** 32 hexadecimal digits. */
  readonly name: string;
  readonly pseudonym: Uint8Array;
  readonly agent: number;
  readonly key: SigningKey;
  /** Whose receipts count. */
  readonly coachKey: Uint8Array;
}

/**
 * An agent without a wearable and without a disk: it seals and signs what closes, sends it, and holds it until a signed receipt covers it and
 * its leaf is proven, sending again as agents do.
 */
export class PlayedAgent {
  readonly #who: Played;
  readonly #ports: PlayerPorts;
  readonly #line: Line;
  readonly #log: Pick<LogWatch, 'expect'>;
  #sequence = 0;
  #leaf: Uint8Array = new Uint8Array(32);
  #quarter: number;
  readonly #leaves: Uint8Array[] = [];
  #unreceived: SentEnvelope[] = [];
  #unproven: SentEnvelope[] = [];
  #patience: Patience;

  constructor(who: Played, ports: PlayerPorts, at: { line: Line; log: Pick<LogWatch, 'expect'>; quarter: number }) {
    this.#who = who;
    this.#ports = ports;
    this.#line = at.line;
    this.#log = at.log;
    this.#quarter = at.quarter;
    this.#patience = patient('envelopes', ports.ticks());
  }

  get line(): Line {
    return this.#line;
  }

  /** What it sealed so far. */
  get account(): Account {
    return { name: this.#who.name, leaves: this.#leaves.map(toHex) };
  }

  /** Whether something of it lacks a receipt or a proof. */
  get waits(): boolean {
    return this.#unreceived.length > 0 || this.#unproven.some(({ isProven }) => !isProven);
  }

  /** Seals what closed with the next quarter of an hour, and sends it where it can. */
  turn(due: Due): void {
    if (this.#unreceived.length === 0) this.#patience = patient('envelopes', this.#ports.ticks());
    const made = closedWith(this.#quarter).map((window) => this.#seal(window, due));
    this.#quarter += 1;
    this.#unreceived.push(...made);
    this.#unproven.push(...made);
    this.#send(made);
  }

  /** A connection begins: nothing is under way on it. */
  connected(): void {
    const now = this.#ports.ticks();
    this.#patience = patient('envelopes', now);
    for (const each of this.#unproven) each.patience = patient('leaves', now);
    this.#sendEnvelopes(this.#unreceived);
    this.#sendLeaves(this.#unproven);
  }

  /** @returns whether it is a receipt of this agent: whatever else comes down is not for a load to read */
  take(topic: string, payload: Uint8Array): boolean {
    if (topic !== TOPICS.down(this.#who.name, 'receipt')) return false;
    try {
      const { agent, sequence, leaf } = openReceipt(payload, this.#who.coachKey);
      const covered = this.#unreceived.findIndex((each) => each.sequence === sequence);
      const last = this.#unreceived[covered];
      if (agent !== this.#who.agent || last === undefined || !equalBytes(last.sealed.leaf, leaf)) return false;
      this.#receive(covered + 1);
      return true;
    } catch (error) {
      if (error instanceof ProtocolError) return false;
      throw error;
    }
  }

  /** Sends again what nobody answered for so long. @returns how many envelopes and leaves */
  sweep(now: number): number {
    this.#unproven = this.#unproven.filter(({ isProven }) => !isProven);
    if (!this.#line.connected) return 0;
    const leaves = this.#unproven.filter(({ patience }) => isOver(patience, now));
    for (const each of leaves) each.patience = morePatient('leaves', each.patience, now);
    this.#sendLeaves(leaves);
    if (this.#unreceived.length === 0 || !isOver(this.#patience, now)) return leaves.length;
    this.#patience = morePatient('envelopes', this.#patience, now);
    this.#sendEnvelopes(this.#unreceived);
    return leaves.length + this.#unreceived.length;
  }

  #receive(count: number): void {
    const now = this.#ports.ticks();
    for (const each of this.#unreceived.splice(0, count)) each.received(now);
    this.#patience = patient('envelopes', now);
  }

  #seal(window: Window, due: Due): SentEnvelope {
    const { entropy, random } = this.#ports;
    const { pseudonym, agent, key } = this.#who;
    const sequence = this.#sequence + 1;
    const place = { pseudonym, agent, windowStart: window.start, granularity: window.granularity, revision: 0 };
    const boxes = playedPlaintexts(window, random).map((plaintext) => {
      return { plaintext, dataKey: entropy(32), nonce: entropy(12) };
    });
    const bytes = sealEnvelope({ ...place, sequence, previous: this.#leaf, salt: entropy(32) }, boxes, key);
    const leaf = leafOf(bytes);
    [this.#sequence, this.#leaf] = [sequence, leaf];
    this.#leaves.push(leaf);
    const sent = new SentEnvelope(sequence, { bytes, leaf }, due);
    this.#log.expect(sent);
    return sent;
  }

  #send(made: readonly SentEnvelope[]): void {
    this.#sendEnvelopes(made);
    this.#sendLeaves(made);
  }

  #sendEnvelopes(envelopes: readonly SentEnvelope[]): void {
    const topic = TOPICS.up(this.#who.name, 'envelope');
    for (const { sealed } of envelopes) this.#line.publish(topic, sealed.bytes);
  }

  #sendLeaves(envelopes: readonly SentEnvelope[]): void {
    if (envelopes.length === 0) return;
    this.#line.publish(TOPICS.leaves, concat(...envelopes.map(({ sealed }) => sealed.leaf)));
  }
}
