import { cryptoReady } from '@fit4work/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { ADMIN, BROKER, COACH, Desk, OPERATOR } from './testing/desk.js';

await cryptoReady;
let desk: Desk;
afterEach(() => desk.close());

const open = async (env: Record<string, string>): Promise<void> => {
  desk = await Desk.open(env);
};
const ask = (url: string, headers: Record<string, string> = {}) =>
  desk.raw({ method: 'GET', url, headers, payload: undefined });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('requests of one credential', () => {
  it('are counted wherever they come from, told in each answer, and 429 with the time to wait when they are too many', async () => {
    await open({ FIT4WORK_COACH_REQUESTS: '3' });
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask('/v1/people', bearer(COACH))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(answers.map(({ headers }) => headers.ratelimit)).toEqual([
      ...['"minute";r=2;t=0', '"minute";r=1;t=0', '"minute";r=0;t=20', '"minute";r=0;t=20'],
    ]);
    const { headers, text } = await ask('/v1/people', bearer(COACH));
    expect([headers['retry-after'], headers['ratelimit-policy'], JSON.parse(text).code]).toEqual([
      ...['20', '"minute";q=3;w=60', 'too-many-requests'],
    ]);
    expect((await ask('/v1/invitations', bearer(ADMIN))).status).toBe(200);
    desk.now += 20;
    expect((await ask('/v1/people', bearer(COACH))).status).toBe(200);
  });
});

describe('requests of an administrator', () => {
  it('take nothing from those of the broker, however many they are', async () => {
    await open({ FIT4WORK_COACH_REQUESTS: '1' });
    const statuses: number[] = [];
    for (const token of [ADMIN, ADMIN, BROKER, OPERATOR]) {
      const url = { [BROKER]: '/v1/agents/jwks.json', [OPERATOR]: '/metrics' }[token] ?? '/v1/invitations';
      statuses.push((await ask(url, bearer(token))).status);
    }
    expect(statuses).toEqual([200, 429, 200, 200]);
  });
});

describe('requests of one address', () => {
  it('are counted before it is known who asks, whatever they ask', async () => {
    await open({ FIT4WORK_COACH_ADDRESS_REQUESTS: '3' });
    const asked = ['/v1/people', '/nothing', '/v1/jwks.json', '/v1/jwks.json'];
    const statuses: number[] = [];
    for (const url of asked) statuses.push((await ask(url, bearer('x'))).status);
    expect(statuses).toEqual([401, 404, 200, 429]);
    expect((await ask('/healthz')).status).toBe(200);
    expect((await ask('/readyz')).status).toBe(503);
    expect((await ask('/metrics', bearer(OPERATOR))).status).toBe(200);
  });

  it('are those of whom a trusted proxy names, and of nobody whom somebody else names', async () => {
    await open({ FIT4WORK_COACH_ADDRESS_REQUESTS: '1', FIT4WORK_COACH_TRUSTED_PROXIES: '127.0.0.0/8,::1' });
    const from = async (address: string) => (await ask('/v1/jwks.json', { 'x-forwarded-for': address })).status;
    expect([await from('192.0.2.1'), await from('192.0.2.2'), await from('192.0.2.1')]).toEqual([200, 200, 429]);
    expect([await from('2001:db8:1:2::9'), await from('2001:db8:1:2::8')]).toEqual([200, 429]);
    expect([await from('192.0.2.9, 192.0.2.1'), await from('192.0.2.9')]).toEqual([429, 200]);
    await desk.close();
    await open({ FIT4WORK_COACH_ADDRESS_REQUESTS: '1' });
    expect([await from('192.0.2.1'), await from('192.0.2.2')]).toEqual([200, 429]);
  });
});
