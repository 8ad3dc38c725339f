import { addDays, cryptoReady, type Sample, vaultKey } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SmallLog } from '../test/fakes.js';
import { closeWindows, pairOther, readOther } from '../test/late-hour.js';
import { DAY, dayBounds, NEXT, VaultWorld } from '../test/vault-world.js';
import { windowPorts } from '../test/window-ports.js';
import { forgetOldSamples } from './bounds.js';
import { sealLate } from './seal-late.js';

const HOUR = 3600;
const KEPT_DAYS = 3;
const MISSED = 10;
const { start } = dayBounds(DAY);
/** The first two of six days are no longer kept. */
const today = addDays(DAY, KEPT_DAYS + 2);
const now = dayBounds(today).start + 2 * HOUR;
const AFTER = addDays(NEXT, 1);

let world: VaultWorld;
let forgotten: number;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  [world, forgotten] = [await VaultWorld.open(), 0];
  await pairOther(world);
  await world.ports.vault.note(2, { cursor: start });
  // Of an hour of each day it tells no heart rate.
  const whole = world.batchOf(start, dayBounds(today).start);
  const isMissed = ({ metric, start: at }: Sample): boolean =>
    metric === 'heart-rate' && Math.floor((at - start) / HOUR) % 24 === MISSED;
  await world.read({ ...whole, samples: whole.samples.filter((sample) => !isMissed(sample)) });
  await world.ports.vault.note(2, { cursor: dayBounds(today).start });
  await closeWindows(world, now);
});
afterEach(() => world.close());

const forget = (): Promise<void> =>
  forgetOldSamples(
    { ...windowPorts(world, () => now), report: () => (forgotten += 1) },
    { zone: world.person.zone },
    KEPT_DAYS,
  );

async function deliver(): Promise<void> {
  const { outbox } = world.ports;
  const leaves = await outbox.unproven(10_000);
  const checkpoint = new TextDecoder().decode(new SmallLog().checkpoint());
  await outbox.markProven(
    leaves.map((leaf, index) => ({ leaf, index })),
    { checkpoint, scanned: 0 },
  );
  await outbox.markReceived((await outbox.head()).sequence, [], 1);
}

/** What a second wearable measured in that hour. */
async function comesLate(day: string): Promise<void> {
  const at = dayBounds(day).start + MISSED * HOUR;
  await world.ports.vault.note(2, { cursor: at });
  await readOther(world, now, {
    ...world.batchOf(at, at + HOUR),
    samples: [{ metric: 'heart-rate', start: at + 30, value: 133 }],
  });
}

const late = () => sealLate({ ...world.ports, clock: () => now }, world.person, { vaultKey: vaultKey(world.root) });

const codes = async (): Promise<readonly (readonly [string, number])[]> =>
  (await world.store.findings.findings()).map(({ code, count }) => [code, count]);
const held = (): Promise<readonly string[]> => world.ports.vault.daysHeld(DAY);

/** Highest revision of any window of a day. */
async function revisionOf(day: string): Promise<number> {
  const { start: from, end: until } = dayBounds(day);
  return Math.max(...(await world.ports.vault.sealedWindows(from, until)).map(({ revision }) => revision));
}

describe('late history of a day whose samples were forgotten', () => {
  beforeEach(async () => {
    await deliver();
    await forget();
    expect(await held()).toEqual([AFTER, addDays(AFTER, 1), addDays(AFTER, 2)]);
  });

  it.each([DAY, NEXT])('is refused and named, and what was sealed stands (%s)', async (day) => {
    const before = (await world.envelopes()).length;
    await comesLate(day);
    expect(await late()).toEqual({ envelopes: 0, waiting: [], refused: [day] });
    expect(await world.envelopes()).toHaveLength(before);
    expect([await revisionOf(DAY), await revisionOf(NEXT), await codes()]).toEqual([0, 0, [['late-refused', 1]]]);
    expect(await late()).toEqual({ envelopes: 0, waiting: [], refused: [] });
    expect(await world.ports.vault.check()).toEqual([]);
  });

  it('and so is that of the day after, which takes the sleep of the evening before', async () => {
    await comesLate(AFTER);
    expect(await late()).toEqual({ envelopes: 0, waiting: [], refused: [AFTER] });
  });

  it('that of later days is sealed', async () => {
    await comesLate(addDays(AFTER, 1));
    expect(await late()).toEqual({ envelopes: 3, waiting: [], refused: [] });
    expect([await revisionOf(addDays(AFTER, 1)), await codes()]).toEqual([1, []]);
  });

  it('stays refused when samples are kept for longer afterwards, and is named before it stops waiting', async () => {
    await comesLate(DAY);
    const { outbox } = world.ports;
    const commit = async (): Promise<boolean> => {
      expect(await codes()).toEqual([['late-refused', 1]]);
      throw new RangeError('killed');
    };
    const killed = new Proxy(outbox, {
      get: (target, name) => {
        const member: unknown = name === 'commit' ? commit : Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    await expect(sealLate({ ...world.ports, outbox: killed }, world.person)).rejects.toThrow('killed');
    expect((await late()).refused).toEqual([DAY]);
    expect(await revisionOf(DAY)).toBe(0);
  });
});

describe('a day of which nothing was held', () => {
  const earlier = addDays(DAY, -4);

  it('gets what comes late of it, however long ago, and that is forgotten once it is sealed and delivered', async () => {
    await deliver();
    await comesLate(earlier);
    await forget();
    expect(await world.ports.vault.daysHeld(earlier)).toContain(earlier);
    const { envelopes, refused } = await late();
    expect([envelopes, refused]).toEqual([121, []]);
    await forget();
    expect(await world.ports.vault.daysHeld(earlier)).toContain(earlier);
    await deliver();
    await forget();
    expect(await world.ports.vault.daysHeld(earlier)).not.toContain(earlier);
  });
});

describe('what came late of a day and is not sealed yet', () => {
  it('keeps its samples, and those of the days that it takes, whatever is no longer kept', async () => {
    await deliver();
    await comesLate(DAY);
    await forget();
    expect([await held(), forgotten]).toEqual([[DAY, NEXT, AFTER, addDays(AFTER, 1), addDays(AFTER, 2)], 0]);
    expect(await late()).toEqual({ envelopes: 3, waiting: [], refused: [] });
    await deliver();
    await forget();
    expect([await held(), forgotten]).toEqual([[AFTER, addDays(AFTER, 1), addDays(AFTER, 2)], 1]);
  });
});
