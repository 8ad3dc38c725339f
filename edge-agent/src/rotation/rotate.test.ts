import {
  cryptoReady,
  openKeptKeys,
  openRetirement,
  parseEnvelope,
  parseRelease,
  signingKey,
  toBase64Url,
  verifyEnvelope,
  verifyRelease,
} from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lock } from '../../test/open-lock.js';
import { NOW, RecoveryWorld } from '../../test/recovery-world.js';
import { DAY, dayBounds, NEXT } from '../../test/vault-world.js';
import { openStore } from '../adapters/sqlite-store.js';
import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';
import { NETWORK_REFUSALS } from '../core/refusal-words/network-refusals.js';
import { eraseDays } from '../erase-days.js';
import { AgentError } from '../error.js';
import type { Identity } from '../ports.js';
import { sealDueWindows } from '../seal-windows.js';
import { type RotatePorts, type Rotating, retireAgent, rotate, undelivered } from './rotate.js';

let world: RecoveryWorld;
let identity: Identity;
const ZONE = 'Europe/Brussels';

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await RecoveryWorld.open();
  identity = world.identity;
  await world.first.ports.vault.saveIdentity(identity);
});
afterEach(() => world.close());

const ports = (changed: Partial<RotatePorts> = {}): RotatePorts => ({
  ...{ ...world.first.ports, lock, clock: () => NOW, coachApi: () => world.stored },
  ...changed,
});
const rotating = (): Rotating => ({ identity, zone: ZONE, coachUrl: world.pins.coachUrl, passphrase: '' });
const present = async (): Promise<Identity> => {
  const now = await world.first.ports.vault.identity();
  if (now === undefined) throw new AgentError('not-enrolled', ENROL_REFUSALS.notEnrolled);
  return now;
};
const isIn = (time: number, start: number, end: number): boolean => start <= time && time < end;
const waiting = async () => (await world.first.ports.outbox.records()).filter(({ received }) => !received);
/** Everything up to a sequence, and every record, is confirmed by a receipt. */
const confirm = async (sequence: number): Promise<void> => {
  const { outbox } = world.first.ports;
  await outbox.markReceived(
    sequence,
    (await outbox.records()).map(({ leaf }) => leaf),
    1,
  );
};

describe('a new key for the agent on this machine', () => {
  it('takes over with a number of its own, and ends the one before where it was delivered', async () => {
    await confirm(252);
    expect(await undelivered(world.first.ports.outbox)).toEqual({ envelopes: 0, records: 0 });
    expect(await rotate(ports(), rotating())).toEqual({ ended: 1, lastSequence: 252, agent: 2, resealed: 0 });
    const now = await present();
    expect(now.agent).toBe(2);
    expect(world.stored.registered.map(({ agent, key }) => [agent, key])[1]).toEqual([
      2,
      toBase64Url(signingKey(now.agentSeed).publicKey),
    ]);
    expect(await world.first.ports.outbox.counts()).toMatchObject({ envelopes: 0, received: 0, proven: 0 });
    const [retirement, ...others] = await waiting();
    expect(others).toEqual([]);
    expect(openRetirement(new Uint8Array(retirement?.bytes ?? []), identity.identityPublicKey)).toMatchObject({
      agent: 1,
      lastSequence: 252,
    });
  });

  it('begins its chain anew at 1, and what was delivered before stays to be proven', async () => {
    await confirm(252);
    const leaves = await world.first.ports.outbox.unproven(1_000);
    await rotate(ports(), rotating());
    expect(new Set((await world.first.ports.outbox.unproven(1_000)).map(String))).toEqual(
      expect.objectContaining({ size: leaves.length + 1 }),
    );
    const person = { identity: await present(), zone: ZONE };
    await world.first.read(world.first.batchOf(dayBounds(NEXT).end + 7200, dayBounds(NEXT).end + 10_800));
    await sealDueWindows(world.first.ports, person, false);
    const [first] = await world.first.envelopes();
    expect(first).toMatchObject({ agent: 2, sequence: 1 });
  });

  it('makes again what nobody received, window for window and sample for sample, so that nothing is lost', async () => {
    await confirm(200);
    const before = (await world.first.envelopes()).slice(200);
    expect(await rotate(ports(), rotating())).toEqual({ ended: 1, lastSequence: 200, agent: 2, resealed: 52 });
    const after = await world.first.envelopes();
    const key = signingKey((await present()).agentSeed).publicKey;
    for (const envelope of after) verifyEnvelope(envelope, key);
    const places = (made: typeof after): readonly string[] =>
      made.map(({ windowStart, granularity, revision }) => `${granularity}/${windowStart}/${revision}`);
    expect(places(after)).toEqual(places(before));
    expect(after.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 52 }, (_, i) => i + 1));
    after.forEach((envelope, i) => {
      if (i > 0) expect(envelope.previous).toEqual(after[i - 1]?.leaf);
      expect(envelope.boxes.map(({ keyId }) => keyId)).toEqual(before[i]?.boxes.map(({ keyId }) => keyId));
      expect(envelope.boxes[0]?.nonce).not.toEqual(before[i]?.boxes[0]?.nonce);
    });
  });

  it('makes nothing again of a day that was erased, though nobody received that either', async () => {
    await confirm(20);
    const { root, person, ports: own } = world.first;
    await eraseDays(own, person, { from: DAY, until: DAY, all: false, root });
    const { start, end } = dayBounds(DAY);
    const left = (await world.first.envelopes()).slice(20).filter((each) => !isIn(each.windowStart, start, end));
    expect(await rotate(ports(), rotating())).toMatchObject({ lastSequence: 20, resealed: left.length });
    const after = await world.first.envelopes();
    expect(left.length).toBeGreaterThan(0);
    expect(after.map(({ windowStart }) => windowStart)).toEqual(left.map(({ windowStart }) => windowStart));
    expect(after.map(({ sequence }) => sequence)).toEqual(left.map((_, i) => i + 1));
    expect((await waiting()).map(({ kind }) => kind)).toContain('erasure');
  });

  it('signs again what the agent before had signed and nobody received', async () => {
    await rotate(ports(), rotating());
    const now = await present();
    const key = signingKey(now.agentSeed).publicKey;
    const records = await waiting();
    for (const { kind, bytes } of records) {
      if (kind === 'keys') expect(openKeptKeys(new Uint8Array(bytes), key).agent).toBe(2);
      if (kind === 'release') verifyRelease(parseRelease(new Uint8Array(bytes)), key);
    }
    expect(records.map(({ kind }) => kind).sort()).toEqual(
      ['consent', 'keys', 'keys', 'keys', 'release', 'retirement'].sort(),
    );
  });

  it('is found again by the 24 words, with every sample of both chains once', async () => {
    await confirm(200);
    world.stored.envelopes.splice(200);
    await rotate(ports(), rotating());
    for (const { bytes } of await world.first.ports.outbox.unreceived(0, 1_000)) {
      const { agent, sequence, leaf } = parseEnvelope(new Uint8Array(bytes));
      world.stored.envelopes.push({ bytes: new Uint8Array(bytes), agent, sequence, leaf });
    }
    const retirement = (await waiting()).find(({ kind }) => kind === 'retirement');
    world.stored.add('retirements', new Uint8Array(retirement?.bytes ?? []));
    const second = world.stored.registered.find(({ agent }) => agent === 2);
    if (second) Object.assign(second, { certificate: toBase64Url((await present()).certificate) });
    expect(await world.recover()).toMatchObject({ agent: 3, retired: [2], findings: [], envelopes: 252 });
    expect(await world.ports.vault.sampleCounts()).toEqual(await world.first.ports.vault.sampleCounts());
  });
});

describe('interrupted within the change of its key, an agent', () => {
  it.each(['overview', 'agents'])(
    'that failed at %s goes on as before, and completes the same when asked again',
    async (at) => {
      world.stored.onRequest = (what) => {
        if (what === at) throw new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
      };
      await expect(rotate(ports(), rotating())).rejects.toMatchObject({ code: 'unreachable' });
      expect((await present()).agent).toBe(1);
      const begun = await world.first.ports.vault.nextAgent();
      world.stored.onRequest = () => undefined;
      expect(await rotate(ports(), rotating())).toMatchObject({ agent: 2 });
      if (begun !== undefined) expect((await present()).agentSeed).toEqual(begun.agentSeed);
      expect(world.stored.registered).toHaveLength(2);
      expect(await world.first.ports.vault.nextAgent()).toBeUndefined();
    },
  );

  it('whose registration was answered and not heard keeps that key and number', async () => {
    const addAgent = world.stored.addAgent.bind(world.stored);
    world.stored.addAgent = async (...args) => {
      await addAgent(...args);
      throw new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
    };
    await expect(rotate(ports(), rotating())).rejects.toMatchObject({ code: 'unreachable' });
    world.stored.addAgent = addAgent;
    expect(await rotate(ports(), rotating())).toMatchObject({ agent: 2 });
    expect(world.stored.registered).toHaveLength(2);
  });

  it('whose number was given meanwhile takes the next one', async () => {
    world.stored.onRequest = (what) => {
      if (what === 'agents' && world.stored.registered.length === 1) {
        world.stored.registered.push({ agent: 2, key: 'another', certificate: '' });
      }
    };
    expect(await rotate(ports(), rotating())).toMatchObject({ agent: 3 });
  });

  it('that is told of every number that it is given asks no longer, and goes on as before', async () => {
    let asked = 0;
    world.stored.addAgent = async () => {
      asked += 1;
      if (asked > 100) throw new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
      return false;
    };
    await expect(rotate(ports(), rotating())).rejects.toMatchObject({ code: 'refused' });
    expect((await present()).agent).toBe(1);
  });

  it('that seals more while the change is prepared loses none of it', async () => {
    const { vault } = world.first.ports;
    let raced = false;
    const racing = Object.assign(Object.create(vault) as typeof vault, {
      nextAgent: vault.nextAgent.bind(vault),
      saveNextAgent: vault.saveNextAgent.bind(vault),
      dayKeys: vault.dayKeys.bind(vault),
      erasures: vault.erasures.bind(vault),
      takeOver: async (change: Parameters<typeof vault.takeOver>[0]) => {
        if (!raced) {
          raced = true;
          await world.first.read(world.first.batchOf(dayBounds(NEXT).end + 7200, dayBounds(NEXT).end + 9_000));
          await sealDueWindows(world.first.ports, { identity, zone: ZONE }, false);
        }
        return vault.takeOver(change);
      },
    });
    await confirm(252);
    expect(await rotate(ports({ vault: racing }), rotating())).toMatchObject({ lastSequence: 252, resealed: 2 });
  });

  it('that runs as another process stops, and signs nothing more under the key before', async () => {
    const other = openStore(`${world.first.folder}/vault.db`);
    await rotate(ports(), rotating());
    const superseded = { code: 'superseded' };
    await expect(other.vault.wearables()).rejects.toMatchObject(superseded);
    await expect(other.outbox.head()).rejects.toMatchObject(superseded);
    await expect(other.outbox.addRecords([])).rejects.toMatchObject(superseded);
    await expect(other.outbox.markReceived(3, [], 1)).rejects.toMatchObject(superseded);
    await expect(other.outbox.acknowledgeLetters([], 1)).rejects.toMatchObject(superseded);
    const { root, person } = world.first;
    const erasing = { ...world.first.ports, vault: other.vault, outbox: other.outbox };
    const days = { from: DAY, until: DAY, all: false, root };
    await expect(eraseDays(erasing, person, days)).rejects.toMatchObject(superseded);
    expect(await world.first.ports.vault.erasures()).toEqual([]);
    await other.vault.close();
  });
});

describe('the agent of a machine that was lost', () => {
  it('is ended at the last envelope that the coach API has of it, and this one goes on', async () => {
    await rotate(ports(), rotating());
    const now = { ...rotating(), identity: await present() };
    world.stored.ended.delete(1);
    expect(await retireAgent(ports(), now, 1)).toBe(252);
    const said = (await waiting()).filter(({ kind }) => kind === 'retirement');
    expect(said).toHaveLength(2);
    expect((await present()).agent).toBe(2);
  });

  it('is one of the person’s, and not this one; who was ended stays so', async () => {
    await expect(retireAgent(ports(), rotating(), 1)).rejects.toMatchObject({ code: 'bad-configuration' });
    await expect(retireAgent(ports(), rotating(), 9)).rejects.toMatchObject({ code: 'bad-configuration' });
    const certificate = toBase64Url(identity.certificate);
    const key = toBase64Url(signingKey(identity.agentSeed).publicKey);
    expect(world.stored.registered).toEqual([{ agent: 1, key, certificate }]);
    world.stored.ended.set(1, 40);
    const other = { ...rotating(), identity: { ...identity, agent: 5 } };
    expect(await retireAgent(ports(), other, 1)).toBe(40);
    expect((await waiting()).filter(({ kind }) => kind === 'retirement')).toEqual([]);
  });
});
