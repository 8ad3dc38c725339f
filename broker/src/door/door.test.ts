import { signToken } from '@fit4work/protocol';
import { type Principal, TOPIC_TABLE, userNameOf, type Verb } from '@fit4work/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEYS, now, OTHER, OWN, Room } from '../../test/room.js';
import { type RunningDoor, startDoorServer } from '../adapters/door-server.js';
import type { Door } from './door.js';

const PRINCIPALS: readonly Principal[] = [{ kind: 'agent', pseudonym: OWN }, { kind: 'coach-api' }, { kind: 'anchor' }];

let room: Room;
let door: Door;
let running: RunningDoor;
beforeEach(async () => {
  room = await Room.prepare();
  ({ door } = await room.door());
  running = await startDoorServer({ host: '127.0.0.1', port: 0, door });
});
afterEach(async () => {
  await running.close();
  await room.close();
});

const post = (path: string, body: string | URLSearchParams, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${running.port}${path}`, { method: 'POST', body, headers });
const rabbit = async (path: string, question: Record<string, string>): Promise<string> =>
  (await post(`/rabbitmq/${path}`, new URLSearchParams(question))).text();
const emqx = async (path: string, question: object): Promise<unknown> =>
  (await post(`/emqx/${path}`, JSON.stringify(question), { 'content-type': 'application/json' })).json();

const rowsOf = (verbs: readonly Verb[]) =>
  TOPIC_TABLE.flatMap(({ topics, allowed }) =>
    topics(OWN, OTHER).flatMap((topic) =>
      PRINCIPALS.map((principal) => ({
        ...{ topic, username: userNameOf(principal) },
        allowed: verbs.some((verb) => allowed[principal.kind]?.includes(verb)),
      })),
    ),
  );
/** As RabbitMQ's MQTT plugin writes a topic or filter. */
const routingKeyOf = (topic: string): string =>
  [...topic].map((one) => ({ '/': '.', '.': '/', '+': '*', '*': '+' })[one] ?? one).join('');

describe('the topic law at the door of another broker', () => {
  it.each([
    ['write', ['publish', 'retain']],
    ['read', ['subscribe']],
  ] as const)('is RabbitMQ’s to %s, row by row', async (permission, verbs) => {
    const rows = rowsOf(verbs);
    const answers = await Promise.all(
      rows.map(async ({ topic, username }) =>
        rabbit('topic', {
          ...{ username, vhost: '/', resource: 'topic', name: 'amq.topic', permission },
          routing_key: routingKeyOf(topic),
        }),
      ),
    );
    expect(rows.map((row, i) => ({ ...row, answer: answers[i] }))).toEqual(
      rows.map((row) => ({ ...row, answer: row.allowed ? 'allow' : 'deny' })),
    );
  });

  it.each([
    ['publish', 'false', ['publish']],
    ['publish', 'true', ['retain']],
    ['publish', undefined, ['publish', 'retain']],
    ['subscribe', undefined, ['subscribe']],
  ] as const)('is EMQX’s to %s (retain: %s), row by row', async (action, retain, verbs) => {
    const rows = rowsOf(verbs);
    const answers = await Promise.all(
      rows.map(({ topic, username }) => emqx('authorization', { username, action, topic, ...(retain && { retain }) })),
    );
    expect(rows.map((row, i) => ({ ...row, answer: answers[i] }))).toEqual(
      rows.map((row) => ({ ...row, answer: { result: row.allowed ? 'allow' : 'deny' } })),
    );
  });

  it.each([
    [{ resource: 'exchange', name: 'amq.topic', permission: 'write' }, 'allow'],
    [{ resource: 'exchange', name: 'amq.topic', permission: 'read' }, 'allow'],
    [{ resource: 'exchange', name: 'amq.topic', permission: 'configure' }, 'deny'],
    [{ resource: 'exchange', name: 'amq.default', permission: 'write' }, 'deny'],
    [{ resource: 'queue', name: `mqtt-subscription-${OWN}qos1`, permission: 'configure' }, 'allow'],
    [{ resource: 'queue', name: `mqtt-subscription-${OWN}-2qos0`, permission: 'read' }, 'allow'],
    [{ resource: 'queue', name: `mqtt-subscription-${OTHER}qos1`, permission: 'read' }, 'deny'],
    [{ resource: 'queue', name: OWN, permission: 'read' }, 'deny'],
    [{ resource: 'queue', name: `mqtt-subscription-${OWN}qos1`, permission: 'read', vhost: 'other' }, 'deny'],
  ])('gives of RabbitMQ’s resources the own queue and the exchange of topics: %j', async (resource, answer) => {
    expect(await rabbit('resource', { username: OWN, vhost: '/', ...resource })).toBe(answer);
  });

  it('knows one virtual host, for whoever has a name', async () => {
    const asked = [
      [OWN, '/'],
      ['anchor', '/'],
      [OWN, 'other'],
      ['guest', '/'],
    ].map(([username = '', vhost = '']) => rabbit('vhost', { username, vhost, ip: '127.0.0.1' }));
    expect(await Promise.all(asked)).toEqual(['allow', 'allow', 'deny', 'deny']);
  });
});

describe('who comes in at the door of another broker', () => {
  const token = (subject = OWN): string => signToken(KEYS.agent, subject, now());

  it.each([
    ['an agent', () => ({ username: OWN, password: token(), client: OWN }), true],
    ['an agent with a second connection', () => ({ username: OWN, password: token(), client: `${OWN}-2` }), true],
    ['an agent under another name', () => ({ username: OTHER, password: token(), client: OTHER }), false],
    ['an agent with another one’s client id', () => ({ username: OWN, password: token(), client: 'coach-api' }), false],
    ['a password', () => ({ username: OWN, password: 'secret', client: OWN }), false],
    ['a stranger', () => ({ username: OWN, password: signToken(KEYS.stranger, OWN, now()), client: OWN }), false],
  ])('is asked of a token, as at our own: %s', async (_title, of, allowed) => {
    const { username, password, client } = of();
    expect(await rabbit('user', { username, password, client_id: client })).toBe(allowed ? 'allow' : 'deny');
    expect(await emqx('authentication', { username, password, clientid: client })).toEqual({
      result: allowed ? 'allow' : 'deny',
    });
  });

  it('is nobody without a name, a token or a client id', async () => {
    expect(await rabbit('user', {})).toBe('deny');
    expect(await rabbit('user', { username: OWN })).toBe('deny');
    expect(await emqx('authentication', { username: OWN, password: token() })).toEqual({ result: 'deny' });
    expect(await rabbit('user', { username: OWN, password: token() })).toBe('allow');
  });

  it('is no agent any more once its key was taken back', async () => {
    expect(await rabbit('user', { username: OWN, password: token() })).toBe('allow');
    room.takenBack = KEYS.agent;
    room.later = 61;
    const password = signToken(KEYS.agent, OWN, now() + 61);
    expect(await rabbit('user', { username: OWN, password })).toBe('deny');
    expect(room.refusals()).toEqual(['unknown-key']);
  });
});

describe('a question that is none', () => {
  const [FORM, JSON_TYPE] = ['application/x-www-form-urlencoded', 'application/json'];

  it.each([
    { title: 'of another path', path: '/rabbitmq/other', body: 'x=1', type: FORM, status: 404 },
    { title: 'that is no JSON', path: '/rabbitmq/user', body: '{', type: JSON_TYPE, status: 400 },
    { title: 'whose members are no text', path: '/rabbitmq/user', body: '{"x":1}', type: JSON_TYPE, status: 400 },
    { title: 'that is a list', path: '/rabbitmq/user', body: '["x"]', type: JSON_TYPE, status: 400 },
    { title: 'of another type', path: '/rabbitmq/user', body: 'username', type: 'text/plain', status: 400 },
    { title: 'that is too long', path: '/rabbitmq/user', body: `x=${'x'.repeat(9_000)}`, type: FORM, status: 400 },
  ])('$title gets no answer', async ({ path, body, type, status }) => {
    const answer = await post(path, body, { 'content-type': type });
    expect([answer.status, await answer.text()]).toEqual([status, '']);
  });

  it('of whoever watches over it is answered, and carries nothing', async () => {
    const answer = await fetch(`http://127.0.0.1:${running.port}/healthz`);
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('by GET would carry a token in its address, and gets no answer', async () => {
    expect((await fetch(`http://127.0.0.1:${running.port}/rabbitmq/user?username=${OWN}`)).status).toBe(400);
  });
});
