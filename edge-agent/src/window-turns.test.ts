import { cryptoReady, type Envelope } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, dayBounds, VaultWorld } from '../test/vault-world.js';
import { windowPorts } from '../test/window-ports.js';
import { sealLate } from './seal-late.js';
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

describe('while nothing is measured', () => {
  it('an envelope goes out each quarter of an hour, at the same second after it, and an hour and a day with theirs', async () => {
    await idleUntil(turnAt(13));
    const phase = turnOf(world.person.identity);
    let before = await count();
    const seen: string[] = [];
    for (const end = now + 14 * HOUR; now < end; now++) {
      await turns.look();
      if ((await count()) > before) {
        const after = await made();
        expect((now - phase) % QUARTER).toBeLessThan(2);
        seen.push(
          after
            .slice(before)
            .map(({ granularity }) => granularity)
            .join(' '),
        );
      }
      before = await count();
    }
    expect(seen).toHaveLength(14 * 4);
    expect(seen.filter((each) => each === 'raw')).toHaveLength(14 * 3);
    expect(seen.filter((each) => each === 'raw hour')).toHaveLength(13);
    // Yesterday closes with the first hour of today.
    expect(seen.filter((each) => each.includes('day'))).toEqual(['day raw hour']);
  });

  it('all envelopes of a granularity are of one size, with samples and without', async () => {
    await idleUntil(start + 3 * DAYS);
    const sizes = new Map<string, Set<number>>();
    for (const { granularity, boxes } of await made()) {
      for (const { ciphertext } of boxes) {
        sizes.set(granularity, (sizes.get(granularity) ?? new Set()).add(ciphertext.length));
      }
    }
    expect([...sizes.values()].map(({ size }) => size)).toEqual([1, 1, 1]);
  });

  it('what is told every second makes windows larger, and those in which nothing is told stay as large for a week', async () => {
    await idleUntil(turnAt(13));
    const beats = Array.from({ length: QUARTER }, (_, i) => {
      return { metric: 'heart-rate', start: start + 14 * HOUR + i, value: 60 + (i % 40) } as const;
    });
    const told = { ...world.batchOf(start + 14 * HOUR, start + 14 * HOUR + QUARTER), samples: beats };
    await world.hear(told, 'until-read');
    await idleUntil(turnAt(24));
    const sizes = (await made())
      .filter(({ granularity }) => granularity === 'raw')
      .map(({ boxes }) => boxes.map(({ ciphertext }) => ciphertext.length - 16));
    expect(sizes.slice(0, 56).flat()).toEqual(Array.from({ length: 56 * 3 }, () => 160));
    expect(sizes.slice(56).flat()).toEqual(Array.from({ length: (sizes.length - 56) * 3 }, () => 4096));
    // A day without, and what comes late of an hour before, is no smaller either.
    await world.hear(world.batchOf(start + 13 * HOUR, start + 13 * HOUR + 60), 'until-read');
    await idleUntil(turnAt(48));
    const later = (await made()).slice(sizes.length).filter(({ granularity }) => granularity === 'raw');
    expect(new Set(later.flatMap(({ boxes }) => boxes.map(({ ciphertext }) => ciphertext.length)))).toEqual(
      new Set([4112]),
    );
  });

  it('windows of nothing go on without end, and what is measured later is in them', async () => {
    // The machine sleeps six hours at a time.
    for (now = turnAt(12); now < start + 12 * DAYS; now += 6 * HOUR - 3 * MINUTE) await idleUntil(now + 3 * MINUTE);
    const raw = (await made()).filter(({ granularity }) => granularity === 'raw').map(({ windowStart }) => windowStart);
    expect(raw).toEqual(raw.map((_, i) => start + i * QUARTER));
    expect(raw.at(-1)).toBeGreaterThan(start + 12 * DAYS - 7 * HOUR);
    const before = await count();
    await world.read(world.batchOf(start + 11 * DAYS, start + 11 * DAYS + HOUR));
    await idleUntil(now + 20 * MINUTE);
    const revised = (await made()).slice(before).filter(({ revision }) => revision === 1);
    expect(revised.length).toBeGreaterThan(0);
  });
});

describe('the start, and the return from a sleep of the machine', () => {
  it('seals at once what was measured, and gives wearables two minutes to bring the rest', async () => {
    await idleUntil(turnAt(12.25));
    now += 8 * HOUR;
    turns = new WindowTurns(ports, world.person);
    const before = await count();
    await turns.look();
    now += 60;
    await turns.look();
    expect(await count()).toBe(before);
    // It comes into reach within that time: nothing goes out twice.
    const positions = await world.ports.vault.positions();
    await world.read(world.batchOf(positions?.raw ?? 0, now - (now % MINUTE)));
    await turns.overdue();
    await world.ports.vault.note(1, { synchronised: now });
    await turns.look();
    expect(await count()).toBeGreaterThan(before + 30);
    expect(new Set((await made()).map(({ revision }) => revision))).toEqual(new Set([0]));
  });

  it('catches up in order and without gaps where no wearable is in reach', async () => {
    await idleUntil(turnAt(13));
    now += 2 * DAYS;
    await idleUntil(now + 10 * MINUTE);
    const all = await made();
    expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, i) => i + 1));
    const raw = all.filter(({ granularity }) => granularity === 'raw').map(({ windowStart }) => windowStart);
    expect(raw).toEqual(raw.map((_, i) => start + i * QUARTER));
    expect((raw.at(-1) ?? 0) + QUARTER).toBeGreaterThan(now - 2 * QUARTER - 120);
  });

  it('waits for a wearable that is being read, but not for ever', async () => {
    await idleUntil(turnAt(13));
    const before = await count();
    turns.onReading(true);
    await idleUntil(now + 18 * MINUTE);
    expect(await count()).toBe(before);
    turns.onReading(false);
    await turns.look();
    expect(await count()).toBeGreaterThan(before);
    turns.onReading(true);
    const then = await count();
    await idleUntil(now + HOUR);
    expect(await count()).toBeGreaterThan(then);
  });
});

describe('the clock of the machine', () => {
  const names = async (): Promise<string[]> =>
    (await made()).map((each) => `${each.granularity} ${each.windowStart} ${each.revision}`);
  const openDays = async (): Promise<string[]> =>
    (await ports.vault.dayKeys('2000-01-01', '2099-12-31')).filter(({ open }) => open).map(({ day }) => day);

  /** What holds whatever a clock does. */
  async function isSound(): Promise<void> {
    const all = await made();
    expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, i) => i + 1));
    expect(new Set(await names()).size).toBe(all.length);
    const used = all.flatMap(({ boxes }) =>
      boxes.map(({ keyId, nonce }) => Buffer.concat([keyId, nonce]).toString('hex')),
    );
    expect(new Set(used).size).toBe(used.length);
  }

  it.each([10, -10])('moved by %d years seals nothing and closes nothing; set right, windows go on', async (years) => {
    await idleUntil(turnAt(13));
    const [before, open] = [await count(), await openDays()];
    const right = now;
    now += years * 365 * DAYS;
    await idleUntil(now + 3 * HOUR);
    expect(await count()).toBe(before);
    expect(await openDays()).toEqual(open);
    now = right + 3 * HOUR;
    await idleUntil(now + 10 * MINUTE);
    expect(await count()).toBe(before + 12 + 3);
    await isSound();
  });

  it('set back by hours in the middle of a day: windows wait until it has come there again', async () => {
    await idleUntil(turnAt(13));
    const before = await names();
    now -= 5 * HOUR;
    await idleUntil(now + 5 * HOUR);
    expect(await names()).toEqual(before);
    await idleUntil(now + HOUR);
    expect(await count()).toBe(before.length + 4 + 1);
    await isSound();
  });

  it('five days ahead claims what may be true; set right, what is measured there comes at the next revision', async () => {
    await idleUntil(turnAt(13));
    const right = now;
    now += 5 * DAYS;
    await idleUntil(now + 10 * MINUTE);
    now = right;
    await idleUntil(now + 10 * MINUTE);
    const before = await count();
    await world.read(world.batchOf(start + 13 * HOUR, start + 14 * HOUR));
    await idleUntil(turnAt(14));
    const late = (await made()).slice(before);
    expect(late.filter(({ granularity }) => granularity !== 'day').map(({ revision }) => revision)).toEqual([
      1, 1, 1, 1, 1,
    ]);
    await isSound();
  });

  it('with a wearable that is read at the time that it claims: set right, nothing is lost and windows go on', async () => {
    await idleUntil(turnAt(13));
    const right = now;
    const last = (await made()).findLast(({ granularity }) => granularity === 'raw')?.windowStart ?? 0;
    now += 3650 * DAYS;
    // The wearable was paired anew, or its clock is set by that of the machine: it stamps as the machine does.
    await world.read(world.batchOf(now - (now % HOUR) - HOUR, now - (now % HOUR)));
    await idleUntil(now + HOUR);
    await ports.vault.note(1, { cursor: right - (right % MINUTE) });
    now = right;
    const before = await count();
    await world.read(world.batchOf(right - (right % MINUTE), right - (right % MINUTE) + 2 * HOUR));
    now += 3 * HOUR;
    await idleUntil(now + 20 * MINUTE);
    const more = (await made()).slice(before).filter(({ granularity }) => granularity === 'raw');
    expect(more.map(({ windowStart }) => windowStart)).toEqual(
      Array.from({ length: more.length }, (_, i) => last + (i + 1) * QUARTER),
    );
    expect(more.length).toBeGreaterThan(8);
    await sealLate(ports, world.person);
    await isSound();
  });
});
