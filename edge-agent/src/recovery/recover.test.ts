import {
  cryptoReady,
  openRetirement,
  parseEnvelope,
  signingKey,
  toBase64Url,
  toHex,
  vaultKey,
  verifyEnvelope,
} from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lock } from '../../test/open-lock.js';
import { NOW, RecoveryWorld } from '../../test/recovery-world.js';
import { DAY, dayBounds, NEXT } from '../../test/vault-world.js';
import { confirmGrants, unconfirmedGrants } from '../confirm-grants.js';
import { reconcile } from '../core/reconcile.js';
import { recoveredLines } from '../core/recovery/recover-words.js';
import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';
import { NETWORK_REFUSALS } from '../core/refusal-words/network-refusals.js';
import { enrolled } from '../enrol.js';
import { AgentError } from '../error.js';
import { liveGrants, withdraw } from '../grants.js';
import { openDay } from '../open-day.js';
import { retirementOf } from '../rotation/retirement.js';
import { sealDueWindows } from '../seal-windows.js';
import { statusOf } from '../status.js';
import { loadSources } from '../stored-samples.js';

let world: RecoveryWorld;
const LATER = '2026-03-12';
const ZONE = 'Europe/Brussels';

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await RecoveryWorld.open();
});
afterEach(() => world.close());

const measuredBy = async (vault: RecoveryWorld['ports']['vault']): Promise<unknown> => {
  const reader = { zone: ZONE, vaultKey: vaultKey(world.first.root) };
  const { samples, worn } = reconcile(await loadSources(vault, reader, [DAY, LATER]));
  return { samples: [...samples].sort((a, b) => a.start - b.start || a.metric.localeCompare(b.metric)), worn };
};

describe('from the 24 words alone, a new machine', () => {
  it('has every sample again, under closed keys where the day is over', async () => {
    const before = await measuredBy(world.first.ports.vault);
    const told = await world.recover();
    expect(told).toMatchObject({
      agent: 2,
      days: 3,
      envelopes: 121 + 121 + 8 + 2,
      erased: 0,
      retired: [1],
      findings: [],
    });
    expect(await measuredBy(world.ports.vault)).toEqual(before);
    expect(await world.ports.vault.sampleCounts()).toEqual(await world.first.ports.vault.sampleCounts());
    const open = (await world.ports.vault.dayKeys(DAY, LATER)).filter((keys) => keys.open !== undefined);
    expect(open.map(({ day }) => day)).toEqual([NEXT, LATER]);
  });

  it('has at most one day of samples in hand at a time, and the envelopes and windows of one page', async () => {
    const { vault } = world.ports;
    const asked: string[] = [];
    let most = 0;
    const watched = new Proxy(vault, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: readonly unknown[]): unknown => {
          if (name === 'heldEnvelope' || name === 'store') asked.push(name);
          if (name === 'addWindows' || name === 'holdEnvelopes') most = Math.max(most, (args[0] as unknown[]).length);
          return value.apply(target, args);
        };
      },
    });
    await world.recover({}, { vault: watched });
    const days = asked
      .join(' ')
      .split('store')
      .map((part) => part.trim().split(' ').filter(Boolean).length);
    expect(days).toEqual([96, 96, 8, 0, 0]);
    expect(most).toBe(world.stored.pageSize);
    await expect(vault.heldEnvelope(1, 1)).rejects.toMatchObject({ code: 'vault-damaged' });
  });

  it('is a new agent of the same person, with its keys under the new passphrase and the pins that were kept', async () => {
    await world.recover();
    const identity = await world.ports.vault.identity();
    expect(identity).toMatchObject({
      agent: 2,
      registered: true,
      wordsConfirmed: true,
      pins: { brokerUrl: 'mqtt://127.0.0.1:1' },
    });
    expect(toHex(identity?.pseudonym ?? new Uint8Array())).toBe(toHex(world.identity.pseudonym));
    const key = toBase64Url(signingKey(identity?.agentSeed ?? new Uint8Array(32)).publicKey);
    expect(world.stored.registered.map(({ agent }) => agent)).toEqual([1, 2]);
    expect(world.stored.registered[1]?.key).toBe(key);
  });

  it('knows what was granted, can take it back, and releases later days under it', async () => {
    await world.recover();
    const { vault, outbox } = world.ports;
    const identity = await vault.identity();
    if (identity === undefined) throw new AgentError('not-enrolled', ENROL_REFUSALS.notEnrolled);
    const [live] = await liveGrants(outbox, identity, NOW);
    expect(live?.grant.recipient).toBe('coach-1');
    const releases = async (): Promise<number> =>
      (await outbox.records()).filter(({ kind, received }) => kind === 'release' && !received).length;
    const ports = { ...world.consentPorts, vault, outbox };
    await confirmGrants(ports, identity, { passphrase: '', grants: [live?.id ?? ''] });
    const before = await releases();
    await openDay({ ...world.ports }, { identity, zone: ZONE }, '2033-05-19');
    expect(await releases()).toBe(before + 1);
    await withdraw(ports, identity, { grantId: live?.id ?? '', passphrase: '' });
    expect(await liveGrants(outbox, identity, NOW)).toEqual([]);
  });

  it('releases nothing under a grant that came back before the employee confirms it, and then what it missed', async () => {
    const told = await world.recover();
    expect(told.unconfirmed).toHaveLength(1);
    const { vault, outbox } = world.ports;
    const identity = await vault.identity();
    if (identity === undefined) throw new AgentError('not-enrolled', ENROL_REFUSALS.notEnrolled);
    await openDay({ ...world.ports }, { identity, zone: ZONE }, '2033-05-19');
    const releases = async (): Promise<number> =>
      (await outbox.waitingRecords()).filter(({ kind }) => kind === 'release').length;
    expect(await releases()).toBe(0);
    const status = await statusOf({ ...world.ports, findings: world.findings }, new Map(), {
      leaves: false,
      language: 'en',
    });
    expect(status.grantsUnconfirmed).toEqual(told.unconfirmed);
    const ports = { ...world.consentPorts, vault, outbox };
    const confirm = (grants: readonly string[]) => confirmGrants(ports, identity, { passphrase: '', grants });
    // Of a grant that was not shown nothing was said.
    expect([await confirm(['ab'.repeat(32)]), await releases()]).toEqual([[], 0]);
    expect(await confirm(told.unconfirmed)).toEqual(told.unconfirmed);
    expect(await releases()).toBe(1);
    expect(await unconfirmedGrants(outbox, identity, NOW)).toEqual([]);
    expect(await confirm(told.unconfirmed)).toEqual([]);
    expect(await releases()).toBe(1);
  });

  it('has the reads and messages again, as they came', async () => {
    await world.recover();
    const { outbox } = world.ports;
    expect(await outbox.letters('read')).toHaveLength(1);
    expect(await outbox.letters('message')).toHaveLength(1);
    const own = (await outbox.records()).filter(({ kind }) => kind === 'message');
    expect(own.map(({ received }) => received)).toEqual([true]);
    expect(Buffer.from(own[0]?.bytes ?? []).includes('Dag coach')).toBe(false);
  });

  it('goes on where the windows ended, in a chain of its own', async () => {
    await world.recover();
    const identity = await world.ports.vault.identity();
    if (identity === undefined) throw new AgentError('not-enrolled', ENROL_REFUSALS.notEnrolled);
    await world.ports.vault.pair({ address: 'c0:00:00:00:00:09', family: 'huami', key: undefined });
    await world.ports.vault.note(1, { cursor: dayBounds(NEXT).end + 4 * 3600 });
    await sealDueWindows(world.ports, { identity, zone: ZONE }, false);
    const made = (await world.ports.outbox.unreceived(0, 1_000)).map(({ bytes }) =>
      parseEnvelope(new Uint8Array(bytes)),
    );
    expect(made.map(({ granularity }) => granularity).sort()).toEqual([
      ...['hour', 'hour', ...Array.from({ length: 8 }, () => 'raw')],
    ]);
    expect(made.map(({ agent, sequence }) => `${agent}/${sequence}`)[0]).toBe('2/1');
    for (const envelope of made) verifyEnvelope(envelope, signingKey(identity.agentSeed).publicKey);
  });

  it('ends the agents that were before where they stand, unless it is told to leave them', async () => {
    await world.recover();
    const retirements = (await world.ports.outbox.records()).filter(({ kind }) => kind === 'retirement');
    const said = retirements.map(({ bytes }) =>
      openRetirement(new Uint8Array(bytes), world.identity.identityPublicKey),
    );
    expect(said).toMatchObject([{ agent: 1, lastSequence: 252 }]);
  });

  it('leaves them, when it is told to', async () => {
    expect(await world.recover({ keepAgents: true })).toMatchObject({ retired: [], kept: [1], before: false });
    expect((await world.ports.outbox.records()).filter(({ kind }) => kind === 'retirement')).toEqual([]);
  });

  it('takes the next number when its own was given meanwhile', async () => {
    world.stored.onRequest = (what) => {
      if (what !== 'agents' || world.stored.registered.length > 1) return;
      world.stored.registered.push({ agent: 2, key: 'another', certificate: '' });
    };
    expect(await world.recover()).toMatchObject({ agent: 3 });
  });

  it('asks no longer for a number where every one is said to be given', async () => {
    let asked = 0;
    world.stored.addAgent = async () => {
      asked += 1;
      if (asked > 100) throw new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
      return false;
    };
    await expect(world.recover()).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('killed within recovery, a new machine', () => {
  it('begins anew wherever it was, and ends with every sample once', async () => {
    const before = await measuredBy(world.first.ports.vault);
    let until = 0;
    for (let killed = true; killed; until += 1) {
      let requests = 0;
      world.stored.onRequest = () => {
        requests += 1;
        if (requests > until) throw new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
      };
      killed = await world.recover().then(
        () => false,
        () => true,
      );
      await world.reopen();
    }
    expect(until).toBeGreaterThan(15);
    expect(await measuredBy(world.ports.vault)).toEqual(before);
    expect(await world.ports.vault.sampleCounts()).toEqual(await world.first.ports.vault.sampleCounts());
    expect(world.stored.registered.map(({ agent }) => agent)).toEqual([1, 2]);
  });

  it('keeps its number and key when the answer to its registration was lost', async () => {
    const addAgent = world.stored.addAgent.bind(world.stored);
    world.stored.addAgent = async (...args) => {
      await addAgent(...args);
      throw new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
    };
    await expect(world.recover()).rejects.toMatchObject({ code: 'unreachable' });
    world.stored.addAgent = addAgent;
    await world.reopen();
    expect(await world.recover()).toMatchObject({ agent: 2, retired: [1], findings: [] });
    expect(world.stored.registered).toHaveLength(2);
  });

  it('keeps them too where it is killed as it begins anew', async () => {
    const addAgent = world.stored.addAgent.bind(world.stored);
    world.stored.addAgent = async (...args) => {
      await addAgent(...args);
      throw new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
    };
    await expect(world.recover()).rejects.toMatchObject({ code: 'unreachable' });
    world.stored.addAgent = addAgent;
    const killed = { ...lock, wrap: () => Promise.reject(new AgentError('interrupted', ENROL_REFUSALS.stopped)) };
    await expect(world.recover({}, { lock: killed })).rejects.toMatchObject({ code: 'interrupted' });
    await world.reopen();
    expect(await world.recover()).toMatchObject({ agent: 2, findings: [] });
    expect(world.stored.registered).toHaveLength(2);
  });

  it('says to every other command that it is to be ended, and how', async () => {
    world.stored.onRequest = (what) => {
      if (what === 'envelopes') throw new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
    };
    await expect(world.recover()).rejects.toMatchObject({ code: 'unreachable' });
    const { vault } = world.ports;
    const told = { code: 'not-enrolled', said: ENROL_REFUSALS.recovering };
    const status = statusOf({ ...world.ports, findings: world.findings }, new Map(), { leaves: false, language: 'en' });
    await expect(status).rejects.toMatchObject(told);
    const identity = await vault.identity();
    expect(() => enrolled(identity)).toThrow(expect.objectContaining(told));
  });

  it('tells the same again when it had ended', async () => {
    world.stored.envelopes.splice(10, 2);
    const told = await world.recover();
    await world.reopen();
    expect(await world.recover()).toEqual({ ...told, before: true });
    expect(told.findings).not.toEqual([]);
  });

  it('says that an agent which was left stands still, though it is asked again to end it, until it is ended', async () => {
    await world.recover({ keepAgents: true });
    await world.reopen();
    const told = await world.recover({ keepAgents: false });
    expect(told).toMatchObject({ retired: [], kept: [1], before: true });
    expect(recoveredLines({ ...told, retiring: [] }, 'en').join('\n')).toMatch(
      /^This was recovered already[\s\S]*Agent 1 still stands, .*`fit4work-agent rotate --retire 1`/,
    );
    expect(recoveredLines({ ...told, retiring: [] }, 'nl').join('\n')).toMatch(
      /^Dit was al hersteld[\s\S]*Agent 1 bestaat nog, .*`fit4work-agent rotate --retire 1`/,
    );
    const { pseudonym } = world.identity;
    const end = { pseudonym, agent: 1, lastSequence: 252 };
    await world.ports.outbox.addRecords([retirementOf(world.ports, world.first.root, end)]);
    expect(await world.recover()).toMatchObject({ kept: [], before: true });
  });

  it('is no place for somebody else', async () => {
    await world.recover();
    const root = new Uint8Array(32).fill(9);
    await expect(world.recover({ root })).rejects.toMatchObject({ code: 'already-enrolled' });
  });
});
