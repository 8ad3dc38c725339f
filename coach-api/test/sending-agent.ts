import { setTimeout as wait } from 'node:timers/promises';
import {
  addDays,
  daysOfDate,
  fromBase64Url,
  fromHex,
  leafOf,
  openReceipt,
  type RecoveryEnvelope,
  readRecoveryEnvelopes,
  seal,
  signRecoveryToken,
  TOPICS,
  toHex,
  type UpKind,
  unseal,
} from '@fit4work/protocol';
import { expect } from 'vitest';
import { type DayToSeal, Employee } from '../src/testing/employee.js';
import { enrolled, type Running } from '../src/testing/house.js';
import type { Random } from './seeded.js';

/** The day that coaches read. */
export const READ_DAY = '2026-05-01';
/** Days of which there are keys in the release, so that an erasure has something to narrow. */
const DAYS_TO_ERASE = 40;
const FIRST_TO_ERASE = '2026-05-10';
/** Days of all that comes after that; few enough that none is read. */
const LATER = { first: '2026-07-01', count: 150 };
/** Envelopes that wait for their receipt, at most. */
const MOST_WAITING = 24;
/** An agent that hears nothing for so long sends again, milliseconds. */
const PATIENCE = 500;

const dayOf = (day: string): DayToSeal => ({ day, windowStart: daysOfDate(day) * 86_400, granularity: 'day' });

/** An agent that sends new envelopes, messages and erasures until it is told to end, and again what nobody confirmed. */
export class SendingAgent {
  readonly employee: Employee;
  /** Highest sequence of a receipt that it holds. */
  acknowledged = 0;
  /** Leaves of messages and erasures that its receipts name. */
  readonly records = new Set<string>();
  /** Leaves of the read records that came down. */
  readonly readsHeard = new Set<string>();
  readonly #leaves: string[] = [];
  readonly #days: string[] = [];
  readonly #envelopes = new Map<number, Uint8Array>();
  readonly #sealed = new Map<string, { readonly kind: UpKind; readonly bytes: Uint8Array }>();
  readonly #erased = new Set<string>();
  readonly #random: Random;
  /** Where recovery has an envelope, by sequence. */
  readonly #positions = new Map<number, number>();
  #checkedUpTo = 0;
  #publish: (kind: UpKind, bytes: Uint8Array) => Promise<unknown> = async () => undefined;
  #end: () => Promise<unknown> = async () => undefined;
  #boxKey = new Uint8Array(0);

  private constructor(number: number, random: Random) {
    this.employee = new Employee(number);
    this.#random = random;
  }

  /** Enrols, and shares all that it has with the coach. @returns it, and the policy of its invitation */
  static async enrol(running: Running, number: number, random: Random) {
    const agent = new SendingAgent(number, random);
    const { invitation, client } = await enrolled(running, agent.employee);
    const { name } = agent.employee;
    const signingKey = fromBase64Url(invitation.coachApi.signingKey);
    agent.#boxKey = new Uint8Array(fromBase64Url(invitation.coachApi.boxKey));
    agent.#publish = (kind, bytes) => client.publishAsync(TOPICS.up(name, kind), Buffer.from(bytes), { qos: 1 });
    agent.#end = () => client.endAsync(true);
    client.on('message', (topic, payload) => {
      if (topic === TOPICS.down(name, 'receipt')) agent.#confirm(openReceipt(new Uint8Array(payload), signingKey));
      if (topic === TOPICS.down(name, 'read')) agent.#hear(new Uint8Array(payload));
    });
    await agent.#share();
    const policy: string = invitation.log.policy;
    return { agent, policy };
  }

  /** Leaves of erasures and messages that it sent, and that nobody confirmed. */
  get unconfirmed(): readonly string[] {
    return [...this.#sealed.keys()];
  }

  /** Whether all that it sent is confirmed. */
  get isConfirmed(): boolean {
    return this.#envelopes.size === 0 && this.#sealed.size === 0;
  }

  /** Sends on until it is told that the service is gone. @param sent called for each new one */
  async sendOn(gone: AbortSignal, sent: () => void): Promise<void> {
    await this.#sendAgain();
    let heard = { at: Date.now(), acknowledged: this.acknowledged };
    while (!gone.aborted) {
      if (this.acknowledged > heard.acknowledged) heard = { at: Date.now(), acknowledged: this.acknowledged };
      if (this.#envelopes.size < MOST_WAITING) {
        await this.#sendNew();
        sent();
      } else if (Date.now() - heard.at > PATIENCE) {
        await this.#sendAgain();
        heard = { ...heard, at: Date.now() };
      }
      await wait(this.#random(1, 25));
    }
  }

  /** Sends again until everything is confirmed. */
  async deliver(): Promise<void> {
    while (!this.isConfirmed) {
      await this.#sendAgain();
      const until = Date.now() + PATIENCE;
      while (!this.isConfirmed && Date.now() < until) await wait(20);
    }
  }

  /**
   * Holds that what was confirmed is stored, as a new machine of this person would get it back: the same envelope under each
   * sequence, with its bytes unless this person had its day erased.
   *
   * @param whole from the first one on, else from where it was looked last
   */
  async check(api: string, whole: boolean): Promise<void> {
    const acknowledged = this.acknowledged;
    const stored = await this.#recover(api, whole ? 0 : this.#checkedUpTo);
    const missing: number[] = [];
    for (let sequence = whole ? 1 : this.#checkedUpTo + 1; sequence <= acknowledged; sequence += 1) {
      if (!this.#isKept(sequence, stored.get(sequence))) missing.push(sequence);
    }
    expect(missing, 'acknowledged envelopes that are lost').toEqual([]);
    this.#checkedUpTo = acknowledged;
  }

  end(): Promise<unknown> {
    return this.#end();
  }

  #isKept(sequence: number, stored: RecoveryEnvelope | undefined): boolean {
    if (stored === undefined || toHex(stored.leaf) !== this.#leaves[sequence - 1]) return false;
    if (stored.bytes === null) return this.#erased.has(this.#days[sequence - 1] ?? '');
    return toHex(leafOf(stored.bytes)) === this.#leaves[sequence - 1];
  }

  /** @param after a sequence */
  async #recover(api: string, after: number): Promise<ReadonlyMap<number, RecoveryEnvelope>> {
    const found = new Map<number, RecoveryEnvelope>();
    let position = after === 0 ? 0 : (this.#positions.get(after) ?? 0);
    for (;;) {
      const token = signRecoveryToken(this.employee.identity, Math.floor(Date.now() / 1000));
      const answer = await fetch(`${api}/v1/recovery/envelopes?after=${position}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(200);
      const page = readRecoveryEnvelopes(new Uint8Array(await answer.arrayBuffer()));
      for (const envelope of page) {
        found.set(envelope.sequence, envelope);
        this.#positions.set(envelope.sequence, envelope.position);
      }
      const last = page.at(-1);
      if (last === undefined) return found;
      position = last.position;
    }
  }

  async #share(): Promise<void> {
    const days = [READ_DAY, ...Array.from({ length: DAYS_TO_ERASE }, (_, i) => addDays(FIRST_TO_ERASE, i))];
    for (const day of days) await this.#sendEnvelope(day);
    const { text, id } = this.employee.grant({});
    await this.#publish('consent', seal(text, this.#boxKey));
    await this.#publish('release', this.employee.release(fromHex(id), this.#boxKey));
  }

  async #sendNew(): Promise<void> {
    const what = this.#random(1, 40);
    // Rarer and rarer, so that there are some left in a long run.
    if (what === 1 && this.#random(0, this.#erased.size) < 3) await this.#sendErasure();
    else if (what <= 6) await this.#sendSealed('message', this.employee.message());
    else await this.#sendEnvelope(addDays(LATER.first, this.employee.sequence % LATER.count));
  }

  async #sendEnvelope(day: string): Promise<void> {
    const bytes = this.employee.seal(dayOf(day));
    // Nobody releases what comes later, so its keys are not needed.
    this.employee.keys.splice(3 * (1 + DAYS_TO_ERASE));
    this.#leaves.push(toHex(leafOf(bytes)));
    this.#days.push(day);
    this.#envelopes.set(this.employee.sequence, bytes);
    await this.#publish('envelope', bytes);
  }

  async #sendErasure(): Promise<void> {
    if (this.#erased.size === DAYS_TO_ERASE) return;
    const day = addDays(FIRST_TO_ERASE, this.#erased.size);
    this.#erased.add(day);
    const start = daysOfDate(day) * 86_400;
    await this.#sendSealed('erasure', this.employee.erasure({ from: day, until: day, start, end: start + 86_400 }));
  }

  async #sendSealed(kind: UpKind, record: Uint8Array): Promise<void> {
    const bytes = seal(record, this.#boxKey);
    this.#sealed.set(toHex(leafOf(record)), { kind, bytes });
    await this.#publish(kind, bytes);
  }

  async #sendAgain(): Promise<void> {
    for (const bytes of [...this.#envelopes.values()]) await this.#publish('envelope', bytes);
    for (const { kind, bytes } of [...this.#sealed.values()]) await this.#publish(kind, bytes);
  }

  #confirm({ sequence, leaf, records }: ReturnType<typeof openReceipt>): void {
    if (sequence > 0) expect(toHex(leaf), `the receipt of ${sequence}`).toBe(this.#leaves[sequence - 1]);
    for (let each = this.acknowledged + 1; each <= sequence; each += 1) this.#envelopes.delete(each);
    this.acknowledged = Math.max(this.acknowledged, sequence);
    for (const record of records.map(toHex)) if (this.#sealed.delete(record)) this.records.add(record);
  }

  #hear(sealed: Uint8Array): void {
    this.readsHeard.add(toHex(leafOf(unseal(sealed, this.employee.vault))));
  }
}
