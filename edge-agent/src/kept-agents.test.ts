import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOW, RecoveryWorld } from '../test/recovery-world.js';
import { statusLines } from './core/status-lines.js';
import { enrolled } from './enrol.js';
import { keptAgents } from './kept-agents.js';
import { retirementOf } from './rotation/retirement.js';
import { type AgentStatus, statusOf } from './status.js';

let world: RecoveryWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await RecoveryWorld.open();
});
afterEach(() => world.close());

const kept = async (): Promise<readonly number[]> =>
  keptAgents(world.ports, enrolled(await world.ports.vault.identity()));
const status = (): Promise<AgentStatus> => {
  const ports = { ...world.ports, findings: world.findings, clock: () => NOW };
  return statusOf(ports, new Map(), { leaves: false, language: 'en' });
};

describe('an agent that a recovery left standing', () => {
  it('is named beside what is shared, in either language, until it is ended from here', async () => {
    await world.recover({ keepAgents: true });
    expect(await kept()).toEqual([1]);
    const told = await status();
    expect(told.otherAgents).toEqual([1]);
    expect(statusLines(told, { language: 'en', zone: 'UTC' }).join('\n')).toContain(
      'agent 1, on another machine of yours',
    );
    expect(statusLines(told, { language: 'nl', zone: 'UTC' }).join('\n')).toContain('agent 1, op een andere machine');
    const { pseudonym } = world.identity;
    const ended = retirementOf(world.ports, world.first.root, { pseudonym, agent: 1, lastSequence: 3 });
    await world.ports.outbox.addRecords([ended]);
    expect(await kept()).toEqual([]);
    expect((await status()).otherAgents).toEqual([]);
  });

  it('is none where the recovery ended it, nor where there was no recovery', async () => {
    expect(await keptAgents(world.first.ports, world.identity)).toEqual([]);
    await world.recover();
    expect(await kept()).toEqual([]);
  });
});
