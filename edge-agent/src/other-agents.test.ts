import { cryptoReady, jwsText, openConsent } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lock } from '../test/open-lock.js';
import { NOW, RecoveryWorld } from '../test/recovery-world.js';
import { NETWORK_REFUSALS } from './core/refusal-words/network-refusals.js';
import { enrolled } from './enrol.js';
import { AgentError } from './error.js';
import { withdraw } from './grants.js';
import { otherAgents } from './other-agents.js';
import { ownGrants } from './own-consent.js';

let world: RecoveryWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await RecoveryWorld.open();
});
afterEach(() => world.close());

/** @param of the machine that asks: the one that was lost and found again, or the one that recovered */
const others = async (of: 'first' | 'second'): Promise<readonly number[] | undefined> => {
  const identity = of === 'first' ? world.identity : enrolled(await world.ports.vault.identity());
  const ports = { coachApi: () => world.stored, lock, clock: () => NOW };
  return otherAgents(ports, identity, { passphrase: '', place: { coachUrl: '', certificates: [] } });
};

describe('the agents that do not hear of what is signed on this machine', () => {
  it('are those that a recovery left standing, on either machine', async () => {
    expect(await others('first')).toEqual([]);
    await world.recover({ keepAgents: true });
    expect([await others('first'), await others('second')]).toEqual([[2], [1]]);
  });

  it('are none that was ended, and nobody knows where the coach API does not say', async () => {
    await world.recover({ keepAgents: true });
    world.stored.ended.set(1, 5);
    expect(await others('second')).toEqual([]);
    world.stored.onRequest = () => {
      throw new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
    };
    expect(await others('second')).toBeUndefined();
  });

  it('can be told by withdrawing the same there', async () => {
    await world.recover({ keepAgents: true });
    const identity = enrolled(await world.ports.vault.identity());
    const ports = { ...world.consentPorts, ...world.ports, lock, clock: () => NOW };
    const [ended] = await withdraw(ports, identity, { coach: 'coach-1', passphrase: '' });
    await withdraw(world.consentPorts, world.identity, { coach: 'coach-1', passphrase: '' });
    const records = (await world.first.ports.outbox.records()).filter(({ kind }) => kind === 'consent');
    const last = openConsent(jwsText(new Uint8Array(records.at(-1)?.bytes ?? [])), identity.identityPublicKey);
    expect(last).toMatchObject({ kind: 'withdrawal', withdrawal: { grant: ended?.grant } });
    expect((await ownGrants(ports, identity, false)).events).toEqual([]);
  });
});
