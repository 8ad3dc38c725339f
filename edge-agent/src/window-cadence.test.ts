import { addDays, cryptoReady, type Envelope } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, dayBounds, VaultWorld } from '../test/vault-world.js';
import { windowPorts } from '../test/window-ports.js';
import { eraseDays } from './erase-days.js';
import { Noticed } from './noticed.js';
import { turnOf } from './window-state.js';
import { type WindowPorts, WindowTurns } from './window-turns.js';

const [MINUTE, QUARTER, HOUR, DAYS] = [60, 900, 3600, 86_400];
const start = dayBounds(DAY).start;

let world: VaultWorld;
let now: number;
let ports: WindowPorts;
let turns: WindowTurns;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await VaultWorld.open();
  ports = windowPorts(world, () => now);
  turns = new WindowTurns(ports, world.person);
  // Half a day was read, and the agent starts.
  await world.read(world.batchOf(start, start + 12 * HOUR));
  now = start + 12 * HOUR;
});
afterEach(() => world.close());

/** The agent looks as it does in `run`, or as seldom as its windows ask, until an instant; nothing is in reach. */
async function idleUntil(end: number, atLeastEvery = MINUTE): Promise<void> {
  while (now < end) {
    await turns.look();
    now = Math.min(end, now + Math.min(atLeastEvery, Math.ceil(turns.nextLookMs() / 1000)));
  }
  await turns.look();
}

/** Just after the turn that follows so many hours of the day. */
const turnAt = (hours: number): number => start + hours * HOUR + turnOf(world.person.identity) + 5;

const made = (): Promise<readonly Envelope[]> => world.envelopes();
const count = async (): Promise<number> => (await ports.outbox.head()).sequence;

describe('an agent without a wearable', () => {
  beforeEach(async () => {
    await world.close();
    world = new VaultWorld(start + 12 * HOUR);
    ports = windowPorts(world, () => now);
    turns = new WindowTurns(ports, world.person);
    now = start + 12 * HOUR + 60;
  });

  it('sends as many windows as one with, from its enrolment on', async () => {
    await idleUntil(turnAt(24));
    const raw = (await made()).filter(({ granularity }) => granularity === 'raw').map(({ windowStart }) => windowStart);
    expect(raw).toEqual(Array.from({ length: raw.length }, (_, i) => start + 11 * HOUR + i * QUARTER));
    expect(raw.length).toBe(13 * 4);
    expect((await made()).filter(({ granularity }) => granularity === 'hour')).toHaveLength(13);
  });

  it('under a clock that shows a time before its enrolment sends none, unless the coach API says so too', async () => {
    now -= 3650 * DAYS;
    await idleUntil(now + HOUR);
    expect(await count()).toBe(0);
    ports = { ...ports, coachTime: async () => now };
    turns = new WindowTurns(ports, world.person);
    await idleUntil(now + HOUR);
    expect(await count()).toBeGreaterThan(4);
  });

  it('when one is paired, seals the weeks that it holds without the passphrase, and then forgets its keys', async () => {
    await idleUntil(turnAt(14));
    now = start + 2 * DAYS;
    await idleUntil(now + HOUR, QUARTER);
    const before = await count();
    await ports.vault.pair({ address: 'c0:00:00:00:00:01', family: 'huami', key: undefined });
    for (let day = -12; day < 2; day++) await world.read(world.batchOf(start + day * DAYS, start + (day + 1) * DAYS));
    await ports.vault.note(1, { synchronised: now });
    await turns.overdue();
    await idleUntil(now + HOUR);
    expect((await ports.vault.touchedDays()).filter(({ waiting }) => waiting)).toEqual([]);
    const days = (await made()).slice(before).filter(({ granularity }) => granularity === 'day');
    expect(days.filter(({ revision }) => revision === 0)).toHaveLength(12 + 1);
    expect(days.filter(({ revision }) => revision === 1).map(({ windowStart }) => windowStart)).toContain(start);
    const open = (await ports.vault.dayKeys('2000-01-01', '2099-12-31')).filter((each) => each.open !== undefined);
    expect(open.map(({ day }) => day)).not.toContain(addDays(DAY, -8));
  });
});

describe('after more than a week of absence', () => {
  const after = async (days: number, coachTime: WindowPorts['coachTime']): Promise<number> => {
    await idleUntil(turnAt(13));
    const before = await count();
    now += days * DAYS;
    turns = new WindowTurns({ ...ports, coachTime }, world.person);
    await idleUntil(now + 10 * MINUTE);
    return (await count()) - before;
  };

  it('windows of nothing fill it where the coach API shows the same time', async () => {
    const made = await after(10, async () => now + 20);
    expect(made).toBeGreaterThanOrEqual(10 * 121 - 1);
    expect(made).toBeLessThanOrEqual(10 * 121 + 1);
    const before = await count();
    await idleUntil(now + HOUR);
    expect((await count()) - before).toBe(5);
  });

  it.each([
    ['shows another', async () => now - DAYS, 'time-differs'],
    ['does not say', async () => undefined, 'time-untold'],
  ])('none is sealed where it %s, which is told until it shows the same', async (_, coachTime, code) => {
    const noticed = await Noticed.open({ ...ports, findings: world.store.findings, ticks: () => 0 });
    ports = { ...ports, noticed };
    expect(await after(10, coachTime)).toBe(0);
    expect([noticed.stands('time-differs'), noticed.stands('time-untold')]).toEqual([
      code === 'time-differs',
      code === 'time-untold',
    ]);
    await noticed.close();
    // Started anew, as after a kill.
    const later = await Noticed.open({ ...ports, findings: world.store.findings, ticks: () => 0 });
    turns = new WindowTurns({ ...ports, noticed: later, coachTime: async () => now }, world.person);
    await idleUntil(now + QUARTER);
    await later.close();
    const told = (await world.store.findings.findings()).map((each) => [each.code, each.ended !== undefined]);
    expect(told).toEqual([[code, true]]);
  });

  it('of more than 92 days no windows of nothing fill it but those of the last day', async () => {
    const made = await after(100, async () => now);
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThanOrEqual(2 * 121);
    const before = await count();
    await idleUntil(now + DAYS, QUARTER);
    expect((await count()) - before).toBeGreaterThanOrEqual(120);
  });
});

describe('while days of absence are made up for', () => {
  it('others write and the process goes on after each day; told to stop, it leaves the rest for the next time', async () => {
    await idleUntil(turnAt(13));
    const before = await count();
    now += 10 * DAYS;
    const [seen, stop] = [[] as number[], new AbortController()];
    const pause = async (): Promise<void> => {
      // Whoever waited to write has its turn, and that is not at the end.
      seen.push(await ports.writing.take(count));
      if (seen.length === 3) stop.abort();
    };
    turns = new WindowTurns({ ...ports, coachTime: async () => now, pause, stopped: stop.signal }, world.person);
    await idleUntil(now + 3 * MINUTE);
    expect(seen.map((sequence) => sequence - before > 0)).toEqual([true, true, true]);
    expect(new Set(seen).size).toBe(3);
    expect((await count()) - before).toBeLessThanOrEqual(4 * 121);
    turns = new WindowTurns({ ...ports, coachTime: async () => now }, world.person);
    await idleUntil(now + 20 * MINUTE);
    const raw = (await made()).filter(({ granularity }) => granularity === 'raw').map(({ windowStart }) => windowStart);
    expect(raw).toEqual(raw.map((_, i) => start + i * QUARTER));
    expect(raw.at(-1)).toBeGreaterThan(start + 10 * DAYS + 12 * HOUR);
  });
});

describe('a clock that is days ahead', () => {
  const openDays = async (): Promise<string[]> =>
    (await ports.vault.dayKeys('2000-01-01', '2099-12-31')).filter(({ open }) => open).map(({ day }) => day);

  it('makes and closes nothing where the coach API shows another time; set right, windows go on at once', async () => {
    await idleUntil(turnAt(36));
    const [before, open] = [await count(), await openDays()];
    const right = now;
    turns = new WindowTurns({ ...ports, coachTime: async () => right + 20 }, world.person);
    now += 6 * DAYS + 12 * HOUR;
    await idleUntil(now + 20 * MINUTE);
    expect([await count(), await openDays()]).toEqual([before, open]);
    now = right;
    await idleUntil(now + 2 * HOUR);
    expect((await count()) - before).toBe(2 * 5);
  });

  it('asks nobody while it goes on as it did', async () => {
    await idleUntil(turnAt(13));
    let asked = 0;
    const coachTime = async (): Promise<number> => {
      asked += 1;
      return now;
    };
    turns = new WindowTurns({ ...ports, coachTime }, world.person);
    await idleUntil(now + 2 * HOUR);
    expect(asked).toBe(0);
  });
});

describe('once nothing of it is taken any more', () => {
  it('an agent makes no windows of nothing, closes its days all the same, and makes up for them if that is over', async () => {
    await idleUntil(turnAt(13));
    const before = await count();
    const drain = { isOver: true };
    turns = new WindowTurns({ ...ports, drain }, world.person);
    await idleUntil(now + 8 * DAYS, QUARTER);
    expect(await count()).toBe(before);
    expect((await ports.vault.dayKeys('2000-01-01', '2099-12-31')).filter(({ open }) => open)).toEqual([]);
    drain.isOver = false;
    turns = new WindowTurns({ ...ports, drain, coachTime: async () => now }, world.person);
    await idleUntil(now + 20 * MINUTE);
    expect((await count()) - before).toBeGreaterThan(8 * 121 - 5);
  });

  it('it seals what is measured', async () => {
    await idleUntil(turnAt(13));
    const before = await count();
    turns = new WindowTurns({ ...ports, drain: { isOver: true } }, world.person);
    await world.read(world.batchOf(start + 13 * HOUR, start + 14 * HOUR));
    await idleUntil(turnAt(15));
    expect((await count()) - before).toBeGreaterThanOrEqual(4);
  });
});

describe('an erasure', () => {
  const erase = (day: string) =>
    eraseDays(ports, world.person, { from: day, until: day, all: false, root: world.root });

  it('of the day that is under way ends its windows, and they go on with the next day', async () => {
    await idleUntil(turnAt(13));
    const before = await count();
    await erase(DAY);
    await idleUntil(turnAt(24));
    expect(await count()).toBe(before);
    await idleUntil(turnAt(26));
    expect((await count()) - before).toBe(2 * 5);
  });

  it('of a day that is over changes nothing of what goes out', async () => {
    await idleUntil(turnAt(36));
    const before = await count();
    await erase(DAY);
    await idleUntil(turnAt(38));
    expect((await count()) - before).toBe(2 * 5);
  });
});

describe('a vault at its limit', () => {
  it('gets no windows of nothing while others wait, and they are made up for when those are received', async () => {
    await idleUntil(turnAt(13));
    let limit = 0;
    const size = async () => ({ ...(await world.ports.vault.size()), limit });
    const vault = new Proxy(world.ports.vault, { get: (all, name) => (name === 'size' ? size : bound(all, name)) });
    turns = new WindowTurns({ ...ports, vault }, world.person);
    const before = await count();
    await idleUntil(now + 2 * HOUR);
    expect(await count()).toBe(before);
    await ports.outbox.markReceived(before, [], now);
    await idleUntil(now + HOUR);
    expect(await count()).toBe(before + 9 + 2);
    limit = Number.POSITIVE_INFINITY;
    await idleUntil(now + HOUR);
    expect(await count()).toBe(before + 4 * 5);
  });
});

function bound<T extends object>(all: T, name: string | symbol): unknown {
  const value: unknown = Reflect.get(all, name);
  return typeof value === 'function' ? value.bind(all) : value;
}
