import {
  cryptoReady,
  equalBytes,
  leafOf,
  parseEnvelope,
  signingKey,
  signReceipt,
  TOPICS,
  toHex,
  verifyEnvelope,
} from '@fit4work/protocol';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seeded } from '../core/arrivals.js';
import { Tally } from '../core/tally.js';
import type { Line } from '../ports.js';
import { PlayedAgent } from './played-agent.js';
import type { SentEnvelope } from './sent-envelope.js';

const pseudonym = new Uint8Array(16).fill(9);
const name = toHex(pseudonym);

/** A connection that keeps what is published. */
class NotedLine implements Line {
  connected = true;
  readonly traffic = { up: 0, down: 0 };
  readonly failures = 0;
  readonly distrusts = undefined;
  sent: { topic: string; payload: Uint8Array }[] = [];

  open(): void {
    this.connected = true;
  }

  drop(): void {
    this.connected = false;
  }

  publish(topic: string, payload: Uint8Array): void {
    if (this.connected) this.sent.push({ topic, payload });
  }

  get envelopes(): readonly Uint8Array[] {
    return this.sent.filter(({ topic }) => topic === TOPICS.up(name, 'envelope')).map(({ payload }) => payload);
  }

  get leaves(): readonly Uint8Array[] {
    return this.sent.filter(({ topic }) => topic === TOPICS.leaves).map(({ payload }) => payload);
  }
}

describe('played agent', () => {
  let now = 0;
  let line = new NotedLine();
  let expected: SentEnvelope[] = [];
  let tally = new Tally();
  let agent: PlayedAgent;
  let key: ReturnType<typeof signingKey>;
  let coach: ReturnType<typeof signingKey>;
  const due = () => ({ at: now, half: 0, tally }) as const;
  const receipt = (sequence: number, leaf: Uint8Array): Uint8Array =>
    signReceipt({ pseudonym, agent: 1, sequence, leaf, records: [], time: 1_800_000_000 }, coach);

  beforeAll(() => cryptoReady);
  beforeEach(() => {
    now = 1_000;
    [line, expected, tally] = [new NotedLine(), [], new Tally()];
    key = signingKey(new Uint8Array(32).fill(1));
    coach = signingKey(new Uint8Array(32).fill(2));
    const random = seeded(3);
    const entropy = (length: number): Uint8Array => Uint8Array.from({ length }, () => Math.floor(random() * 256));
    const ports = { ticks: () => now, clock: () => 1_800_000_000, entropy, random };
    const log = { expect: (sent: SentEnvelope) => void expected.push(sent) };
    // The last quarter of a day: it closes with its hour and its day.
    agent = new PlayedAgent({ name, pseudonym, agent: 1, key, coachKey: coach.publicKey }, ports, {
      line,
      log,
      quarter: 95 + 96 * 20_000,
    });
  });

  it('seals, signs and links what closes, and sends the leaves of a turn as one message', () => {
    agent.turn(due());
    agent.turn(due());
    const envelopes = line.envelopes.map(parseEnvelope);
    expect(envelopes.map(({ granularity }) => granularity)).toEqual(['raw', 'hour', 'day', 'raw']);
    for (const envelope of envelopes) expect(() => verifyEnvelope(envelope, key.publicKey)).not.toThrow();
    expect(envelopes.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    for (const [i, { previous }] of envelopes.entries()) {
      expect(equalBytes(previous, envelopes[i - 1]?.leaf ?? new Uint8Array(32))).toBe(true);
    }
    expect(line.leaves.map(({ length }) => length)).toEqual([3 * 32, 32]);
    expect(expected.map(({ leafName }) => leafName)).toEqual(line.envelopes.map((bytes) => toHex(leafOf(bytes))));
  });

  it('counts from when an envelope was due to the receipt that covers it and to its proof', () => {
    agent.turn({ ...due(), at: now - 500 });
    const third = line.envelopes.at(-1) ?? new Uint8Array();
    now += 250;
    expect(agent.take(TOPICS.down(name, 'receipt'), receipt(3, leafOf(third)))).toBe(true);
    expect(tally.counts).toMatchObject({ due: 3, received: 3, included: 0 });
    for (const each of expected) each.proven(now);
    expect(tally.isSettled).toBe(true);
    const [[place]] = tally.counts.inclusions as unknown as [[number]];
    expect(tally.counts.receipts[0]).toEqual([[place, 3]]);
  });

  it('takes no receipt of another signer, of another leaf or on another topic', () => {
    agent.turn(due());
    const leaf = leafOf(line.envelopes.at(-1) ?? new Uint8Array());
    const forged = signReceipt({ pseudonym, agent: 1, sequence: 3, leaf, records: [], time: 1 }, key);
    expect(agent.take(TOPICS.down(name, 'receipt'), forged)).toBe(false);
    expect(agent.take(TOPICS.down(name, 'receipt'), receipt(3, new Uint8Array(32).fill(7)))).toBe(false);
    expect(agent.take(TOPICS.down(name, 'read'), receipt(3, leaf))).toBe(false);
    expect(tally.counts.received).toBe(0);
  });

  it('sends the same bytes again when no receipt comes, and ever more seldom', () => {
    agent.turn(due());
    const first = line.envelopes;
    now += 2_999;
    expect(agent.sweep(now)).toBe(0);
    now += 1;
    expect(agent.sweep(now)).toBe(3);
    expect(line.envelopes).toEqual([...first, ...first]);
    now += 5_999;
    // Its leaves alone: they are given five seconds.
    expect(agent.sweep(now)).toBe(3);
    now += 1;
    expect(agent.sweep(now)).toBe(3);
    expect(line.envelopes.length).toBe(9);
  });

  it('sends a leaf again until it is proven, though its envelope has a receipt', () => {
    agent.turn(due());
    agent.take(TOPICS.down(name, 'receipt'), receipt(3, leafOf(line.envelopes.at(-1) ?? new Uint8Array())));
    now += 5_000;
    expect(agent.sweep(now)).toBe(3);
    expect(line.leaves.length).toBe(2);
    for (const each of expected) each.proven(now);
    now += 60_000;
    expect(agent.sweep(now)).toBe(0);
  });

  it('holds what closes while it is cut off, and sends all of it at the next connection', () => {
    line.drop();
    agent.turn(due());
    agent.turn(due());
    now += 60_000;
    expect(agent.sweep(now)).toBe(0);
    expect(line.sent).toEqual([]);
    line.open();
    agent.connected();
    expect(line.envelopes.length).toBe(4);
    expect(line.leaves.map(({ length }) => length)).toEqual([4 * 32]);
  });
});
