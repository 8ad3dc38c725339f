import { randomBytes } from 'node:crypto';
import { concat, cryptoReady, signingKey, TOPICS, toHex } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DrainWorld } from '../test/drain-world.js';
import { SmallLog } from '../test/fakes.js';

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
