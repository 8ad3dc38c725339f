import { randomBytes } from 'node:crypto';
import { cryptoReady, identityKey, jwsBytes, leafOf, signGrant, toHex } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DrainWorld } from '../test/drain-world.js';
import { addGrant, endGrant, grantIn } from '../test/waiting-consent.js';
import { PATIENT } from './core/drain-plan.js';
import { delivered, waitingReleases } from './deliver.js';

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

const releaseState = async () => (await world.outbox.records()).find(({ kind }) => kind === 'release');

describe('consent and releases', () => {
  it('go out in the order in which they were made, consent sealed so that the broker cannot read it', async () => {
    const { release } = await addGrant(world);
    const { link } = world;
    link.connect();
    await expect.poll(() => link.sent('release').length).toBe(1);
    const order = link.published.map(({ topic }) => topic.split('/').at(-1)).filter((kind) => kind !== 'envelope');
    expect(order.indexOf('consent')).toBeLessThan(order.indexOf('release'));
    expect(link.sent('release').map(toHex)).toEqual([toHex(release)]);
    expect(Buffer.from(link.sent('consent')[0] ?? bytes(1)).includes('eyJ')).toBe(false);
  });

  it('go out, consent before all else: a broker may refuse anything else, and ends the connection on it', async () => {
    await world.outbox.addRecords([{ kind: 'message', bytes: bytes(8), payload: bytes(8) }]);
    await endGrant(world, (await addGrant(world)).leaf);
    world.link.connect();
    await expect.poll(() => world.link.published.length).toBe(7);
    const order = world.link.published.map(({ topic }) => topic.split('/').at(-1));
    expect(order.slice(0, 2)).toEqual(['consent', 'consent']);
    expect(order.slice(2).sort()).toEqual(['envelope', 'envelope', 'envelope', 'leaves', 'message']);
  });

  it('wait under a grant that came back, until the employee has confirmed it', async () => {
    const { leaf } = await addGrant(world);
    await world.outbox.holdGrants([toHex(leaf)]);
    world.link.connect();
    await expect.poll(() => world.events).toContain('releases-held');
    expect(world.link.sent('release')).toEqual([]);
    await world.outbox.confirmGrants([toHex(leaf)], []);
    world.drain.wake();
    await expect.poll(() => world.link.sent('release').length).toBe(1);
  });

  it('send no key under a grant that was withdrawn while its release waited, and are settled without it', async () => {
    const { leaf } = await addGrant(world);
    const leaves = [leaf, await endGrant(world, leaf)];
    world.link.connect();
    await expect.poll(() => world.link.sent('consent').length).toBe(2);
    expect(world.link.sent('release')).toEqual([]);
    await world.receive(world.receipt(3, { records: leaves }));
    await world.publish(world.log.append(...leaves, ...ALL.map((each) => world.leaf(each))));
    await world.drain.settled();
    // It was let go, and nobody ever said to have it.
    expect(await releaseState()).toMatchObject({ received: false, dropped: true });
  });

  it('hold back keys alone where a consent record is damaged, since nobody can say what is granted', async () => {
    const { leaf, release } = await addGrant(world);
    const damaged = jwsBytes(signGrant(grantIn(world), identityKey(bytes(32))));
    const message = bytes(300);
    await world.outbox.addRecords([
      { kind: 'consent', bytes: damaged, payload: damaged },
      { kind: 'message', bytes: message, payload: message },
    ]);
    const { link, events } = world;
    link.connect();
    await expect.poll(() => link.sent('message').length).toBe(1);
    expect(link.sent('consent')).toHaveLength(2);
    expect(link.sent('release')).toEqual([]);
    expect(events).toContain('releases-held');
    expect(events).not.toContain('send-failed');
    await world.receive(world.receipt(3, { records: [leaf, leafOf(damaged), leafOf(message)] }));
    // They are kept: with a backup of the record they may go.
    await expect
      .poll(async () => (await world.outbox.waitingRecords()).map(({ bytes: each }) => toHex(each)))
      .toEqual([toHex(release)]);
  });
});

describe('a release that a broker swallows', () => {
  /** Everything arrives but the release. */
  async function swallowed(): Promise<Uint8Array> {
    const { leaf, release } = await addGrant(world);
    world.link.connect();
    await expect.poll(() => world.link.sent('release').length).toBe(1);
    await world.receive(world.receipt(3, { records: [leaf] }));
    return release;
  }

  const again = async (): Promise<void> => {
    const before = world.link.sent('release').length;
    world.ticks += PATIENT.resend;
    world.drain.wake();
    await expect.poll(() => world.link.sent('release').length).toBe(before + 1);
  };

  it('goes again, the same bytes, until a receipt names it, and no longer', async () => {
    const release = await swallowed();
    for (let i = 0; i < 3; i += 1) await again();
    expect(new Set(world.link.sent('release').map(toHex))).toEqual(new Set([toHex(release)]));
    expect(world.link.sent('consent')).toHaveLength(1);
    expect(await releaseState()).toMatchObject({ received: false });
    world.now += 1;
    await world.receive(world.receipt(3, { records: [leafOf(release)] }));
    expect(await releaseState()).toMatchObject({ received: true, dropped: false });
    await world.pass(PATIENT.resend);
    expect(world.link.sent('release')).toHaveLength(4);
  });

  it('is told as overdue after a minute, though receipts come for everything else', async () => {
    const release = await swallowed();
    for (let sequence = 4; sequence <= 7; sequence += 1) {
      await world.make(1);
      await world.pass(PATIENT.overdue / 3);
      world.now += 20;
      await world.receive(world.receipt(sequence));
    }
    await expect.poll(() => world.current()).toContain('receipts-overdue');
    world.now += 1;
    await world.receive(world.receipt(7, { records: [leafOf(release)] }));
    await world.pass(PATIENT.overdue);
    await expect.poll(() => world.current()).not.toContain('receipts-overdue');
  });
});

describe('who waits for a grant to be delivered', () => {
  const wait = (leaves: readonly string[]) =>
    delivered(world, leaves, { for: 'stored', stopped: AbortSignal.timeout(20_000) });

  it('waits for its releases, and for none of another grant', async () => {
    const [first, second] = [await addGrant(world), await addGrant(world)];
    expect(await waitingReleases(world, toHex(second.leaf))).toEqual([toHex(leafOf(second.release))]);
    const leaves = [second.leaf, leafOf(second.release)];
    const waiting = wait(leaves.map(toHex));
    world.link.connect();
    await world.receive(world.receipt(0, { records: leaves }));
    expect(await waiting).toEqual({ stored: true, proven: false, ended: false });
    expect(await waitingReleases(world, toHex(first.leaf))).toHaveLength(1);
  });

  it('hears that it was ended meanwhile, and never that a coach has keys that nobody received', async () => {
    const { leaf, release } = await addGrant(world);
    const waiting = wait([leaf, leafOf(release)].map(toHex));
    await world.receive(world.receipt(0, { records: [leaf] }));
    await endGrant(world, leaf);
    world.link.connect();
    expect(await waiting).toEqual({ stored: false, proven: false, ended: true });
    expect(world.link.sent('release')).toEqual([]);
  });
});
