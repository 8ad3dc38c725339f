import { afterEach, describe, expect, it } from 'vitest';
import { codeOf } from './air.js';
import { LONG_MS, RadioWorld } from './radio-world.js';

const [ONE, OTHER] = ['c0:ff:ee:00:00:01', 'c0:ff:ee:00:00:02'] as const;
const [THIRD, STRANGER] = ['c0:ff:ee:00:00:03', 'd0:0d:00:00:00:04'] as const;

let world = new RadioWorld();
afterEach(async () => {
  await world.close();
  world = new RadioWorld();
});

/** What noble keeps of advertisers: there is no door to it, and none is wanted. */
function records(): readonly string[] {
  const host = Reflect.get(world.central, 'host') as {
    noble: { _peripherals: object };
    bindings: { _addresses: object; _gap: { _discoveries: object } };
  };
  const { _addresses, _gap } = host.bindings;
  const ids = [host.noble._peripherals, _addresses, _gap._discoveries].flatMap((kept) => Object.keys(kept));
  return [...new Set(ids.map((id) => id.replaceAll(':', '')))];
}

describe('a search', () => {
  it('leaves no record of a stranger in noble', async () => {
    world.peer(STRANGER);
    const search = world.central.find(ONE, LONG_MS);
    await world.wire.until(() => world.wire.hasHeard(STRANGER));
    world.peer(ONE);
    await search;
    expect(records()).toEqual([ONE.replaceAll(':', '')]);
  });

  it('for the same address can be made several times at once', async () => {
    const stop = new AbortController();
    const [first, second] = [world.central.find(ONE, LONG_MS), world.central.find(ONE, LONG_MS)];
    const third = codeOf(world.central.find(ONE, LONG_MS, stop.signal));
    await world.wire.until(() => world.wire.isScanning);
    stop.abort();
    expect(await third).toBe('closed');
    expect(world.wire.isScanning).toBe(true);
    world.peer(ONE);
    const found = await Promise.all([first, second]);
    expect(found).toHaveLength(2);
    expect(world.wire.isScanning).toBe(false);
    await (await found[1]?.connect(LONG_MS))?.close();
  });

  it('that begins while the radio scans hears who was heard before', async () => {
    const absent = codeOf(world.central.find(OTHER, LONG_MS));
    world.peer(ONE);
    await world.wire.until(() => world.wire.hasHeard(ONE));
    await world.central.find(ONE, LONG_MS);
    world.peer(OTHER);
    expect(await absent).toBe('no error');
  });

  it('that is stopped ends at once, and the radio ceases to scan', async () => {
    const stop = new AbortController();
    const search = codeOf(world.central.find(ONE, LONG_MS, stop.signal));
    await world.wire.until(() => world.wire.isScanning);
    stop.abort();
    expect(await search).toBe('closed');
    expect(world.wire.isScanning).toBe(false);
    expect(await codeOf(world.central.find(ONE, LONG_MS, stop.signal))).toBe('closed');
    world.peer(ONE);
    expect(await codeOf(world.central.find(ONE, LONG_MS))).toBe('no error');
  });

  it('ends when its radio is lost, and so do all others', async () => {
    const searches = [ONE, OTHER, ONE].map((address) => codeOf(world.central.find(address, LONG_MS)));
    await world.wire.until(() => world.wire.isScanning);
    world.wire.lose();
    expect(await Promise.all(searches)).toEqual(['no-radio', 'no-radio', 'no-radio']);
    world.peer(ONE);
    expect(await codeOf(world.central.find(ONE, LONG_MS))).toBe('no error');
  });

  it('that hears nothing says so without an address', async () => {
    const error: unknown = await world.central.find(ONE, 50).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'not-found', message: 'The wearable is not in range.' });
    expect(world.wire.isScanning).toBe(false);
  });

  it('does not pay for the time in which the radio connects to another', async () => {
    world.unwilling(ONE);
    world.peer(OTHER);
    const stop = new AbortController();
    const found = await world.central.find(ONE, LONG_MS);
    const before = codeOf(world.central.find(THIRD, 1500));
    await world.wire.until(() => world.wire.isScanning);
    const connecting = codeOf(found.connect(LONG_MS, stop.signal));
    await world.wire.until(() => world.wire.done.includes(`connect ${ONE}`));
    world.peer(THIRD);
    const search = codeOf(world.central.find(OTHER, 1500));
    // Longer than its time, and shorter than twice of it.
    await new Promise((resolve) => setTimeout(resolve, 1700));
    stop.abort();
    expect(await Promise.all([before, search])).toEqual(['no error', 'no error']);
    expect(await connecting).toBe('closed');
  });

  it('ends in spite of a radio that does nothing but connect to another', async () => {
    world.unwilling(ONE);
    world.peer(OTHER);
    const stop = new AbortController();
    const found = await world.central.find(ONE, LONG_MS);
    const connecting = codeOf(found.connect(2 * LONG_MS, stop.signal));
    await world.wire.until(() => world.wire.done.includes(`connect ${ONE}`));
    expect(await codeOf(world.central.find(OTHER, 100))).toBe('not-found');
    stop.abort();
    expect(await connecting).toBe('closed');
  });
});
