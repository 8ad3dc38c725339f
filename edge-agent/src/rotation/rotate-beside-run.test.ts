import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DrainWorld } from '../../test/drain-world.js';
import { openStore } from '../adapters/sqlite-store.js';

let world: DrainWorld;
let other: ReturnType<typeof openStore>;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = new DrainWorld();
  other = openStore(`${world.folder}/vault.db`);
  await other.vault.saveIdentity(world.identity);
  await world.start();
  await world.restart();
  await world.make(3);
  world.link.connect();
  await expect.poll(() => world.link.sent('envelope').length).toBe(3);
});
afterEach(async () => {
  await other.vault.close();
  await world.close();
});

/** As `rotate` does in a process of its own. */
async function takeOver(): Promise<void> {
  const next = { agent: 2, agentSeed: new Uint8Array(32).fill(2), certificate: new Uint8Array(1) };
  const received = await other.outbox.receivedUpTo();
  const change = { next, made: 3, received, entries: [], replaced: [], records: [] };
  expect(await other.vault.takeOver(change)).toBe(true);
}

/** As `run` sees it at the next turn of the drain: it ends, and is started again. */
const ends = async (): Promise<void> => expect(world.drain.settled()).rejects.toMatchObject({ code: 'superseded' });

describe('a `run` beside which the key is rotated', () => {
  it('accuses nobody for receipts, whether for the agent before or for the next', async () => {
    const before = world.receipt(2);
    world.now += 5;
    await takeOver();
    await world.receive(before);
    await world.receive(world.receipt(3));
    await world.receive(world.receipt(1, { agent: 2, leaf: new Uint8Array(32).fill(9) }));
    await world.drain.close();
    expect(await world.findings.findings()).toEqual([]);
    await ends();
  });

  it('calls the log reachable, and the broker sound', async () => {
    await world.receive(world.receipt(3));
    await takeOver();
    await world.publish(world.log.append(world.leaf(1)));
    world.link.handlers?.onEnd('refused');
    await world.drain.close();
    expect(world.events).not.toContain('log-unreachable');
    expect(await world.findings.findings()).toEqual([]);
    await ends();
  });

  it('goes on without a word once it is started again', async () => {
    await world.receive(world.receipt(3));
    await takeOver();
    await ends();
    await world.restart();
    expect(await world.outbox.receivedUpTo()).toBe(0);
    expect(await world.current()).toEqual([]);
  });
});
