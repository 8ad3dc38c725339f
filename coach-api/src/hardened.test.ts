import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from './testing/browser.js';
import { DemoProvider } from './testing/demo-provider.js';
import { BROKER, COACH, Desk, OPERATOR } from './testing/desk.js';
import { Employee } from './testing/employee.js';

await cryptoReady;
let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.close());
const get = (url: string, headers: Record<string, string> = {}) =>
  desk.raw({ method: 'GET', url, headers, payload: undefined });

describe('every answer', () => {
  it.each(['/healthz', '/openapi.json', '/v1/people', '/nothing', '/bad%zz', '/metrics'])(
    'tells a browser that it may do nothing with it, and that nobody keeps it: %s',
    async (url) => {
      expect((await get(url)).headers).toMatchObject({
        'content-security-policy': expect.stringContaining("default-src 'none'"),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        ...{ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' },
        'cache-control': 'no-store',
      });
    },
  );

  it('lets the keys of agents be kept, which a broker asks for every second, but not without asking', async () => {
    const authorization = `Bearer ${BROKER}`;
    const first = (await get('/v1/agents/jwks.json', { authorization })).headers;
    expect(first).toMatchObject({ 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' });
    expect(
      (
        await desk.raw({
          method: 'GET',
          url: '/v1/agents/jwks.json',
          headers: { authorization, 'if-none-match': `${first.etag}` },
          payload: undefined,
        })
      ).status,
    ).toBe(304);
  });

  it('asks for TLS from now on where it is reached over TLS, and not elsewhere', async () => {
    expect((await get('/healthz')).headers).not.toHaveProperty('strict-transport-security');
    await desk.close();
    desk = await Desk.open({
      FIT4WORK_COACH_PUBLIC_URL: 'https://coach.example',
      FIT4WORK_COACH_PUBLIC_CERTIFICATES: 'ab'.repeat(32),
    });
    for (const url of ['/healthz', '/nothing', '/bad%zz']) {
      expect((await get(url)).headers).toMatchObject({ 'strict-transport-security': 'max-age=31536000' });
    }
  });
});

describe('what watches the service', () => {
  const metrics = async (): Promise<string> => (await get('/metrics', { authorization: `Bearer ${OPERATOR}` })).text;

  it('counts answers by the route as it was declared, times and lines of the log, and nothing of anybody', async () => {
    const ann = new Employee(1);
    await desk.enrol(ann);
    await desk.http('GET', `/v1/people/${ann.name}/messages`, { token: COACH });
    await desk.http('GET', `/v1/people/${ann.name}/nothing`, { token: COACH });
    const text = await metrics();
    expect(text).toContain(
      'fit4work_coach_requests_total{method="GET",route="/v1/people/:pseudonym/messages",status="403"} 1\n',
    );
    expect(text).toContain('fit4work_coach_requests_total{method="GET",route="none",status="404"} 1\n');
    expect(text).toContain('fit4work_coach_events_total{level="warn",event="request-refused",code="not-granted"} 1\n');
    expect(text).toMatch(/\nfit4work_coach_requests_in_flight 0\n/);
    expect(text).not.toContain(ann.name);
    for (const line of text.trim().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) fit4work_coach_|fit4work_coach_[a-z_]+(\{[^}]*\})? (NaN|[0-9.e+-]+)$)/);
    }
  });

  it('is answered by the operator’s token alone, and is not there where there is none', async () => {
    expect((await get('/metrics')).status).toBe(401);
    expect((await get('/metrics', { authorization: `Bearer ${COACH}` })).status).toBe(401);
    expect((await get('/v1/people', { authorization: `Bearer ${OPERATOR}` })).status).toBe(401);
  });
});

it('a body that is deeper than any parser likes is refused, and soon', async () => {
  for (const deep of ['['.repeat(16_000), `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`]) {
    const { status } = await desk.raw({
      ...{ method: 'POST', url: '/v1/enrolments', payload: deep },
      headers: { 'content-type': 'application/json' },
    });
    expect(status).toBe(400);
  }
});

describe('the page where a browser comes to', () => {
  let provider: DemoProvider;
  beforeEach(async () => {
    provider = await DemoProvider.start();
    await desk.close();
    desk = await Desk.open(provider.env);
  });
  afterEach(() => provider.stop());

  it('says in Dutch or English who is logged in, before and after, without script', async () => {
    const ann = new Browser(desk.browse, provider.origin);
    const page = async (language: string) =>
      (await ann.ask('GET', '/', { headers: { 'accept-language': language } })).text;
    expect(await page('nl-BE,nl;q=0.9,en;q=0.8')).toContain('U bent niet aangemeld. <a href="/v1/login">Aanmelden</a>');
    const { location } = await ann.logIn('ann');
    expect(location).toBe('/');
    expect(await page('en-GB,nl;q=0.5')).toMatch(
      /^<!doctype html>\n<html lang="en">[\s\S]*You are logged in as coach, Ann\./,
    );
    expect(await page('fr')).toContain('U bent aangemeld als coach, Ann.');
    expect(await page('fr')).not.toMatch(/<script|style=| on[a-z]+=/);
    await ann.post('/v1/logout');
    expect(await page('en')).toContain('You are not logged in.');
  });
});
