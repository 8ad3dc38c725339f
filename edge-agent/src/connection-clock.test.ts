import { describe, expect, it } from 'vitest';
import { ConnectionClock } from './connection-clock.js';
import type { PairedWearable, Vault, WearableNews } from './ports.js';
import { WearableError, type WearableErrorCode } from './wearable-error.js';
import type { Wearable, WearableClock } from './wearable-port.js';

const NOW = 1_780_000_020;

/** A clock on a link that is up, and what is noted of it. */
function world(clock: WearableClock, record?: PairedWearable['clock'], isOver = false) {
  const events: string[] = [];
  let known = record;
  const paired = (): PairedWearable => ({ id: 1, cursor: NOW - 600, clock: known }) as PairedWearable;
  const vault = {
    wearables: async () => [paired()],
    note: async (_: number, news: WearableNews) => {
      known = news.clock ?? known;
    },
  } as unknown as Vault;
  const ports = { vault, clock: () => NOW, report: (event: string) => void events.push(event) };
  const connection = new ConnectionClock(ports, { clock } as Wearable, () => isOver);
  return { connection, paired, events, record: () => known };
}

const failing = (code: WearableErrorCode) => () => Promise.reject(new WearableError(code, 'So it is.'));

it.each(['refused', 'timeout'] as const)('a clock whose setting ends in %s is told of, and read on', async (code) => {
  const { connection, paired, events, record } = world({ read: async () => NOW + 900, set: failing(code) });
  expect(await connection.look(paired())).toBe(900);
  expect(await connection.setIfOff(1)).toBe(false);
  expect([events, record()?.set]).toEqual([['clock-not-set'], false]);
});

it('a clock that cannot be read is taken for right until it is set, and the end of the link for the end', async () => {
  const silent = { read: failing('timeout'), set: async () => undefined };
  expect(await world(silent).connection.look(world(silent).paired())).toBe(0);
  const over = world(silent, undefined, true);
  await expect(over.connection.look(over.paired())).rejects.toMatchObject({ code: 'timeout' });
});

it('the first wrong stamp of another jump is not that of the one before', async () => {
  const before = { at: NOW - 90, drift: 7200, from: NOW - 60, set: false };
  const other = world({ read: async () => NOW + 10_800, set: async () => undefined }, before);
  await other.connection.look(other.paired());
  expect(other.record()).toEqual({ at: NOW, drift: 10_800, from: undefined, set: false });
  const same = world({ read: async () => NOW + 7201, set: async () => undefined }, before);
  await same.connection.look(same.paired());
  expect(same.record()?.from).toBe(NOW - 60);
});

it('a clock that somebody else set right is noted as set once it was read', async () => {
  const before = { at: NOW - 90, drift: 7200, from: NOW - 60, set: false };
  const { connection, paired, record } = world({ read: async () => NOW, set: async () => undefined }, before);
  await connection.look(paired());
  await connection.settle(1);
  expect(record()).toEqual({ ...before, at: NOW, set: true });
});

describe('a machine whose clock is ten years ahead', () => {
  const YEARS = 10 * 366 * 86_400;

  it('does not set the clock of a wearable that goes on where it was read: it is the machine that is wrong', async () => {
    const set: number[] = [];
    const { connection, paired, record } = world({
      read: async () => NOW - YEARS,
      set: async (unix) => void set.push(unix),
    });
    const earlier = { ...paired(), cursor: NOW - YEARS - 3600 };
    await expect(connection.look(earlier)).rejects.toMatchObject({ code: 'clock-ahead', fault: 'transient' });
    expect([set, record()]).toEqual([[], undefined]);
  });

  it('is right where the wearable lost its time: its clock begins before what was read', async () => {
    const { connection, paired } = world({ read: async () => 946_684_800, set: async () => undefined });
    expect(await connection.look({ ...paired(), cursor: NOW - YEARS })).toBe(946_684_800 - NOW);
  });

  it('and a wearable that was never read say nothing of each other', async () => {
    const { connection, paired } = world({ read: async () => NOW - YEARS, set: async () => undefined });
    expect(await connection.look({ ...paired(), cursor: undefined })).toBe(-YEARS);
  });
});
