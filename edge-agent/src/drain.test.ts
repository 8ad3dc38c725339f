import { randomBytes } from 'node:crypto';
import { concat, cryptoReady, fromHex, signingKey, TOPICS, toHex } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DrainWorld } from '../test/drain-world.js';
import { SmallLog } from '../test/fakes.js';
import { PATIENT } from './core/drain-plan.js';

const bytes = (n: number): Uint8Array => new Uint8Array(randomBytes(n));
const ALL = [1, 2, 3];

let world: DrainWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = new DrainWorld();
  await world.make(3);
  await world.start();
});
afterEach(() => world.close());

const leavesOf = (sequences: readonly number[]): readonly Uint8Array[] => sequences.map((each) => world.leaf(each));
/** Envelopes that are not retired. */
const kept = async (): Promise<number> => {
  const { envelopes: made, received, proven } = await world.outbox.counts();
  return made - Math.min(received, proven);
};

describe('the outbox is emptied', () => {
  it('by a receipt and a proof together, in either order, and by neither alone', async () => {
    world.link.connect();
    await expect.poll(() => world.link.sent('envelope').length).toBe(3);
    await world.receive(world.receipt(2));
    expect(await kept()).toBe(3);
    await world.publish(world.log.append(...leavesOf([1])));
    await expect.poll(kept).toBe(2);
    await world.publish(world.log.append(...leavesOf([2, 3])));
    await expect.poll(kept).toBe(1);
    await world.receive(world.receipt(3));
    await world.drain.settled();
    expect(await kept()).toBe(0);
  });

  it('of its leaves as well: they go to the anchor, bare and together', async () => {
    world.link.connect();
    const leaves = (): Uint8Array[] =>
      world.link.published.filter(({ topic }) => topic === TOPICS.leaves).map((p) => p.payload);
    await expect.poll(() => leaves().length).toBeGreaterThan(0);
    expect(leaves()[0]).toEqual(concat(...leavesOf(ALL)));
  });

  it('by the same bytes again when no receipt comes, and when the broker comes back', async () => {
    const { link, envelopes } = world;
    link.connect();
    await expect.poll(() => link.sent('envelope').length).toBe(3);
    world.ticks += 3_000;
    world.drain.wake();
    await expect.poll(() => link.sent('envelope').length).toBe(6);
    link.connect();
    await expect.poll(() => link.sent('envelope').length).toBe(9);
    expect(link.sent('envelope').map(toHex)).toEqual([...envelopes, ...envelopes, ...envelopes].map(toHex));
  });

  it('after a restart, from where the receipts left off', async () => {
    world.link.connect();
    await world.receive(world.receipt(2));
    await world.restart();
    world.link.connect();
    await expect.poll(() => world.link.sent('envelope').map(toHex)).toEqual(world.envelopes.slice(2).map(toHex));
  });
});

describe('a log that is away', () => {
  const published = (): readonly string[] =>
    world.link.published
      .filter(({ topic }) => topic === TOPICS.leaves)
      .flatMap(({ payload }) =>
        Array.from({ length: payload.length / 32 }, (_, i) => payload.slice(32 * i, 32 * i + 32)),
      )
      .map(toHex);
  /** Lets a while pass, and waits until what asks the log was sent. */
  const turn = async (): Promise<readonly string[]> => {
    const before = published().length;
    world.ticks += PATIENT.resend;
    world.drain.wake();
    await world.drain.until(async () => published().length > before);
    return published().slice(before);
  };
  const turns = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) await turn();
  };

  it('is asked by a few leaves as often as ever, and not by all of them', async () => {
    await world.make(197);
    world.link.connect();
    await expect.poll(() => published().length).toBe(200);
    // Ten minutes: all of them seven times, and no longer 121 times.
    await turns(120);
    expect(published().length).toBe(7 * 200 + 114 * 8);
    expect(await turn()).toEqual(leavesOf([1, 2, 3, 4, 5, 6, 7, 8]).map(toHex));
  });

  it('has all of them within seconds of being back, though it lost what was sent to it', async () => {
    await world.make(197);
    world.link.connect();
    await turns(120);
    for (let i = 0; i < 2; i += 1) {
      const leaves = (await turn()).map((leaf) => fromHex(leaf));
      await world.publish(world.log.append(...leaves));
      await expect.poll(async () => (await world.outbox.logState()).scanned).toBe(world.log.leaves.length);
    }
    expect((await world.outbox.counts()).proven).toBe(200);
  });

  it('hears of what is made meanwhile at once', async () => {
    await world.make(97);
    world.link.connect();
    await turns(20);
    await world.make(1);
    await expect.poll(() => published().at(-1)).toBe(toHex(world.leaf(101)));
  });

  it('is asked by all again when the broker comes back', async () => {
    await world.make(97);
    world.link.connect();
    await turns(20);
    const before = published().length;
    world.link.connect();
    await expect.poll(() => published().length).toBe(before + 100);
  });
});

describe('nothing is retired', () => {
  it.each([
    ['signed by another key', () => world.receipt(3, {}, signingKey(bytes(32))), 'message-refused'],
    ['for another person', () => world.receipt(3, { pseudonym: bytes(16) }), 'receipt-refused'],
    ['for another agent', () => world.receipt(3, { agent: 2 }), 'receipt-of-another-agent'],
    ['for bytes that were never made here', () => world.receipt(3, { leaf: bytes(32) }), 'receipt-refused'],
    ['for a sequence that was never made', () => world.receipt(9), 'receipt-refused'],
    ['of noise', () => bytes(80), 'message-refused'],
  ])('by a receipt %s', async (_, forged, event) => {
    await world.receive(forged());
    expect(world.events).toContain(event);
    expect(await world.outbox.receivedUpTo()).toBe(0);
  });

  it('by a checkpoint of another log, or one that takes back what was shown', async () => {
    const other = new SmallLog();
    await world.publish(bytes(100));
    await expect.poll(() => world.events).toContain('checkpoint-refused');
    await world.publish(world.log.append(bytes(32), bytes(32)));
    await expect.poll(async () => (await world.outbox.logState()).scanned).toBe(2);
    await world.publish(other.append(...leavesOf([1, 2])));
    await expect.poll(() => world.events).toContain('log-contradicts-itself');
    expect((await world.outbox.counts()).proven).toBe(0);
  });
});
