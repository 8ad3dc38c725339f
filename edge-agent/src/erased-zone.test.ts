import { cryptoReady, vaultKey } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pairOther, readOther } from '../test/late-hour.js';
import { DAY, dayBounds, NEXT, VaultWorld } from '../test/vault-world.js';
import { ENROL_REFUSALS } from './core/refusal-words/enrol-refusals.js';
import { eraseDays } from './erase-days.js';
import { AgentError } from './error.js';
import type { Outbox } from './ports.js';
import { sealLate } from './seal-late.js';
import { sealDueWindows } from './seal-windows.js';

const HOUR = 3600;
const { start, end } = dayBounds(DAY);

let world: VaultWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await VaultWorld.open();
});
afterEach(() => world.close());

/** As after a journey: the stretch of the day that is erased lies in two days of the other zone. */
const elsewhere = () => ({ ...world.person, zone: 'America/New_York' });
const erase = (day: string) =>
  eraseDays(world.ports, world.person, { from: day, until: day, all: false, root: world.root });
/** Of an outbox in which another process always comes first. */
const overtaken = () => {
  let tries = 0;
  const commit: Outbox['commit'] = async () => {
    tries += 1;
    if (tries > 1_000) throw new AgentError('interrupted', ENROL_REFUSALS.stopped);
    return false;
  };
  const outbox = new Proxy(world.ports.outbox, {
    get: (whole, name: keyof Outbox) => {
      const member = whole[name];
      if (name === 'commit') return commit;
      return typeof member === 'function' ? member.bind(whole) : member;
    },
  });
  return { ...world.ports, outbox };
};

describe('a day that was erased in another zone', () => {
  it('is not sealed again, and what lies around it is', async () => {
    await world.read(world.batchOf(start, start + 2 * HOUR));
    await erase(DAY);
    await world.read(world.batchOf(start + 2 * HOUR, end + 6 * HOUR));
    expect(await sealDueWindows(world.ports, elsewhere(), true)).toBeGreaterThan(0);
    const starts = (await world.envelopes()).map(({ windowStart }) => windowStart);
    expect(starts.filter((each) => start <= each && each < end)).toEqual([]);
    expect(Math.max(...starts)).toBeGreaterThanOrEqual(end + 4 * HOUR);
  });

  it('is not sealed anew for what comes late of the days around it', async () => {
    await world.read(world.batchOf(start, end + HOUR));
    await erase(NEXT);
    await world.read(world.batchOf(end + HOUR, end + 30 * HOUR));
    await sealDueWindows(world.ports, world.person, true);
    const before = (await world.envelopes()).length;
    await pairOther(world);
    await world.ports.vault.note(2, { cursor: end - HOUR });
    const samples = [{ metric: 'heart-rate', start: end - HOUR + 30, value: 133 }] as const;
    await readOther(world, 2_000_000_000, { ...world.batchOf(end - HOUR, end), samples });
    expect((await world.ports.vault.touchedDays()).map(({ day }) => day)).toContain(DAY);
    expect((await sealLate(world.ports, elsewhere(), { vaultKey: vaultKey(world.root) })).envelopes).toBeGreaterThan(0);
    const starts = (await world.envelopes()).slice(before).map(({ windowStart }) => windowStart);
    expect(starts.filter((each) => end <= each && each < dayBounds(NEXT).end)).toEqual([]);
  });
});

describe('a process that others overtake each time', () => {
  it('gives up for now, and has sealed nothing', async () => {
    await world.read(world.batchOf(start, end));
    await expect(sealDueWindows(overtaken(), world.person, true)).rejects.toMatchObject({ code: 'vault-busy' });
    expect(await world.envelopes()).toEqual([]);
  });
});
