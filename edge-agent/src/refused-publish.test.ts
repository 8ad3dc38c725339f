import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { cryptoReady, signingKey, signToken, TOPICS, toHex } from '@fit4work/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LiveAgent } from '../test/live-agent.js';
import { assertWhole } from '../test/mutations.js';
import { Network } from '../test/network.js';
import { MqttLink } from './adapters/mqtt-link.js';
import { PATIENT } from './core/drain-plan.js';
import type { LinkEnd } from './ports.js';

const PATIENCE = { timeout: 60_000 };
const WAIT = 5_000;
/** The waits are a second at the least, then two, then four: the third does not end in that time. */
const MOST = 2;
let network: Network;
let agent: LiveAgent;

beforeAll(async () => {
  await cryptoReady;
  network = await Network.start();
});
afterAll(() => network.close());
beforeEach(async () => {
  agent = await LiveAgent.enrol(network);
});
afterEach(() => agent.close());

/** How many more there are after a while. */
async function more(count: () => number): Promise<number> {
  const before = count();
  await new Promise((resolve) => setTimeout(resolve, WAIT));
  return count() - before;
}

describe('the broker refuses a message for', { timeout: 120_000 }, () => {
  let link: MqttLink;
  let ends: LinkEnd[];
  let [connections, confirmed] = [0, 0];

  beforeEach(() => {
    [ends, connections, confirmed] = [[], 0, 0];
    const username = toHex(agent.identity.pseudonym);
    const key = signingKey(agent.identity.agentSeed);
    link = new MqttLink({
      ...{ url: `mqtt://127.0.0.1:${network.brokerPort}`, username, clientId: `${username}-1-run` },
      password: () => signToken(key, username, agent.now()),
      ...{ subscriptions: [TOPICS.allDown(username)], persistent: true, report: () => undefined },
    });
  });
  afterEach(() => link.close());

  it.each([
    ['its topic', 'new', 3],
    ['its size', 'envelope', 2 ** 17 + 1],
  ])('%s: it is told, though others are taken, and is no loop; without it all goes on', async (_, kind, size) => {
    const own = `f4w/v1/${toHex(agent.identity.pseudonym)}/up`;
    const messages = [TOPICS.leaves, `${own}/consent`, `${own}/${kind}`].map((topic, i) => ({
      topic,
      size: [32, 3, size][i],
    }));
    link.start({
      onConnect: () => {
        connections += 1;
        for (const { topic, size } of messages) link.publish(topic, new Uint8Array(size ?? 0)).catch(() => undefined);
      },
      onEnd: (why) => ends.push(why),
      onConfirmed: () => {
        confirmed += 1;
      },
      onMessage: async () => undefined,
      onStrayConfirmation: () => undefined,
    });
    await expect.poll(() => ends.at(-1), PATIENCE).toBe('publish-refused');
    expect(await more(() => connections)).toBeLessThanOrEqual(MOST);
    expect(confirmed).toBe(0);
    messages.pop();
    await expect.poll(() => confirmed, PATIENCE).toBe(1);
    expect(link.connected).toBe(true);
  });
});

describe('an agent whose envelopes are refused', { timeout: 120_000 }, () => {
  let door: Server;
  let guests = 0;
  let refuses = true;

  beforeEach(async () => {
    [guests, refuses] = [0, true];
    door = createServer((guest) => {
      guests += 1;
      const behind = connect(network.brokerPort, '127.0.0.1');
      for (const [from, to] of [
        [guest, behind],
        [behind, guest],
      ] as const) {
        from.on('error', () => undefined);
        from.on('close', () => to.destroy());
      }
      behind.pipe(guest);
      guest.on('data', (part) => {
        if (refuses && part.includes('/up/envelope')) guest.destroy();
        else behind.write(part);
      });
    }).listen(0, '127.0.0.1');
    await once(door, 'listening');
  });
  afterEach(() => door.close());

  it('names it, comes back ever more seldom, and delivers everything once they are taken', async () => {
    await agent.make(3);
    const address = door.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await agent.start({ broker: port, log: network.logPort }, PATIENT, 15_000);
    await expect.poll(() => agent.current(), PATIENCE).toEqual(['publish-refused']);
    expect(await more(() => guests)).toBeLessThanOrEqual(MOST);
    expect(await agent.current()).toEqual(['publish-refused']);
    refuses = false;
    await agent.drain.settled(AbortSignal.timeout(60_000));
    await assertWhole(agent, network);
    await expect.poll(() => agent.stands('publish-refused'), PATIENCE).toBe(false);
  });
});
