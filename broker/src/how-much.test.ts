import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { TOPICS } from '@fit4work/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { connectPacket, subscribePacket } from '../test/mqtt-bytes.js';
import { OWN, Room } from '../test/room.js';

let room: Room;
afterEach(() => room.close());

describe('an agent that sends too fast', () => {
  it('waits for its turn; all of it arrives, in its order, and others do not wait', async () => {
    room = await Room.open({ FIT4WORK_BROKER_AGENT_MESSAGES: '20 20', FIT4WORK_BROKER_METRICS_PORT: '0' });
    const [agent, other, api] = [await room.agent(), await room.other(), await room.coachApi()];
    await api.subscribeAsync(TOPICS.allUp, { qos: 1 });
    const arrived: string[] = [];
    api.on('message', (topic, payload) => arrived.push(topic.includes(OWN) ? String(payload) : 'other'));
    const sent = Array.from({ length: 60 }, (_, i) =>
      agent.publishAsync(TOPICS.up(OWN, 'envelope'), String(i), { qos: 1 }),
    );
    await other.publishAsync(TOPICS.up('b'.repeat(32), 'envelope'), 'x', { qos: 1 });
    await expect.poll(() => arrived).toContain('other');
    expect(arrived.length).toBeLessThan(61);
    await Promise.all(sent);
    await expect.poll(() => arrived.length).toBe(61);
    expect(arrived.filter((one) => one !== 'other')).toEqual(Array.from({ length: 60 }, (_, i) => String(i)));
    const [, slowed] = /^fit4work_broker_slowed_total (\d+)$/m.exec(await room.metrics()) ?? [];
    expect([Number(slowed) > 0, room.refusals()]).toEqual([true, []]);
  });

  it('waits for its bytes too', async () => {
    room = await Room.open({ FIT4WORK_BROKER_AGENT_BYTES: '131072 131072', FIT4WORK_BROKER_METRICS_PORT: '0' });
    const agent = await room.agent();
    const sent = [1, 2].map(() => agent.publishAsync(TOPICS.up(OWN, 'envelope'), Buffer.alloc(100_000), { qos: 1 }));
    await Promise.all(sent);
    expect(await room.metrics()).toContain('\nfit4work_broker_slowed_total 1\n');
  });

  it('waits with what it subscribes to as well', async () => {
    room = await Room.open({ FIT4WORK_BROKER_AGENT_MESSAGES: '3 3', FIT4WORK_BROKER_METRICS_PORT: '0' });
    const [agent, other] = [await room.agent(), await room.other()];
    const asked = [1, 2, 3, 4, 5].map(() => agent.subscribeAsync(TOPICS.allDown(OWN), { qos: 1 }));
    await other.subscribeAsync(TOPICS.allDown('b'.repeat(32)), { qos: 1 });
    await Promise.all(asked);
    expect(await room.metrics()).toContain('\nfit4work_broker_slowed_total 2\n');
  });

  it('is waited for no longer when it is gone', async () => {
    room = await Room.open({ FIT4WORK_BROKER_AGENT_MESSAGES: '1 1' });
    const [agent, api] = [await room.agent(), await room.coachApi()];
    await api.subscribeAsync(TOPICS.allUp, { qos: 1 });
    const arrived: string[] = [];
    api.on('message', (_topic, payload) => arrived.push(String(payload)));
    for (let i = 0; i < 30; i += 1) agent.publish(TOPICS.up(OWN, 'envelope'), `old ${i}`, { qos: 1 }, () => undefined);
    await expect.poll(() => arrived).toEqual(['old 0']);
    await agent.endAsync(true);
    const again = await room.agent({ clientId: `${OWN}-2` });
    await again.publishAsync(TOPICS.up(OWN, 'envelope'), 'new', { qos: 1 });
    await expect.poll(() => arrived).toContain('new');
  });
});

describe('how long a client may be silent', () => {
  it.each([0, 1_201])('is asked of it: a keep-alive of %d s is refused', async (keepalive) => {
    room = await Room.open();
    await expect(room.agent({ keepalive })).rejects.toThrow();
    expect(room.refusals()).toEqual(['keep-alive']);
  });

  it('ends the connection when it is exceeded', async () => {
    room = await Room.open();
    const socket = await speaking(1);
    await once(socket, 'close');
    expect(room.refusals()).toEqual(['keep-alive']);
  });
});

/** An agent by hand, which is subscribed to what comes down. */
async function speaking(keepalive: number): Promise<Socket> {
  const socket = connectTcp(room.ports.port, '127.0.0.1');
  socket.write(connectPacket(keepalive));
  await once(socket, 'data');
  socket.write(subscribePacket());
  await once(socket, 'data');
  return socket;
}

describe('a client that does not read', () => {
  it('is cut when too much waits for it, and keeps nobody waiting meanwhile', async () => {
    room = await Room.open();
    const [deaf, api, other] = [await speaking(1_000), await room.coachApi(), await room.other()];
    deaf.pause();
    let ended = false;
    deaf.once('close', () => {
      ended = true;
    });
    let told = 0;
    other.on('message', () => {
      told += 1;
    });
    await other.subscribeAsync(TOPICS.allDown('b'.repeat(32)), { qos: 1 });
    const payload = Buffer.alloc(100_000);
    let sent = 0;
    // Its kernel and ours take some megabytes before anything waits.
    for (; room.refusals().length === 0 && sent < 1_000; sent += 1) {
      await api.publishAsync(TOPICS.down(OWN, 'message'), payload, { qos: 1 });
      if (sent % 20 === 0) await api.publishAsync(TOPICS.down('b'.repeat(32), 'message'), 'x', { qos: 1 });
    }
    expect(room.refusals()).toEqual(['slow-consumer']);
    expect(sent).toBeGreaterThan(40);
    await expect.poll(() => told).toBeGreaterThan(2);
    deaf.resume();
    await expect.poll(() => ended).toBe(true);
    expect((await room.agent()).connected).toBe(true);
  });
});
