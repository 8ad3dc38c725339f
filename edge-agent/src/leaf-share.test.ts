import { cryptoReady, toHex } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LiveAgent } from '../test/live-agent.js';
import { Network } from '../test/network.js';

let network: Network;
let agent: LiveAgent;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  network = await Network.start({ FIT4WORK_BROKER_AGENT_LEAVES: '1024 1' });
  agent = await LiveAgent.enrol(network);
});
afterEach(async () => {
  await agent.close();
  await network.close();
});

describe('an agent that has more leaves than the broker lets it send', () => {
  it('tells that the broker refuses, and what its share had room for is in the log', { timeout: 60_000 }, async () => {
    await agent.make(1100);
    await agent.start({ broker: network.brokerPort, log: network.logPort });
    await expect.poll(() => agent.current(), { timeout: 30_000 }).toContain('broker-refuses');
    const own = new Set((await agent.world.ports.outbox.leaves()).map(toHex));
    const inLog = async () => (await network.leaves()).filter((leaf) => own.has(leaf));
    await expect.poll(inLog, { timeout: 30_000 }).toHaveLength(1024);
  });
});
