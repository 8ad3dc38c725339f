import { cryptoReady, signingKey, TOPICS, toHex } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DrainWorld } from '../test/drain-world.js';
import { SmallLog } from '../test/fakes.js';

let world: DrainWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = new DrainWorld();
  await world.make(3);
  await world.start();
  world.link.connect();
  await expect.poll(() => world.link.sent('envelope').length).toBe(3);
});
afterEach(() => world.close());

const other = (): Uint8Array => new Uint8Array(32).fill(9);
const sent = (): string[] => world.link.sent('envelope').map(toHex);
const made = (from: number): string[] => world.envelopes.slice(from).map(toHex);
const down = (kind: string): string => `f4w/v1/${toHex(world.identity.pseudonym)}/down/${kind}`;

describe('a coach API that misbehaves is named, and nothing is retired', () => {
  it.each([
    ['receipt-forged', () => world.receipt(3, {}, signingKey(other()))],
    ['receipt-diverged', () => world.receipt(3, { leaf: other() })],
    ['receipt-diverged', () => world.receipt(9)],
    ['receipt-for-another', () => world.receipt(3, { pseudonym: other().slice(16) })],
    ['message-malformed', () => other()],
  ])('%s', async (code, forged) => {
    await world.receive(forged());
    await expect.poll(() => world.current()).toEqual([code]);
    expect(await world.outbox.receivedUpTo()).toBe(0);
  });

  it('when its receipts come in another order than it signed them', async () => {
    const early = world.receipt(1);
    world.now += 5;
    await world.receive(world.receipt(2));
    await world.receive(early);
    await expect.poll(() => world.current()).toEqual(['receipt-older']);
    expect(await world.outbox.receivedUpTo()).toBe(2);
  });

  it('but not for the same receipt twice, which quality 1 allows, nor for an old one that a session kept', async () => {
    const early = world.receipt(1);
    world.now += 5;
    const late = world.receipt(2);
    await world.receive(late);
    await world.receive(late);
    world.link.connect();
    await world.receive(early);
    expect(world.events.filter((event) => event === 'receipt-repeated')).toHaveLength(2);
    expect(await world.current()).toEqual([]);
    expect(await world.outbox.receivedUpTo()).toBe(2);
  });

  it('but not for a receipt of another agent of the same person, who hears the same; it confirms nothing here', async () => {
    await world.receive(world.receipt(3, { agent: 2 }));
    await world.drain.close();
    expect(await world.current()).toEqual([]);
    expect(await world.outbox.receivedUpTo()).toBe(0);
  });

  it('when it owes receipts for a minute, until one comes', async () => {
    await world.pass(0);
    await world.pass(60_000);
    await expect.poll(() => world.current()).toContain('receipts-overdue');
    await world.receive(world.receipt(1));
    await world.pass(60_000);
    await expect.poll(() => world.current()).not.toContain('receipts-overdue');
    expect(await world.finding('receipts-overdue')).toMatchObject({ count: 1, ended: world.now });
  });
});

describe('a coach API that was restored from an old backup', () => {
  async function storeAll(): Promise<void> {
    await world.receive(world.receipt(3));
    await world.publish(world.log.append(...[1, 2, 3].map((sequence) => world.leaf(sequence))));
    await expect.poll(async () => (await world.outbox.counts()).proven).toBe(3);
  }

  it('is named, and gets again what it lost: the same bytes, though they were stored and proven once', async () => {
    await storeAll();
    world.now += 3_600;
    await world.receive(world.receipt(1));
    await expect.poll(() => world.current()).toEqual(['coach-restored']);
    await expect.poll(() => sent()).toEqual([...made(0), ...made(1)]);
    expect((await world.outbox.counts()).received).toBe(1);
    world.now += 1;
    await world.receive(world.receipt(3));
    expect(await world.outbox.counts()).toMatchObject({ received: 3, proven: 3 });
  });

  it('is believed only by a receipt that is newer: an old one, replayed, takes nothing back', async () => {
    const old = world.receipt(1);
    world.now += 1;
    await storeAll();
    await world.receive(old);
    await world.restart();
    world.link.connect();
    await world.receive(old);
    expect(await world.outbox.receivedUpTo()).toBe(3);
    expect(await world.current()).toEqual(['receipt-older']);
  });

  it('from so far back that the bytes are gone is named, with what to do, and is not sent what it cannot take', async () => {
    await world.make(1_200);
    await world.receive(world.receipt(1_203));
    const leaves = world.envelopes.map((_, i) => world.leaf(i + 1));
    await world.publish(world.log.append(...leaves));
    await expect.poll(async () => (await world.outbox.counts()).proven).toBe(1_203);
    // Nothing was made since, and everything is there.
    await world.pass(60_000);
    expect(await world.current()).toEqual([]);
    const before = sent().length;
    world.now += 3_600;
    await world.receive(world.receipt(100));
    await expect.poll(() => world.current()).toEqual(['coach-lost-envelopes', 'coach-restored']);
    await world.pass(600_000);
    expect(sent()).toHaveLength(before);
    world.now += 1;
    await world.receive(world.receipt(1_203));
    await world.pass(60_000);
    await expect.poll(() => world.current()).toEqual(['coach-restored']);
  });

  it('is told every record again', async () => {
    const record = { kind: 'consent' as const, bytes: other(), payload: other() };
    await world.outbox.addRecords([record]);
    const [{ leaf = other() } = {}] = await world.outbox.records();
    await world.receive(world.receipt(3, { records: [leaf] }));
    expect(await world.outbox.waitingRecords()).toEqual([]);
    world.now += 1;
    await world.receive(world.receipt(0));
    expect(await world.outbox.waitingRecords()).toHaveLength(1);
  });
});

describe('what comes down and should not', () => {
  it.each([
    ['message-unknown', () => down('gossip')],
    ['message-for-another', () => TOPICS.down('ab'.repeat(16), 'receipt')],
    ['message-for-another', () => 'f4w/v1/anchor/leaves'],
  ])('is named: %s', async (code, topic) => {
    await world.deliver(topic(), other());
    await expect.poll(() => world.current()).toEqual([code]);
  });
});

describe('a log that misbehaves is named, and nothing is proven by it', () => {
  const leaves = (): readonly Uint8Array[] => [1, 2, 3].map((sequence) => world.leaf(sequence));

  it('by a checkpoint that it did not sign', async () => {
    await world.publish(other());
    await expect.poll(() => world.current()).toEqual(['checkpoint-forged']);
  });

  it('by a checkpoint of another history', async () => {
    await world.publish(world.log.append(other(), other()));
    await expect.poll(async () => (await world.outbox.logState()).scanned).toBe(2);
    const fork = new SmallLog();
    await world.publish(fork.append(...leaves().slice(0, 2)));
    await expect.poll(() => world.current()).toEqual(['log-forked']);
    expect((await world.outbox.counts()).proven).toBe(0);
  });

  it('by taking back what it published; the broker alone is named when the log has not', async () => {
    const small = world.log.append(other());
    await world.publish(world.log.append(other()));
    await expect.poll(async () => (await world.outbox.logState()).scanned).toBe(2);
    await world.publish(small);
    await expect.poll(() => world.current()).toEqual(['checkpoint-older']);
    world.tiles = async (path) => (path === 'checkpoint' ? small : undefined);
    await world.pass(16_000);
    await expect.poll(() => world.current()).toContain('log-rolled-back');
  });

  it('by a bundle that was changed on the way: the leaf in it is not passed over for good', async () => {
    const honest = world.tiles;
    world.tiles = async (path) => (path.startsWith('tile/entries/') ? new Uint8Array(34).fill(1) : honest(path));
    await world.publish(world.log.append(world.leaf(1)));
    await expect.poll(() => world.current()).toEqual(['log-misfit']);
    world.tiles = honest;
    await world.publish(world.log.append(world.leaf(2), world.leaf(3)));
    await expect.poll(async () => (await world.outbox.counts()).proven).toBe(3);
  });

  it('by publishing nothing while leaves wait, and by growing without them', async () => {
    await world.pass(0);
    await world.pass(60_000);
    await expect.poll(() => world.current()).toContain('log-silent');
    await world.publish(world.log.append(other()));
    await expect.poll(async () => (await world.outbox.logState()).scanned).toBe(1);
    await world.pass(60_000);
    await expect.poll(() => world.current()).toContain('leaves-overdue');
    expect(await world.current()).not.toContain('log-silent');
    await world.publish(world.log.append(...leaves()));
    await expect.poll(async () => (await world.outbox.counts()).proven).toBe(3);
    await world.pass(60_000);
    await expect.poll(() => world.current()).not.toContain('leaves-overdue');
  });
});

describe('findings', () => {
  it('stay with their times through a restart, and are past after a day', async () => {
    await world.receive(other());
    await expect.poll(() => world.current()).toEqual(['message-malformed']);
    await world.restart();
    expect(await world.current()).toEqual(['message-malformed']);
    world.now += 86_400;
    expect(await world.current()).toEqual([]);
    expect(await world.finding('message-malformed')).toMatchObject({ first: world.now - 86_400, count: 1 });
  });

  it('are written once a minute at most, however often they are provoked, and every time is counted', async () => {
    let written = 0;
    const { addFinding } = world.findings;
    world.findings.addFinding = (change) => {
      written += 1;
      return addFinding.call(world.findings, change);
    };
    for (let i = 0; i < 1_000; i += 1) await world.receive(other());
    expect(written).toBe(1);
    await world.drain.close();
    expect(written).toBe(2);
    expect(await world.finding('message-malformed')).toMatchObject({ count: 1_000 });
  });

  it('that cannot be kept now, as on a full disk, are kept later', async () => {
    const { addFinding } = world.findings;
    world.findings.addFinding = async () => {
      throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
    };
    await world.receive(other());
    await expect.poll(() => world.events).toContain('finding-not-kept');
    world.findings.addFinding = addFinding;
    await world.pass(60_000);
    await expect.poll(async () => (await world.finding('message-malformed'))?.count).toBe(1);
  });
});
