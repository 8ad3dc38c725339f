import { cryptoReady, leafOf } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DrainWorld } from '../test/drain-world.js';
import { addGrant, endGrant } from '../test/waiting-consent.js';
import { PATIENT } from './core/drain-plan.js';

let world: DrainWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = new DrainWorld();
  await world.make(3);
  await world.start();
});
afterEach(() => world.close());

describe('consent that the coach API does not take', () => {
  const sentConsent = (): number => world.link.sent('consent').length;
  /** Time passes, and what is due then was sent. */
  async function pass(): Promise<void> {
    world.ticks += PATIENT.resend;
    // One turn may be under way that began before.
    for (let i = 0; i < 2; i++) {
      let turns = 0;
      world.drain.wake();
      await world.drain.until(async () => turns++ > 0);
    }
  }

  /** An envelope is made, sent and confirmed, and nothing else is. */
  async function confirmOne(): Promise<void> {
    await world.make(1);
    const made = world.envelopes.length;
    await expect.poll(() => world.link.sent('envelope').length).toBeGreaterThanOrEqual(made);
    await world.receive(world.receipt(made));
    await pass();
  }

  /** What is over is written a minute later at most. */
  async function aMinuteLater(): Promise<readonly string[]> {
    world.ticks += 60_000;
    await pass();
    return world.current();
  }

  it('is named once what was sent after it is confirmed twice, goes out more seldom then, and is over when it is taken', async () => {
    const { leaf } = await addGrant(world);
    world.link.connect();
    await expect.poll(sentConsent).toBe(1);
    await confirmOne();
    expect(await world.current()).not.toContain('consent-refused');
    await confirmOne();
    await confirmOne();
    expect(await world.current()).toContain('consent-refused');
    const before = sentConsent();
    for (let i = 0; i < 5; i++) await pass();
    expect(sentConsent()).toBeLessThanOrEqual(before + 1);
    await confirmOne();
    await pass();
    expect(sentConsent()).toBeGreaterThan(before);
    world.now += 1;
    await world.receive(world.receipt(world.envelopes.length, { records: [leaf] }));
    await expect.poll(aMinuteLater).not.toContain('consent-refused');
    expect((await world.finding('consent-refused'))?.ended).toBe(world.now);
  });

  describe('goes again all the same where it ends a grant,', () => {
    /** Confirmed envelopes passed it over, as where a broker swallows it for a while. */
    async function passedOver(): Promise<number> {
      await endGrant(world, (await addGrant(world)).leaf);
      world.link.connect();
      await expect.poll(sentConsent).toBe(2);
      for (let i = 0; i < 3; i++) await confirmOne();
      expect(await world.current()).toContain('consent-refused');
      for (let i = 0; i < 3; i++) await pass();
      return sentConsent();
    }

    it('within a minute, and again and again', async () => {
      const before = await passedOver();
      const minute = 60_000 / PATIENT.resend;
      for (let times = 1; times <= 3; times++) {
        for (let i = 0; i < minute; i++) await pass();
        expect(sentConsent()).toBe(before + times);
      }
    });

    it('at once over a new connection, with everything else that waits', async () => {
      const before = await passedOver();
      world.link.drop();
      world.link.connect();
      await pass();
      expect(sentConsent()).toBe(before + 2);
    });
  });

  it('has keys named that are not taken, though their consent is, as after a withdrawal on another machine', async () => {
    const sentReleases = (): number => world.link.sent('release').length;
    const { leaf, release } = await addGrant(world);
    world.link.connect();
    await expect.poll(sentReleases).toBe(1);
    for (let i = 0; i < 3; i++) await confirmOne();
    // Before its grant is stored a release is refused by right.
    expect(await world.current()).not.toContain('releases-refused');
    await world.receive(world.receipt(world.envelopes.length, { records: [leaf] }));
    await confirmOne();
    expect(await world.current()).toContain('releases-refused');
    const before = sentReleases();
    for (let i = 0; i < 5; i++) await pass();
    expect(sentReleases()).toBeLessThanOrEqual(before + 1);
    world.now += 1;
    await world.receive(world.receipt(world.envelopes.length, { records: [leafOf(release)] }));
    await expect.poll(aMinuteLater).not.toContain('releases-refused');
  });

  it('is not named where nothing is confirmed at all, as while the coach API is away', async () => {
    await addGrant(world);
    world.link.connect();
    await expect.poll(sentConsent).toBe(1);
    for (let i = 0; i < 6; i++) {
      await world.make(1);
      await pass();
    }
    expect(sentConsent()).toBeGreaterThan(4);
    expect(await world.current()).not.toContain('consent-refused');
  });
});
