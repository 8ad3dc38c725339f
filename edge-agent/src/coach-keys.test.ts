import { cryptoReady, unseal } from '@fit4work/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { IDENTITY } from '../test/contracts/vault-contract.js';
import { MemoryDisk } from '../test/memory/memory-disk.js';
import { openMemoryStore } from '../test/memory/memory-store.js';
import { RotatingCoach } from '../test/rotating-coach.js';
import { CoachKeys } from './coach-keys.js';
import { AgentError } from './error.js';
import { Noticed } from './noticed.js';
import type { NewRecord, Vault } from './ports.js';

await cryptoReady;
const DAY = 86_400;
let coach: RotatingCoach;
let store: ReturnType<typeof openMemoryStore>;
let answer: () => Promise<readonly Uint8Array[] | undefined>;
let [asked, now, ticks] = [0, 0, 0];
let events: string[];
beforeEach(async () => {
  coach = new RotatingCoach();
  store = openMemoryStore(new MemoryDisk());
  const pins = { ...IDENTITY.pins, ...coach.pins };
  await store.vault.saveIdentity({ ...IDENTITY, pins, registered: true });
  [asked, now, ticks, events] = [0, 1_780_000_200, 0, []];
  answer = async () => coach.list;
});

async function open(vault: Pick<Vault, 'identity' | 'followRotations'> = store.vault) {
  const identity = await store.vault.identity();
  if (identity === undefined) throw new RangeError('nobody is enrolled');
  const seen = { clock: () => now, ticks: () => ticks, report: (event: string) => void events.push(event) };
  const noticed = await Noticed.open({ ...seen, findings: store.findings });
  const listed = () => {
    asked += 1;
    return answer();
  };
  return new CoachKeys({ ...seen, vault, outbox: store.outbox, noticed, listed }, identity);
}
const record = (kind: NewRecord['kind'], byte: number): NewRecord => ({
  ...{ kind, bytes: new Uint8Array(40).fill(byte), payload: new Uint8Array(60).fill(byte) },
});
const current = async () => (await store.findings.findings()).filter(({ ended }) => !ended).map(({ code }) => code);

describe('an agent whose coach API changes its keys', () => {
  it('seals to the newest from then on, after it was started anew as well', async () => {
    const keys = await open();
    await keys.look();
    expect(keys.identity.pins).toMatchObject(coach.pins);
    coach.rotate(0x50);
    coach.rotate(0x51, { signing: true });
    await keys.look();
    for (const { identity } of [keys, await open()]) {
      expect(identity.pins).toMatchObject({ coachBoxKey: coach.box.publicKey, coachSigningKey: coach.key.publicKey });
    }
    expect(events).toEqual(['keys-followed']);
  });

  it('seals anew what it kept of consent and erasures that wait, and nothing else', async () => {
    await store.outbox.addRecords([
      record('consent', 1),
      record('release', 2),
      record('erasure', 3),
      record('message', 4),
    ]);
    coach.rotate(0x50);
    await (await open()).look();
    const [consent, release, erasure, message] = await store.outbox.waitingRecords();
    for (const each of [consent, erasure]) {
      expect(unseal(each?.payload ?? new Uint8Array(), coach.box)).toEqual(each?.bytes);
    }
    expect([release?.payload[0], message?.payload[0]]).toEqual([2, 4]);
    expect(await current()).toEqual([]);
  });

  it('is told what to do where it was away until the older key may be gone', async () => {
    await store.outbox.addRecords([record('release', 2)]);
    now += 61 * DAY;
    coach.rotate(0x50);
    await (await open()).look();
    expect(await current()).toEqual(['keys-missed']);
  });

  it('goes on with what it has where the list is forged or was taken back, and says so until that is over', async () => {
    coach.rotate(0x50);
    const keys = await open();
    await keys.look();
    const followed = keys.identity;
    // What is noticed is written once a minute at the most.
    const look = async (): Promise<void> => {
      ticks += 60_000;
      await keys.look();
    };
    const twin = new RotatingCoach();
    twin.rotate(0x60);
    answer = async () => twin.list;
    await look();
    expect([keys.identity, await current()]).toEqual([followed, ['keys-refused']]);
    answer = async () => [];
    await look();
    expect([keys.identity, await current()]).toEqual([followed, ['keys-taken-back']]);
    answer = async () => coach.list;
    await look();
    await keys.close();
    expect(await current()).toEqual([]);
  });

  it('changes nothing where the disk fails in the middle, and follows at the next look', async () => {
    coach.rotate(0x50);
    const failing = {
      identity: () => store.vault.identity(),
      followRotations: () => Promise.reject(new AgentError('disk-full', { en: 'x', nl: 'x' })),
    };
    const keys = await open(failing);
    await keys.look();
    expect([keys.identity.pins.coachBoxKey, events]).toEqual([coach.pinned.boxKey, ['keys-not-looked-at']]);
    expect((await store.vault.identity())?.followed).toBeUndefined();
    const again = await open();
    await again.look();
    expect(again.identity.pins.coachBoxKey).toEqual(coach.box.publicKey);
  });

  it('follows though another process did so already, or it failed though it had happened', async () => {
    coach.rotate(0x50);
    const stale = await open();
    await (await open()).look();
    await stale.look();
    expect(stale.identity.followed?.rotations).toEqual(coach.list);
    const more = coach.rotate(0x51);
    const happened = {
      identity: () => store.vault.identity(),
      followRotations: async (change: Parameters<Vault['followRotations']>[0]) => {
        await store.vault.followRotations(change);
        throw new AgentError('disk-failed', { en: 'x', nl: 'x' });
      },
    };
    await (await open(happened)).look();
    const again = await open();
    await again.look();
    expect(again.identity.followed?.rotations.at(-1)).toEqual(more);
    expect(again.identity.followed?.rotations).toHaveLength(2);
  });

  it('stays as it is where the coach API does not answer', async () => {
    const keys = await open();
    answer = async () => undefined;
    await keys.look();
    expect([keys.identity.pins.coachBoxKey, await current(), events]).toEqual([coach.pinned.boxKey, [], []]);
  });

  it('asks no more often than once a minute, whoever sends it what nobody signed', async () => {
    const keys = await open();
    ticks = 1_000_000;
    await Promise.all([keys.lookAgain(), keys.lookAgain(), keys.lookAgain()]);
    await keys.lookAgain();
    expect(asked).toBe(1);
    ticks += 60_000;
    await keys.lookAgain();
    expect(asked).toBe(2);
  });
});
