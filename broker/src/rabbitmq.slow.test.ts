import { setTimeout as pause } from 'node:timers/promises';
import { TOPICS } from '@fit4work/protocol';
import type { MqttClient } from 'mqtt';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { RabbitNode } from '../test/rabbitmq.js';
import { closing, KEYS, OTHER, OWN, Room, received } from '../test/room.js';
import { type RunningDoor, startDoorServer } from './adapters/door-server.js';

/** More than the three seconds after which Erlang's tables (dets) are written. */
const WRITTEN_MS = 8_000;

describeWith(['rabbitmq'], 'RabbitMQ that asks the door', () => {
  let room: Room;
  let door: RunningDoor;
  let rabbit: RabbitNode;

  beforeAll(async () => {
    room = await Room.prepare();
    door = await startDoorServer({ host: '127.0.0.1', port: 0, ...(await room.door()) });
    rabbit = await RabbitNode.prepare(requirement('rabbitmq').path, door.port);
    await rabbit.start();
  }, 120_000);
  afterAll(async () => {
    await room.close();
    await rabbit.close();
    await door.close();
  }, 60_000);
  beforeEach(() => {
    room.takenBack = undefined;
  });

  const connect = (userName: string, key = KEYS.agent, clientId = userName): Promise<MqttClient> =>
    room.connect({ key, userName, clientId, url: `mqtt://127.0.0.1:${rabbit.port}` });

  it('carries an envelope up and a receipt down, and leaves and a checkpoint', async () => {
    const [agent, api, anchor] = [
      await connect(OWN),
      await connect('coach-api', KEYS.api),
      await connect('anchor', KEYS.anchor),
    ];
    await api.subscribeAsync(TOPICS.allUp, { qos: 1 });
    await agent.subscribeAsync({ [TOPICS.allDown(OWN)]: { qos: 1 }, [TOPICS.checkpoint]: { qos: 1 } });
    await anchor.subscribeAsync(TOPICS.leaves, { qos: 1 });
    const [envelope, leaves] = [received(api), received(anchor)];
    await agent.publishAsync(TOPICS.up(OWN, 'envelope'), 'sealed', { qos: 1 });
    await agent.publishAsync(TOPICS.leaves, 'leaf', { qos: 1 });
    expect([await envelope, await leaves]).toEqual([
      { topic: TOPICS.up(OWN, 'envelope'), payload: 'sealed' },
      { topic: TOPICS.leaves, payload: 'leaf' },
    ]);
    const receipt = received(agent);
    await api.publishAsync(TOPICS.down(OWN, 'receipt'), 'stored', { qos: 1 });
    expect((await receipt).payload).toBe('stored');
    const checkpoint = received(agent);
    await anchor.publishAsync(TOPICS.checkpoint, 'signed', { qos: 1, retain: true });
    expect((await checkpoint).topic).toBe(TOPICS.checkpoint);
    await Promise.all([agent, api, anchor].map((client) => client.endAsync()));
  });

  it('keeps a session, what came for it meanwhile, and the checkpoint, also when its node is killed', async () => {
    const begin = (extra = {}) =>
      room.begin({
        ...{ key: KEYS.api, userName: 'coach-api', clientId: 'coach-api-2' },
        url: `mqtt://127.0.0.1:${rabbit.port}`,
        extra,
      });
    const api = begin({ clean: false });
    await api.subscribeAsync(TOPICS.allUp, { qos: 1 });
    await api.endAsync();
    const [agent, anchor] = [await connect(OWN), await connect('anchor', KEYS.anchor)];
    await agent.publishAsync(TOPICS.up(OWN, 'envelope'), 'meanwhile', { qos: 1 });
    await anchor.publishAsync(TOPICS.checkpoint, 'kept', { qos: 1, retain: true });
    const closed = closing(agent);
    // The names of quorum queues, and what is retained, are on disk some seconds after it says so, and there is nothing to wait for: docs/brokers.md.
    await pause(WRITTEN_MS);
    await rabbit.kill('SIGKILL');
    await closed;
    await rabbit.start();
    const back = begin({ clean: false });
    expect(await received(back)).toEqual({ topic: TOPICS.up(OWN, 'envelope'), payload: 'meanwhile' });
    const checkpoint = received(back);
    await back.subscribeAsync(TOPICS.checkpoint, { qos: 1 });
    expect((await checkpoint).payload).toBe('kept');
    await back.endAsync();
  }, 120_000);

  it.each([
    ['a stranger', () => connect(OWN, KEYS.stranger)],
    ['an agent under another name', () => connect(OTHER)],
    ['an agent with another one’s client id', () => connect(OWN, KEYS.agent, 'coach-api')],
  ])('lets in nobody else: %s', async (_title, attempt) => {
    await expect(attempt()).rejects.toThrow();
  });

  it.each([
    ['another’s envelope', TOPICS.up(OTHER, 'envelope')],
    ['a receipt', TOPICS.down(OWN, 'receipt')],
    ['a checkpoint', TOPICS.checkpoint],
  ])('ends the connection of an agent that publishes %s', async (_title, topic) => {
    const agent = await connect(OWN);
    const closed = closing(agent);
    agent.publish(topic, 'x', { qos: 1 }, () => undefined);
    await closed;
    expect(room.refusals().at(-1)).toBe('topic-publish');
  });

  it.each([TOPICS.allUp, TOPICS.allDown(OTHER), '#', '$SYS/#', `$share/all/${TOPICS.allDown(OWN)}`, TOPICS.leaves])(
    'gives an agent nothing of %s',
    async (filter) => {
      const agent = await connect(OWN);
      agent.on('error', () => undefined);
      const said = rabbit.lines.length;
      await expect(
        Promise.race([
          agent.subscribeAsync(filter, { qos: 1 }),
          closing(agent).then(() => Promise.reject(new Error('closed'))),
        ]),
      ).rejects.toThrow();
      expect(room.refusals().at(-1)).toBe('topic-subscribe');
      // It says so a little later, and not behind the porter, of which nothing of the kind may be said.
      await expect.poll(() => rabbit.lines.slice(said), { timeout: 30_000 }).toContain(`refused for user '${OWN}'`);
    },
  );

  describe('behind the porter', () => {
    let before = 0;
    beforeAll(async () => {
      before = rabbit.lines.length;
      await room.start({ FIT4WORK_BROKER_BEHIND: `127.0.0.1:${rabbit.port}` });
    });

    it('puts out whose key is taken back, which it would not do by itself', async () => {
      const [alone, agent, api] = [
        await connect(OWN, KEYS.agent, `${OWN}-2`),
        await room.agent(),
        await room.coachApi(),
      ];
      const closed = closing(agent);
      room.takenBack = KEYS.agent;
      await closed;
      expect([alone.connected, api.connected]).toEqual([true, true]);
      expect(room.refusals().at(-1)).toBe('unknown-key');
    });

    it('keeps an agent from having its own messages retained, which it would allow by itself', async () => {
      const agent = await room.agent();
      const closed = closing(agent);
      agent.publish(TOPICS.up(OWN, 'envelope'), 'x', { qos: 1, retain: true }, () => undefined);
      await closed;
      expect(room.refusals().at(-1)).toBe('topic-publish');
    });

    it('ends the connection of whoever sends more than a message may have, which it would leave without an answer', async () => {
      const agent = await room.agent();
      const closed = closing(agent);
      agent.publish(TOPICS.up(OWN, 'envelope'), Buffer.alloc(129 * 1024), { qos: 1 }, () => undefined);
      await closed;
      expect(room.refusals().at(-1)).toBe('protocol');
    });

    it('logs no pseudonym and no token', () => {
      const since = rabbit.lines.slice(before);
      expect(since).not.toContain(OWN);
      expect(since).not.toContain('eyJ');
    });
  });
});
