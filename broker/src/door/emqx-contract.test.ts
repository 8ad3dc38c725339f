import { readFileSync } from 'node:fs';
import { signToken } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEYS, now, OTHER, OWN, Room } from '../../test/room.js';
import { type RunningDoor, startDoorServer } from '../adapters/door-server.js';

/*
 * What EMQX's documentation says that it asks and how it takes an answer (read on 2026-11-27):
 * https://docs.emqx.com/en/emqx/latest/access-control/authn/http.html and
 * https://docs.emqx.com/en/emqx/latest/access-control/authz/http.html. The request is a template of JSON in whose texts `${name}` is filled
 * in. Of the answer it takes 200 with `content-type: application/json` and a `result` of `allow`, `deny` or `ignore`; 204 lets publish
 * and subscribe; any other status is `ignore`, so that the next is asked, and where there is none the default, which lets pass.
 */

/** The two templates that operators are told. */
const [AUTHENTICATION = '', AUTHORIZATION = ''] = [
  ...readFileSync(new URL('../../README.md', import.meta.url), 'utf8').matchAll(/`(\{"[^`]*\$\{[^`]*\})`/g),
].map(([, template = '']) => template);

const filled = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\$\{(\w+)\}/g, (_all, name) => JSON.stringify(values[name] ?? 'undefined').slice(1, -1));

let room: Room;
let running: RunningDoor;
beforeEach(async () => {
  room = await Room.prepare();
  const { door } = await room.door();
  running = await startDoorServer({ host: '127.0.0.1', port: 0, door });
});
afterEach(async () => {
  await running.close();
  await room.close();
});

/** What EMQX makes of an answer. */
async function taken(path: string, init: RequestInit): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${running.port}/emqx/${path}`, init);
  const text = await answer.text();
  if (answer.status === 204) return 'allow';
  if (answer.status !== 200 || answer.headers.get('content-type') !== 'application/json') return 'ignore';
  const { result, ...rest }: Record<string, unknown> = JSON.parse(text);
  expect(rest).toEqual({});
  return result;
}
const posted = (path: string, body: string): Promise<unknown> =>
  taken(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
const authenticate = (values: Readonly<Record<string, string>>) =>
  posted('authentication', filled(AUTHENTICATION, values));
const authorize = (values: Readonly<Record<string, string>>) =>
  posted('authorization', filled(AUTHORIZATION, { retain: 'false', ...values }));

describe('EMQX, as its documentation says that it asks', () => {
  it('is told in the README what to ask, with what it fills in', () => {
    const names = (template: string) => [...template.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect(names(AUTHENTICATION)).toEqual(['clientid', 'username', 'password']);
    expect(names(AUTHORIZATION)).toEqual(['username', 'action', 'topic', 'retain']);
  });

  it('lets in whoever has a token, as nobody who may do everything, and nobody else', async () => {
    const who = { clientid: OWN, username: OWN, password: signToken(KEYS.agent, OWN, now()) };
    expect(await authenticate(who)).toBe('allow');
    expect(await authenticate({ ...who, clientid: OTHER })).toBe('deny');
    // What a client did not say is filled in by that word.
    expect(await authenticate({ clientid: OWN, username: OWN })).toBe('deny');
    expect(await authenticate({ clientid: 'x' })).toBe('deny');
  });

  it.each([
    [{ username: OWN, action: 'publish', topic: `f4w/v1/${OWN}/up/envelope` }, 'allow'],
    [{ username: OWN, action: 'publish', topic: `f4w/v1/${OWN}/up/envelope`, retain: 'true' }, 'deny'],
    [{ username: OWN, action: 'publish', topic: `f4w/v1/${OTHER}/up/envelope` }, 'deny'],
    [{ username: OWN, action: 'subscribe', topic: `f4w/v1/${OWN}/down/#` }, 'allow'],
    [{ username: OWN, action: 'subscribe', topic: '#' }, 'deny'],
    [{ username: OWN, action: 'subscribe', topic: 'a"b\\c' }, 'deny'],
    [{ username: 'anchor', action: 'publish', topic: 'f4w/v1/anchor/checkpoint', retain: 'true' }, 'allow'],
    [{ username: 'coach-api', action: 'subscribe', topic: 'f4w/v1/+/up/#' }, 'allow'],
    [{ action: 'subscribe', topic: 'f4w/v1/+/up/#' }, 'deny'],
    // Every kind of everybody is the coach API's to hear, and nobody's to say.
    [{ username: 'coach-api', action: 'subscribe', topic: 'f4w/v1/+/up/+' }, 'allow'],
    [{ username: OWN, action: 'subscribe', topic: `f4w/v1/${OWN}/up/+` }, 'deny'],
    [{ username: OWN, action: 'publish', topic: `f4w/v1/${OWN}/up/+` }, 'deny'],
    [{ username: 'anchor', action: 'subscribe', topic: `f4w/v1/${OWN}/up/+` }, 'deny'],
  ])('is answered by the law: %j', async (values, result) => {
    expect(await authorize(values)).toBe(result);
  });

  it.each([
    [
      'that is too long',
      'authorization',
      filled(AUTHORIZATION, { username: OWN, action: 'publish', topic: 'x'.repeat(60_000) }),
    ],
    [
      'of a token that is too long',
      'authentication',
      filled(AUTHENTICATION, { username: OWN, password: 'x'.repeat(60_000) }),
    ],
    ['that is no JSON', 'authorization', '{'],
    ['that is a list', 'authorization', '["x"]'],
    ['whose members are no text', 'authorization', '{"username":1}'],
    ['of nothing', 'authorization', ''],
  ])('is refused a question %s: without an answer it would let pass', async (_title, path, body) => {
    expect(await posted(path, body)).toBe('deny');
  });

  it('is refused a question of another type, and by GET', async () => {
    expect(await taken('authorization', { method: 'POST', body: 'username' })).toBe('deny');
    expect(await taken(`authorization?username=${OWN}&action=subscribe`, { method: 'GET' })).toBe('deny');
  });
});
