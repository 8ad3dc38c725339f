import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SmallBroker } from '../../test/small-broker.js';
import type { LinkEnd } from '../ports.js';
import { MqttLink } from './mqtt-link.js';

const PATIENCE = { timeout: 30_000 };
const OTHERS = ['up/a', 'up/b', 'up/c'];
let broker: SmallBroker;
let link: MqttLink;
let ends: LinkEnd[];
let connections: number;
let confirmed: number;

beforeEach(async () => {
  [ends, connections, confirmed] = [[], 0, 0];
  broker = await SmallBroker.start();
  broker.accepting = true;
  link = new MqttLink({
    ...{ url: broker.url, username: 'someone', clientId: 'someone-1', password: () => 'a token' },
    ...{ subscriptions: ['down/#'], persistent: false, report: () => undefined },
  });
});
afterEach(async () => {
  await link.close();
  await broker.close();
});

type Messages = readonly (readonly [topic: string, byte: number])[];

const sendTogether = (messages: Messages): Promise<unknown> =>
  Promise.allSettled(messages.map(([topic, byte]) => link.publish(topic, Uint8Array.of(byte))));

/** Each goes a moment after the one before is confirmed. */
async function sendInTurn(messages: Messages): Promise<void> {
  for (const [topic, byte] of messages) {
    await link.publish(topic, Uint8Array.of(byte));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Over each connection everything goes again, as an agent has it. */
function start(messages: () => Messages, send: (messages: Messages) => Promise<unknown> = sendTogether): void {
  link.start({
    onConnect: () => {
      connections++;
      send(messages()).catch(() => undefined);
    },
    onEnd: (why) => ends.push(why),
    onConfirmed: () => {
      confirmed++;
    },
    onStrayConfirmation: () => undefined,
    onMessage: async () => undefined,
  });
}

const refused = (): boolean => ends.includes('publish-refused');

describe('a broker that ends the connection at a message', () => {
  it('is told to refuse it at the third time, whatever else it confirms, until everything is confirmed', async () => {
    broker.refused = { topic: 'up/new', after: 0 };
    start(() => [...OTHERS, 'up/new', ...OTHERS].map((topic) => [topic, 1]));
    await expect.poll(refused, PATIENCE).toBe(true);
    expect(ends.slice(0, 3)).toEqual(['lost', 'lost', 'publish-refused']);
    expect(broker.published.length).toBeGreaterThanOrEqual(3 * OTHERS.length);
    expect(confirmed).toBe(0);
    broker.refused = undefined;
    await expect.poll(() => confirmed, PATIENCE).toBe(1);
    expect(link.connected).toBe(true);
  });

  it('is told to refuse what goes a moment after everything else was confirmed', async () => {
    broker.refused = { topic: 'up/new', after: 0 };
    start(() => [...OTHERS, 'up/new'].map((topic) => [topic, 1]), sendInTurn);
    await expect.poll(refused, PATIENCE).toBe(true);
    expect(confirmed).toBe(0);
  });

  it('is met again ever more seldom', async () => {
    broker.refused = { topic: 'up/new', after: 0 };
    start(() => [['up/new', 1]]);
    await expect.poll(refused, PATIENCE).toBe(true);
    const before = connections;
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    // After a second at the least, and then after two and four; without that there are fourteen and more.
    expect(connections - before).toBeLessThanOrEqual(2);
    await expect.poll(() => connections, PATIENCE).toBeGreaterThan(before);
    expect(ends.slice(2).every((why) => why === 'publish-refused')).toBe(true);
  });

  it('is come back to as soon as ever where each time another message was next', async () => {
    broker.refused = { topic: 'up/new', after: 0 };
    start(() => [['up/new', connections]]);
    await expect.poll(() => connections, PATIENCE).toBe(8);
    expect(refused()).toBe(false);
  });

  it('is come back to as soon as ever where it ends a while later, as a network does that is bad', async () => {
    broker.refused = { topic: 'up/new', after: 1_200 };
    start(() => [...OTHERS, 'up/new'].map((topic) => [topic, 1]), sendInTurn);
    await expect.poll(() => connections, PATIENCE).toBe(5);
    expect(refused()).toBe(false);
    // It is owed all the while.
    expect(confirmed).toBe(0);
  });
});
