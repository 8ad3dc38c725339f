import {
  cryptoReady,
  decodeSeries,
  decodeSummary,
  openBox,
  type Sample,
  signingKey,
  verifyEnvelope,
} from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lock } from '../test/open-lock.js';
import { DAY, dayBounds, NEXT, STEPS_BY_DAY, samplesOf, VaultWorld } from '../test/vault-world.js';
import { dataKeyOf } from './core/day-keys.js';
import { grant, withdraw } from './grants.js';
import type { PersonPorts } from './person.js';
import type { Outbox } from './ports.js';
import { sealDueWindows } from './seal-windows.js';
import { WearableError } from './wearable-error.js';

const PASSPHRASE = 'een lange zin om te onthouden';

let world: VaultWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await VaultWorld.open();
});
afterEach(() => world.close());

describe('from a wearable to the outbox', () => {
  it('makes 96 raw, 24 hour and one day envelope of a civil day, in sequence and linked', async () => {
    await world.read(world.batchOf(dayBounds(DAY).start, dayBounds(DAY).end));
    expect(await sealDueWindows(world.ports, world.person, true)).toBe(121);
    const made = await world.envelopes();
    expect(made.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 121 }, (_, i) => i + 1));
    for (const [i, envelope] of made.entries()) {
      verifyEnvelope(envelope, signingKey(world.person.identity.agentSeed).publicKey);
      expect(envelope.previous).toEqual(made[i - 1]?.leaf ?? new Uint8Array(32));
    }
  });

  it('opens, with the keys that the vault keeps sealed, to what was measured', async () => {
    await world.read(world.batchOf(dayBounds(DAY).start, dayBounds(DAY).end));
    await sealDueWindows(world.ports, world.person, true);
    const keys = await world.keysOf(DAY);
    const made = await world.envelopes();
    const raw = made.filter(({ granularity }) => granularity === 'raw');
    const samples = raw.flatMap((envelope) =>
      (['steps', 'heart-rate', 'sleep'] as const).flatMap(
        (metric) =>
          decodeSeries(openBox(envelope, metric, dataKeyOf(keys, metric, 'raw')), envelope.windowStart).samples,
      ),
    );
    const byPlace = (a: Sample, b: Sample): number => a.start - b.start || a.metric.localeCompare(b.metric);
    expect(samples.sort(byPlace)).toEqual(samplesOf(dayBounds(DAY).start, dayBounds(DAY).end).sort(byPlace));
    const total = made.find(({ granularity }) => granularity === 'day');
    if (total === undefined) throw new Error('no day');
    expect(decodeSummary(openBox(total, 'steps', dataKeyOf(keys, 'steps', 'day'))).values).toMatchObject({
      total: 24 * (59 * 30),
    });
  });

  it('waits an hour after midnight before a day is closed, since a sleep period may still go on', async () => {
    await world.read(world.batchOf(dayBounds(DAY).start, dayBounds(DAY).end + 3599));
    await sealDueWindows(world.ports, world.person, false);
    expect((await world.envelopes()).filter(({ granularity }) => granularity === 'day')).toHaveLength(0);
    await world.read(world.batchOf(dayBounds(DAY).end + 3540, dayBounds(DAY).end + 3600));
    await sealDueWindows(world.ports, world.person, false);
    expect((await world.envelopes()).filter(({ granularity }) => granularity === 'day')).toHaveLength(1);
  });

  it('stores a batch before it is acknowledged, and drops what it has when the batch comes again', async () => {
    const whole = world.batchOf(dayBounds(DAY).start, dayBounds(DAY).end);
    await expect(
      world.read({
        ...whole,
        acknowledge: () => Promise.reject(new WearableError('link-lost', 'the link broke before the acknowledgement')),
      }),
    ).rejects.toThrow('the link broke');
    expect(await world.ports.vault.sampleCounts()).toEqual({ steps: 1440, 'heart-rate': 1440, sleep: 360 });
    await world.read(whole);
    expect(await world.ports.vault.sampleCounts()).toEqual({ steps: 1440, 'heart-rate': 1440, sleep: 360 });
    expect(world.acknowledged).toEqual([dayBounds(DAY).end]);
  });

  it('seals no window twice, whether the commit failed or only seemed to', async () => {
    await world.read(world.batchOf(dayBounds(DAY).start, dayBounds(DAY).end));
    const { outbox } = world.ports;
    const failing = (happens: boolean): PersonPorts => ({
      ...world.ports,
      outbox: Object.assign(Object.create(outbox) as Outbox, {
        head: () => outbox.head(),
        records: () => outbox.records(),
        commit: async (windows: Parameters<Outbox['commit']>[0]) => {
          if (happens) await outbox.commit(windows);
          throw new Error('the disk is gone');
        },
      }),
    });
    await expect(sealDueWindows(failing(false), world.person, true)).rejects.toThrow('the disk is gone');
    expect(await world.envelopes()).toHaveLength(0);
    await expect(sealDueWindows(failing(true), world.person, true)).rejects.toThrow('the disk is gone');
    expect(await sealDueWindows(world.ports, world.person, true)).toBe(0);
    expect(await world.envelopes()).toHaveLength(121);
  });

  it('waits for the slowest of several wearables, but for none longer than seven days', async () => {
    const { vault } = world.ports;
    await vault.pair({ address: 'c0:00:00:00:00:02', family: 'standard', key: undefined });
    const { start } = dayBounds(DAY);
    await world.read(world.batchOf(start, start + 7 * 86_400));
    expect(await sealDueWindows(world.ports, world.person, false)).toBe(0);
    await world.read(world.batchOf(start + 7 * 86_400, start + 8 * 86_400));
    expect(await sealDueWindows(world.ports, world.person, false)).toBe(96 + 24);
    await vault.note(2, { cursor: start + 2 * 86_400 });
    expect(await sealDueWindows(world.ports, world.person, true)).toBe(121 + 1);
    await vault.unpair('c0:00:00:00:00:02');
    expect(await sealDueWindows(world.ports, world.person, true)).toBe(6 * 121);
  });

  it.each([
    [10, 11],
    [400, 2],
  ])(
    'fills the days of nothing between with windows of nothing, and no years: %d days later it has %d',
    async (away, sealed) => {
      const [first, later] = [dayBounds(DAY).start, dayBounds(DAY).start + away * 86_400];
      await world.read(world.batchOf(first, first + 86_400));
      await world.read(world.batchOf(later, later + 86_400));
      await sealDueWindows(world.ports, world.person, true);
      const days = (await world.envelopes()).filter(({ granularity }) => granularity === 'day');
      expect(days).toHaveLength(sealed);
    },
  );

  it('forgets the open keys of a day once the day after it is closed', async () => {
    await world.read(world.batchOf(dayBounds(DAY).start, dayBounds(NEXT).end));
    await sealDueWindows(world.ports, world.person, true);
    const keys = await world.ports.vault.dayKeys(DAY, NEXT);
    expect(keys.map(({ open }) => open !== undefined)).toEqual([false, true]);
  });

  it('writes no sample, summary or closed key in the clear into vault.db', async () => {
    await world.read(world.batchOf(dayBounds(DAY).start, dayBounds(NEXT).end));
    await sealDueWindows(world.ports, world.person, true);
    const keys = await world.keysOf(DAY);
    const file = world.files();
    expect(file.includes(Buffer.from(keys.subarray(0, 32)))).toBe(false);
    expect(file.includes(Buffer.from([0, 60, 1, 0, 60, 2, 0, 60, 3]))).toBe(false);
  });
});

describe('consent', () => {
  const request = STEPS_BY_DAY;
  const consent = () => ({ ...world.ports, lock });

  it('releases exactly the keys that the grant names, of days past', async () => {
    await world.read(world.batchOf(dayBounds(DAY).start, dayBounds(DAY).end));
    await sealDueWindows(world.ports, world.person, true);
    await grant(consent(), world.person, { request, passphrase: PASSPHRASE });
    const key = dataKeyOf(await world.keysOf(DAY), 'steps', 'day');
    expect(await world.released()).toEqual([
      { day: DAY, metric: 'steps', granularity: 'day', key: new Uint8Array(key) },
    ]);
  });

  it('releases the keys of a day to come as it begins, and none after a withdrawal', async () => {
    const grantId = await grant(consent(), world.person, { request, passphrase: PASSPHRASE });
    await world.read(world.batchOf(dayBounds(DAY).start, dayBounds(DAY).end));
    expect((await world.released()).map(({ day: released }) => released)).toEqual([DAY]);
    await withdraw(consent(), world.person.identity, { grantId, passphrase: PASSPHRASE });
    await world.read(world.batchOf(dayBounds(NEXT).start, dayBounds(NEXT).end));
    expect((await world.released()).map(({ day: released }) => released)).toEqual([DAY]);
  });

  it('signs the same grant once, however often it is asked for, until it is withdrawn', async () => {
    const ask = () => grant(consent(), world.person, { request, passphrase: PASSPHRASE });
    const first = await ask();
    expect(await ask()).toBe(first);
    expect(await world.ports.outbox.records()).toHaveLength(1);
    await withdraw(consent(), world.person.identity, { grantId: first, passphrase: PASSPHRASE });
    expect(await ask()).not.toBe(first);
  });

  it('refuses to withdraw what was never granted', async () => {
    await expect(
      withdraw(consent(), world.person.identity, { grantId: 'ab'.repeat(32), passphrase: PASSPHRASE }),
    ).rejects.toMatchObject({ code: 'not-granted' });
  });
});
