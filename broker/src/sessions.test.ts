import { connect as connectTcp } from 'node:net';
import { TOPICS } from '@fit4work/protocol';
import type { MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectPacket } from '../test/mqtt-bytes.js';
import { KEYS, OTHER, OWN, Room } from '../test/room.js';

let room: Room;
beforeEach(async () => {
  room = await Room.open();
});
afterEach(() => room.close());

const login = (clientId: string) => ({ key: KEYS.agent, userName: OWN, clientId, extra: { clean: false } });

/** Leaves a session behind, which waits for what comes down. */
async function leaveSession(clientId: string): Promise<void> {
  const agent = await room.connect(login(clientId));
  await agent.subscribeAsync(TOPICS.allDown(OWN), { qos: 1 });
  await agent.endAsync();
}

/** What a client that comes back is handed until it has so much, and then the last word. */
async function waitingFor(clientId: string, api: MqttClient, most: number): Promise<string[]> {
  const heard: string[] = [];
  const agent = room.begin(login(clientId));
  const last = new Promise<void>((resolve) => {
    agent.on('message', (_topic, payload) => {
      if (String(payload) === 'last') resolve();
      else heard.push(String(payload));
    });
  });
  await new Promise((resolve) => agent.once('connect', resolve));
  await agent.subscribeAsync(TOPICS.allDown(OWN), { qos: 1 });
  await expect.poll(() => heard.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(most);
  await api.publishAsync(TOPICS.down(OWN, 'message'), 'last', { qos: 1 });
  await last;
  await agent.endAsync();
  return heard;
}

describe('sessions that are away', () => {
  it('are sixteen of a user, and the one that was not used for longest is forgotten', async () => {
    const ids = Array.from({ length: 17 }, (_, i) => `${OWN}-${i}`);
    for (const id of ids) await leaveSession(id);
    const api = await room.coachApi();
    await api.publishAsync(TOPICS.down(OWN, 'message'), 'kept', { qos: 1 });
    expect(await waitingFor(`${OWN}-0`, api, 0)).toEqual([]);
    expect(await waitingFor(`${OWN}-16`, api, 1)).toEqual(['kept']);
  });

  it('have a thousand messages of an agent at most, in their order; what is beyond is counted', async () => {
    await leaveSession(OWN);
    const api = await room.coachApi();
    const sent = Array.from({ length: 1_003 }, (_, i) => String(i));
    await Promise.all(sent.map((each) => api.publishAsync(TOPICS.down(OWN, 'message'), each, { qos: 1 })));
    await expect.poll(() => room.refusals(), { timeout: 20_000 }).toEqual(['queue-full', 'queue-full', 'queue-full']);
    expect(await waitingFor(OWN, api, 1_000)).toEqual(sent.slice(0, 1_000));
    // What was handed over and acknowledged waits no more.
    expect(await waitingFor(OWN, api, 0)).toEqual([]);
  });

  it('have twenty times as many of a service, which speaks for everybody', async () => {
    const api = await room.coachApi();
    await api.subscribeAsync(TOPICS.allUp, { qos: 1 });
    await api.endAsync();
    const agent = await room.agent();
    const sent = Array.from({ length: 3_000 }, (_, i) => String(i));
    await Promise.all(sent.map((each) => agent.publishAsync(TOPICS.up(OWN, 'envelope'), each, { qos: 1 })));
    const again = room.begin({ key: KEYS.api, userName: 'coach-api', extra: { clean: false } });
    const heard: string[] = [];
    again.on('message', (_topic, payload) => heard.push(String(payload)));
    await expect.poll(() => heard.length, { timeout: 20_000 }).toBe(3_000);
    expect([heard, room.refusals()]).toEqual([sent, []]);
  });
});

it('a client that asks a lot at once holds up nobody until all of it is answered', async () => {
  const asked = 20_000;
  const flood = connectTcp(room.ports.port, '127.0.0.1');
  let answered = -4;
  flood.on('data', ({ length }: Buffer) => {
    answered += length;
  });
  flood.write(connectPacket(60));
  await expect.poll(() => answered, { timeout: 20_000 }).toBe(0);
  const other = await room.other();
  flood.write(Buffer.alloc(2 * asked, Buffer.of(0xc0, 0)));
  await other.publishAsync(TOPICS.up(OTHER, 'envelope'), 'x', { qos: 1 });
  const meanwhile = answered;
  await expect.poll(() => answered, { timeout: 20_000 }).toBe(2 * asked);
  expect(meanwhile).toBeLessThan(asked);
  flood.destroy();
});
