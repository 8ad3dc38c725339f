import { TOPICS } from '@fit4work/protocol';
import { LEAF_ALLOWANCES } from '@fit4work/registry';
import type mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closing, Room, received } from '../test/room.js';

let room: Room;
beforeEach(async () => {
  room = await Room.open({}, { leaves: { ...LEAF_ALLOWANCES, agent: { atOnce: 3, perDay: 86_400 } } });
});
afterEach(() => room.close());

describe('leaves', () => {
  const leavesOf = (...numbers: readonly number[]): Buffer =>
    Buffer.concat(numbers.map((number) => new Uint8Array(32).fill(number)));
  const send = (client: mqtt.MqttClient, ...numbers: readonly number[]) =>
    client.publishAsync(TOPICS.leaves, leavesOf(...numbers), { qos: 1 });
  const anchor = async (): Promise<mqtt.MqttClient> => {
    const client = await room.anchor();
    await client.subscribeAsync(TOPICS.leaves, { qos: 1 });
    return client;
  };

  it('of one party pass until it sent its share, and then close its connection and reach nobody', async () => {
    const log = await anchor();
    const sizes: number[] = [];
    log.on('message', (_topic, payload) => sizes.push(payload.length));
    const flooding = await room.agent();
    await send(flooding, 1, 2, 3);
    const closed = closing(flooding);
    flooding.publish(TOPICS.leaves, leavesOf(4), { qos: 1 });
    await closed;
    expect(room.refusals()).toEqual(['too-many-leaves']);
    const other = await room.other();
    const arrived = received(log);
    await send(other, 5);
    await arrived;
    expect(sizes).toEqual([96, 32]);
  });

  it('that were sent before cost nothing, whoever sends them again', async () => {
    const sender = await room.agent();
    await send(sender, 1, 2, 3);
    for (let again = 0; again < 5; again += 1) await send(sender, 3, 2, 1);
    const other = await room.other();
    await send(other, 1, 2, 3);
    await send(other, 4, 5, 6);
    expect(room.refusals()).toEqual([]);
  });

  it('of a service have a share of their own', async () => {
    const api = await room.coachApi();
    await send(api, ...Array.from({ length: 1024 }, (_, i) => i % 256));
    await send(api, 1, 2, 3, 4);
    expect(room.refusals()).toEqual([]);
  });

  it('that were too many keep their sender out for a minute, which tells it, and pass when its share grew', async () => {
    const flooding = await room.agent();
    const closed = closing(flooding);
    flooding.publish(TOPICS.leaves, leavesOf(1, 2, 3, 4), { qos: 1 });
    await closed;
    await expect(room.agent()).rejects.toMatchObject({ code: 5 });
    expect(room.refusals()).toEqual(['too-many-leaves', 'too-many-leaves']);
    room.later = 60;
    const again = await room.agent();
    await send(again, 1, 2, 3);
    expect(room.refusals()).toHaveLength(2);
  });
});
