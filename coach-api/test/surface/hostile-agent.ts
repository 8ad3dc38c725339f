import { leafOf, openReceipt, readRecoveryItems, seal, signRecoveryToken, TOPICS, toHex } from '@fit4work/protocol';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Incoming } from '../../src/core/incoming.js';
import { COACH, Desk } from '../../src/testing/desk.js';
import { type DayToSeal, Employee } from '../../src/testing/employee.js';
import { hostileMessage } from './hostile-messages.js';

const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };

/** A coach API in this process, an agent that sends what it likes, and another whose messages come in the same batches. */
class HostileAgent {
  readonly desk: Desk;
  readonly #ann = new Employee(1);
  readonly #ben = new Employee(2);

  private constructor(desk: Desk) {
    this.desk = desk;
  }

  static async open(env: Readonly<Record<string, string>> = {}): Promise<HostileAgent> {
    const hostile = new HostileAgent(await Desk.open(env));
    const { desk } = hostile;
    for (const person of [hostile.#ann, hostile.#ben]) {
      await desk.enrol(person);
      await desk.publish(person, 'envelope', person.seal(DAY));
      await desk.share(person);
    }
    return hostile;
  }

  close(): Promise<void> {
    return this.desk.close();
  }

  /** Hangs where a message of the other is never confirmed. @throws where more of a batch failed than one message */
  async attack(options: { readonly seed: number; readonly numRuns: number }): Promise<void> {
    const messages = fc.array(hostileMessage(this.desk.boxKey), { minLength: 1, maxLength: 8 });
    const cases = fc.tuple(messages, fc.nat(8), fc.boolean());
    const property = fc.asyncProperty(cases, async ([hostile, place, isEnvelope]) => {
      const sent = hostile.map((make) => make(this.#ann));
      const honest = isEnvelope ? this.#envelope() : this.#message();
      sent.splice(place, 0, honest.message);
      await Promise.all(sent.map((message) => this.desk.link.inbox?.message(message)));
      while (!honest.isConfirmed()) await this.#requireSingles();
      await this.desk.settled();
      await this.#requireSingles();
      await this.#goOn();
    });
    await fc.assert(property, { ...options, endOnFailure: true });
  }

  /** @throws where more than one message failed at once: the other's may be among them */
  async #requireSingles(): Promise<void> {
    const wrong = this.desk.lines.find((line) => line.includes('"batch-failed"') && !line.includes('"count":1,'));
    if (wrong !== undefined) throw new TypeError(`More failed than one message: ${wrong}`);
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** How many refusals there were of each code. */
  refusals(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const code of this.desk.refusals()) counts.set(code, (counts.get(code) ?? 0) + 1);
    return counts;
  }

  /** Status of what a coach, and the hostile person, ask afterwards of what was stored. */
  async asked(): Promise<readonly (number | undefined)[]> {
    const { desk } = this;
    const people = await desk.http('GET', '/v1/people', { token: COACH });
    const summaries = await desk.summaries(this.#ben);
    const token = signRecoveryToken(this.#ann.identity, desk.now);
    const kept = await desk.http('GET', '/v1/recovery/messages', { token });
    readRecoveryItems(kept.bytes);
    return [people.status, summaries.status, kept.status];
  }

  #message(): Honest {
    const record = this.#ben.message();
    const leaf = toHex(leafOf(record));
    return {
      message: { topic: TOPICS.up(this.#ben.name, 'message'), payload: seal(record, this.desk.boxKey) },
      isConfirmed: () => this.#receipts().some(({ records }) => records.some((each) => toHex(each) === leaf)),
    };
  }

  #envelope(): Honest {
    const payload = this.#ben.seal(DAY);
    const { sequence } = this.#ben;
    return {
      message: { topic: TOPICS.up(this.#ben.name, 'envelope'), payload },
      isConfirmed: () => this.#receipts().some((receipt) => receipt.sequence === sequence),
    };
  }

  readonly #receipts = () =>
    this.desk.down(this.#ben, 'receipt').map((bytes) => openReceipt(bytes, this.desk.signingKey));

  /** The hostile agent's next envelope follows the last that was taken; else all of them would be refused for that alone. */
  async #goOn(): Promise<void> {
    // It is asked after each batch, which must not be too often.
    this.desk.now += 1;
    const token = signRecoveryToken(this.#ann.identity, this.desk.now);
    const { body } = await this.desk.http('GET', '/v1/recovery', { token });
    const { sequence, leaf } = body.agents[0].head;
    this.#ann.sequence = sequence;
    this.#ann.leaf = Uint8Array.from(Buffer.from(leaf, 'hex'));
    this.desk.link.published.length = 0;
  }
}

/** @throws where one agent could do anything to another, or to what is asked afterwards */
export async function attacked(
  env: Readonly<Record<string, string>>,
  runs: { readonly seed: number; readonly numRuns: number },
): Promise<void> {
  const hostile = await HostileAgent.open(env);
  try {
    await hostile.attack(runs);
    expect(await hostile.asked()).toEqual([200, 200, 200]);
    // What was sent is refused for many reasons, or this shows little.
    expect(hostile.refusals().size).toBeGreaterThan(3);
  } finally {
    await hostile.close();
  }
}

interface Honest {
  readonly message: Incoming;
  readonly isConfirmed: () => boolean;
}
