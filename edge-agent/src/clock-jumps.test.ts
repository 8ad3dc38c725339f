import {
  cryptoReady,
  fromHex,
  identityKey,
  jwsBytes,
  leafOf,
  parseRelease,
  signGrant,
  signingKey,
  signRelease,
  signWithdrawal,
  toHex,
  vaultKey,
} from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DrainWorld } from '../test/drain-world.js';
import { ReadWorld } from '../test/read-world.js';
import { COACH_BOX, DAY, dayBounds, NEXT, VaultWorld } from '../test/vault-world.js';
import { grantIn } from '../test/waiting-consent.js';
import { consentRecords, liveGrants } from './grants.js';
import { standingGrants } from './lasting-grants.js';
import { openDay } from './open-day.js';
import { ownGrants } from './own-consent.js';
import { resignRecords } from './rotation/resign-records.js';
import { sealDueWindows } from './seal-windows.js';

const YEARS = 10 * 365 * 86_400;

beforeAll(() => cryptoReady);

describe('a clock that jumps while windows are sealed', () => {
  it('ten years either way and backwards within a day: the sequence goes on, and no key is used twice with a nonce', async () => {
    const world = await VaultWorld.open();
    const [{ start }, { end }] = [dayBounds(DAY), dayBounds(NEXT)];
    const jumps = [0, YEARS, -YEARS, -7_200, 0, 3_600];
    for (const [i, from] of Array.from({ length: 48 }, (_, hour) => start + 3_600 * hour).entries()) {
      await world.read(world.batchOf(from, Math.min(from + 3_600, end)));
      const clock = (): number => from + 3_600 + (jumps[i % jumps.length] ?? 0);
      await sealDueWindows({ ...world.ports, clock }, world.person, false);
    }
    const made = await world.envelopes();
    expect(made.length).toBeGreaterThan(220);
    expect(made.map(({ sequence }) => sequence)).toEqual(made.map((_, i) => i + 1));
    for (const [i, { previous }] of made.entries()) {
      expect(toHex(previous)).toBe(toHex(made[i - 1]?.leaf ?? new Uint8Array(32)));
    }
    const uses = made.flatMap(({ boxes }) => boxes.map(({ keyId, nonce }) => `${toHex(keyId)} ${toHex(nonce)}`));
    expect(new Set(uses).size).toBe(3 * made.length);
    await world.close();
  });
});

describe('a grant', () => {
  let world: DrainWorld;
  let granted: string;
  let begun: number;

  beforeEach(async () => {
    world = new DrainWorld();
    begun = world.now;
    granted = await grant();
  });
  afterEach(async () => {
    await world.start();
    await world.close();
  });

  async function grant(): Promise<string> {
    return add(jwsBytes(signGrant(grantIn(world), identityKey(world.root))));
  }

  async function add(bytes: Uint8Array): Promise<string> {
    await world.outbox.addRecords([{ kind: 'consent', bytes, payload: bytes }]);
    return toHex(leafOf(bytes));
  }

  const live = async (clock: number): Promise<readonly string[]> =>
    (await liveGrants(world.outbox, world.identity, clock)).map(({ id }) => id);

  it('that was seen to have lapsed does not live again when the clock is set back', async () => {
    expect(await live(begun)).toEqual([granted]);
    expect(await live(begun + 1_000)).toEqual([]);
    expect(await live(begun)).toEqual([]);
    expect(await live(begun - YEARS)).toEqual([]);
  });

  it('that has not begun by a clock that was set back holds its release; it goes out when the clock is right', async () => {
    const { identity, outbox } = world;
    const header = { pseudonym: identity.pseudonym, agent: 1, grant: fromHex(granted), recipient: COACH_BOX.publicKey };
    const release = signRelease({ ...header, consent: [fromHex(granted)] }, [], signingKey(identity.agentSeed));
    await outbox.addRecords([{ kind: 'release', bytes: release, payload: release }]);
    world.now = begun - 11;
    await world.start();
    world.link.connect();
    await expect.poll(() => world.events).toContain('releases-held');
    await expect.poll(() => world.link.sent('consent').length).toBe(1);
    expect(world.link.sent('release')).toEqual([]);
    expect((await outbox.waitingRecords()).map(({ kind }) => kind)).toEqual(['consent', 'release']);
    world.now = begun;
    await world.restart();
    world.link.connect();
    await expect.poll(() => world.link.sent('release').map(toHex)).toEqual([toHex(release)]);
    await world.drain.close();
  });

  it('that was withdrawn does not live again at an earlier hour', async () => {
    const { pseudonym } = world.identity;
    const withdrawal = { pseudonym, grant: granted, issued: begun + 500, after: [granted], salt: new Uint8Array(32) };
    await add(jwsBytes(signWithdrawal(withdrawal, identityKey(world.root))));
    expect(await live(begun)).toEqual([]);
  });

  it('that lapsed while nobody looked has lapsed by what others signed, whatever the clock says, after a restart too', async () => {
    await world.make(1);
    await world.start();
    world.now = begun + 2_000;
    await world.receive(world.receipt(1));
    await world.restart();
    expect(await live(begun)).toEqual([]);
  });

  it('is not ended by a receipt that is dated far ahead, and honest receipts count after it', async () => {
    await world.make(1);
    await world.start();
    await world.receive(world.receipt(1, { time: begun + YEARS }));
    expect(await live(begun)).toEqual([granted]);
    world.now = begun + 600;
    await world.receive(world.receipt(1, { records: [fromHex(granted)] }));
    expect(await world.outbox.waitingRecords()).toEqual([]);
    await world.drain.close();
  });

  it('is ended by no single liar about the time, neither the coach API nor the witnesses', async () => {
    await world.outbox.believeWitnesses(begun);
    await world.outbox.markReceived(0, [], begun + YEARS);
    expect(await live(begun)).toEqual([granted]);
    await world.outbox.believeWitnesses(begun + 2 * YEARS);
    expect(await live(begun)).toEqual([]);
  });

  it('is ended for good by a clock that ran ahead; one that is signed anew lives', async () => {
    expect(await live(begun + YEARS)).toEqual([]);
    world.now += 60;
    const anew = await grant();
    expect(await live(world.now)).toEqual([anew]);
    const shown = await ownGrants({ outbox: world.outbox, clock: () => world.now }, world.identity, false);
    expect(shown.events.map((each) => each.event === 'grant' && each.id)).toEqual([anew]);
  });
});

describe('the releases of a day that begins while the clock is wrong', () => {
  let world: ReadWorld;
  let granted: string;

  beforeEach(async () => {
    world = await ReadWorld.open();
    granted = await world.share();
  });
  afterEach(() => world.close());

  /** @returns under which grants keys of the days were released, as many times as they were */
  async function released(clock: number, ...days: readonly string[]): Promise<readonly string[]> {
    const { ports, identity, vault } = world;
    for (const day of days) await openDay({ ...ports, clock: () => clock }, { ...vault.person, identity }, day);
    const records = await ports.outbox.records();
    return records.filter(({ kind }) => kind === 'release').map(({ bytes }) => toHex(parseRelease(bytes).grant));
  }

  it.each([
    ['ten years', YEARS],
    ['an hour, in the middle of a day', 3_600],
  ])('%s back are made, once each, under a grant that was signed here and is not over', async (_, back) => {
    expect(await released(world.now - back, DAY)).toEqual([granted]);
    expect(await released(world.now, DAY, NEXT)).toEqual([granted, granted]);
  });

  it('go out to nobody before the clock is right', async () => {
    await released(world.now - YEARS, DAY);
    const consent = await consentRecords(world.ports.outbox, world.identity);
    const live = async (clock: number) => (await standingGrants(world.ports.outbox, consent, clock)).live.length;
    expect([await live(world.now - YEARS), await live(world.now)]).toEqual([0, 1]);
  });

  it('are not made under a grant that had lapsed, by the clock or by what others signed, once it goes back', async () => {
    const other = await world.share({ coach: 'coach-2', expires: world.now + 500 });
    expect(await released(world.now + 600, DAY)).toEqual([granted]);
    await world.ports.outbox.believeWitnesses(world.now + 2_000);
    await world.ports.outbox.markReceived(0, [], world.now + 2_000);
    expect(await released(world.now - YEARS, NEXT)).toEqual([granted]);
    expect(other).not.toBe(granted);
  });

  it('are not made under a grant that ended, nor after ten years forward and back', async () => {
    const other = await world.share({ coach: 'coach-2' });
    await world.withdraw(other);
    expect(await released(world.now - 3_600, DAY)).toEqual([granted]);
    expect(await released(world.now + YEARS, NEXT)).toEqual([granted]);
    expect(await released(world.now, '2026-03-12')).toEqual([granted]);
  });

  it('are signed anew for the key that takes over, though the clock was set back before their grant', async () => {
    await released(world.now, DAY);
    const { ports, identity, vault } = world;
    const next = { agent: 2, agentSeed: new Uint8Array(32).fill(4), certificate: new Uint8Array(1) };
    const resigning = { identity, next, root: vault.root, vaultKey: vaultKey(vault.root) };
    const { replaced, records } = await resignRecords({ ...ports, clock: () => world.now - 3_600 }, resigning);
    const count = (kind: string) => records.filter((record) => record.kind === kind).length;
    expect([replaced.length, count('keys'), count('release')]).toEqual([2, 1, 1]);
  });
});
