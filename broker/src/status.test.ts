import { signToken, TOPICS } from '@fit4work/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { closing, KEYS, now, OTHER, OWN, Room, received } from '../test/room.js';
import { REFUSAL_CODES } from './core/refusal-code.js';

let room: Room;
beforeEach(async () => {
  room = await Room.open({ FIT4WORK_BROKER_METRICS_PORT: '0' });
});
afterEach(() => room.close());

const measured = (metrics: string, name: string): number =>
  Number(
    metrics
      .split('\n')
      .find((line) => line.startsWith(`fit4work_broker_${name} `))
      ?.split(' ')[1],
  );

it('measures what passes and what does not, each code from the start', async () => {
  const before = await room.metrics();
  for (const code of REFUSAL_CODES) expect(before).toContain(`\nfit4work_broker_refusals_total{code="${code}"} 0\n`);
  const [person, api] = [await room.agent(), await room.coachApi()];
  await api.subscribeAsync(TOPICS.allUp, { qos: 1 });
  const arrived = received(api);
  await person.publishAsync(TOPICS.up(OWN, 'envelope'), 'four', { qos: 1 });
  await arrived;
  await expect(room.connect({ key: KEYS.stranger, userName: OWN })).rejects.toThrow();
  const after = await room.metrics();
  expect(['messages_total', 'payload_bytes_total', 'deliveries_total'].map((name) => measured(after, name))).toEqual([
    1, 4, 1,
  ]);
  expect(['agent', 'coach-api', 'anchor'].map((kind) => measured(after, `connections{kind="${kind}"}`))).toEqual([
    1, 1, 0,
  ]);
  expect(measured(after, 'refusals_total{code="unknown-key"}')).toBe(1);
  await person.endAsync();
  await expect.poll(async () => measured(await room.metrics(), 'connections{kind="agent"}')).toBe(0);
});

it('is text that Prometheus reads: a help and a type before the values of each name', async () => {
  const answer = await fetch(`http://127.0.0.1:${room.ports.metricsPort}/metrics`);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await answer.text();
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(
      /^(# (HELP|TYPE) fit4work_broker_[a-z_]+ .+|fit4work_broker_[a-z_]+(\{[a-z]+="[a-z-]+"\})? \d+(\.\d+)?)$/,
    );
  }
  expect(text.endsWith('\n')).toBe(true);
});

it('says that it lives, whether it is ready, and nothing else', async () => {
  const base = `http://127.0.0.1:${room.ports.metricsPort}`;
  await room.agent();
  const answers = await Promise.all(
    ['/healthz', '/readyz', '/', '/metrics?x'].map(async (path) => {
      const answer = await fetch(base + path);
      return [answer.status, await answer.json()];
    }),
  );
  const none = [404, { status: 'not-found' }];
  expect(answers).toEqual([[200, { status: 'ok' }], [200, { registry: true }], none, none]);
  expect((await fetch(`${base}/metrics`, { method: 'POST' })).status).toBe(404);
});

it('carries no topic, token, payload or pseudonym into logs and metrics', async () => {
  const token = signToken(KEYS.agent, OWN, now());
  const api = await room.coachApi();
  await api.subscribeAsync(TOPICS.allUp, { qos: 1 });
  const person = await room.connect({ key: KEYS.agent, userName: OWN, password: token });
  const arrived = received(api);
  await person.publishAsync(TOPICS.up(OWN, 'envelope'), 'marker-passed', { qos: 1 });
  // The canary is on its way: it would be found where it is let out.
  expect(JSON.stringify(await arrived)).toContain('marker-passed');
  const closed = closing(person);
  person.publish(TOPICS.up(OTHER, 'envelope'), 'marker-refused', { qos: 1 }, () => undefined);
  await closed;
  await expect(room.connect({ key: KEYS.agent, userName: OTHER, password: token })).rejects.toThrow();
  const text = JSON.stringify(room.lines) + (await room.metrics());
  const secrets = [OWN, OTHER, 'marker', 'f4w/', 'envelope', token, ...token.split('.'), '127.0.0.1'];
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  expect(text).toContain('topic-publish');
});
