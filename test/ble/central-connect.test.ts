import { afterEach, describe, expect, it } from 'vitest';
import { codeOf } from './air.js';
import { LONG_MS, RadioWorld } from './radio-world.js';
import { isMeta } from './wire.js';

const [ONE, OTHER, THIRD] = ['c0:ff:ee:00:00:01', 'c0:ff:ee:00:00:02', 'c0:ff:ee:00:00:03'] as const;
const connections = (): readonly string[] => world.wire.done.filter((one) => one.startsWith('connect'));
const find = (address: string) => world.central.find(address, LONG_MS);

let world = new RadioWorld();
afterEach(async () => {
  await world.close();
  world = new RadioWorld();
});

async function remake(times: ConstructorParameters<typeof RadioWorld>[0]): Promise<void> {
  await world.close();
  world = new RadioWorld(times);
}

describe('a connection', () => {
  it('is made with the scan off, which goes on afterwards', async () => {
    world.peer(ONE);
    const found = await find(ONE);
    const search = codeOf(find(OTHER));
    await world.wire.until(() => world.wire.isScanning);
    const raw = await found.connect(LONG_MS);
    await world.wire.until(() => world.wire.isScanning);
    const at = world.wire.done.indexOf(`connect ${ONE}`);
    expect(world.wire.done[at - 1]).toBe('scan off');
    expect(world.wire.done.slice(at + 1)).toEqual(['scan off', 'scan on']);
    expect(connections()).toHaveLength(1);
    await raw.close();
    world.peer(OTHER);
    expect(await search).toBe('no error');
  });

  it('ends in its time, waiting included, and leaves alone the one that it waited for', async () => {
    const slow = world.unwilling(ONE);
    world.peer(OTHER);
    const [first, second] = [await find(ONE), await find(OTHER)];
    const pending = codeOf(first.connect(LONG_MS));
    await world.wire.until(() => connections().length === 1);
    expect(await codeOf(second.connect(100))).toBe('timeout');
    expect(world.wire.done).not.toContain('cancel');
    slow.advertise();
    expect(await pending).toBe('no error');
    expect(await codeOf(second.connect(LONG_MS))).toBe('no error');
    expect(connections()).toEqual([`connect ${ONE}`, `connect ${OTHER}`]);
  });

  it('ends in its time with a wearable that never accepts, and frees the radio', async () => {
    world.unwilling(ONE);
    world.peer(OTHER);
    const [first, second] = [await find(ONE), await find(OTHER)];
    expect(await codeOf(first.connect(200))).toBe('timeout');
    expect(world.wire.done.at(-1)).toBe('cancel');
    expect(await codeOf(second.connect(LONG_MS))).toBe('no error');
    expect(world.wire.opened).toBe(1);
  });

  it('that is not taken keeps nobody from the radio, and is tried again when the others are done', async () => {
    await remake({ shareMs: 50 });
    const slow = world.unwilling(ONE);
    for (const address of [OTHER, THIRD]) world.peer(address);
    const found = await Promise.all([ONE, OTHER, THIRD].map(find));
    const pending = codeOf(found[0]?.connect(LONG_MS) ?? Promise.reject(new Error('none')));
    const others = found.slice(1).map((one) => codeOf(one.connect(LONG_MS)));
    expect(await Promise.all(others)).toEqual(['no error', 'no error']);
    await world.wire.until(() => connections().length === 4);
    expect(connections()).toEqual([ONE, OTHER, THIRD, ONE].map((address) => `connect ${address}`));
    slow.advertise();
    expect(await pending).toBe('no error');
  });

  it('of a wearable that did not take the last one goes behind those that wait', async () => {
    const [bad, busy] = [world.unwilling(ONE), world.unwilling(OTHER)];
    world.peer(THIRD);
    const [first, second, third] = [await find(ONE), await find(OTHER), await find(THIRD)];
    expect(await codeOf(first.connect(100))).toBe('timeout');
    const holding = codeOf(second.connect(LONG_MS));
    await world.wire.until(() => connections().length === 2);
    const again = codeOf(first.connect(LONG_MS));
    const waiting = codeOf(third.connect(LONG_MS));
    busy.advertise();
    expect(await Promise.all([holding, waiting])).toEqual(['no error', 'no error']);
    bad.advertise();
    expect(await again).toBe('no error');
    expect(connections().slice(2)).toEqual([`connect ${THIRD}`, `connect ${ONE}`]);
  });

  it('that is stopped ends at once, whether it has the radio or waits for it', async () => {
    world.unwilling(ONE);
    world.peer(OTHER);
    const [first, second] = [await find(ONE), await find(OTHER)];
    const [stopFirst, stopSecond] = [new AbortController(), new AbortController()];
    const pending = codeOf(first.connect(LONG_MS, stopFirst.signal));
    const waiting = codeOf(second.connect(LONG_MS, stopSecond.signal));
    await world.wire.until(() => connections().length === 1);
    stopSecond.abort();
    expect(await waiting).toBe('closed');
    expect(world.wire.done).not.toContain('cancel');
    stopFirst.abort();
    expect(await pending).toBe('closed');
    expect(await codeOf(second.connect(LONG_MS, stopFirst.signal))).toBe('closed');
    expect(await codeOf(second.connect(LONG_MS))).toBe('no error');
    expect(world.wire.done.filter((one) => one === 'cancel')).toHaveLength(1);
  });

  it('that came about while it was stopped is taken down', async () => {
    world.peer(ONE);
    const found = await find(ONE);
    const stop = new AbortController();
    world.wire.keeps = (packet) => isMeta(packet, 0x01);
    const connecting = codeOf(found.connect(LONG_MS, stop.signal));
    await world.wire.until(() => world.wire.kept.length === 1);
    stop.abort();
    expect(await connecting).toBe('closed');
    world.wire.keeps = () => false;
    for (const packet of world.wire.kept) world.wire.inject(packet);
    await world.wire.until(() => world.wire.done.includes('disconnect'));
    expect(world.wire.done.slice(-2)).toEqual(['cancel', 'disconnect']);
    world.peer(OTHER);
    expect(await codeOf((await find(OTHER)).connect(LONG_MS))).toBe('no error');
    expect(world.wire.opened).toBe(1);
  });

  it('ends when the radio is lost, whether it has the radio or waits for it', async () => {
    world.unwilling(ONE);
    world.peer(OTHER);
    const [first, second] = [await find(ONE), await find(OTHER)];
    const both = [first, second].map((one) => codeOf(one.connect(LONG_MS)));
    await world.wire.until(() => connections().length === 1);
    world.wire.lose();
    expect(await Promise.all(both)).toEqual(['no-radio', 'no-radio']);
    expect(await codeOf(second.connect(LONG_MS))).toBe('no-radio');
    expect(await codeOf((await find(OTHER)).connect(LONG_MS))).toBe('no error');
  });

  it('ends when the central is closed, which waits for no wearable', async () => {
    world.unwilling(ONE);
    world.peer(OTHER);
    const [first, second] = [await find(ONE), await find(OTHER)];
    const both = [first, second].map((one) => codeOf(one.connect(LONG_MS)));
    await world.wire.until(() => connections().length === 1);
    await world.central.close();
    expect(await Promise.all(both)).toEqual(['closed', 'closed']);
  });
});
