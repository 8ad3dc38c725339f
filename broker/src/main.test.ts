import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const DOOR = fileURLToPath(new URL('../dist/door/main.js', import.meta.url));
let folder: string;
let services: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'f4w-broker-'));
  services = join(folder, 'services.json');
  await writeFile(services, '{"keys":[]}');
});
afterAll(() => rm(folder, { recursive: true }));

function start(env: Record<string, string>, main = MAIN) {
  const child = spawn(process.execPath, [main], {
    env: {
      FIT4WORK_BROKER_PORT: '0',
      FIT4WORK_BROKER_REGISTRY_URL: 'http://127.0.0.1:1/v1/agents/key-set',
      FIT4WORK_BROKER_SERVICES: services,
      ...env,
    },
  });
  const out = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    out.stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    out.stderr += String(chunk);
  });
  return { child, out, exited: once(child, 'close') };
}

describe('the broker as a process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('says once where it listens and stops with 0 on %s', async (signal) => {
    const { child, out, exited } = start({});
    await once(child.stdout, 'data');
    expect(JSON.parse(out.stdout)).toEqual({ event: 'listening', port: expect.any(Number) });
    child.kill(signal);
    expect((await exited)[0]).toBe(0);
  });

  it('says where else it listens, and stays up when it is told to read its certificate anew', async () => {
    const { child, out, exited } = start({ FIT4WORK_BROKER_WEBSOCKET_PORT: '0', FIT4WORK_BROKER_METRICS_PORT: '0' });
    await once(child.stdout, 'data');
    const { metricsPort, websocketPort } = JSON.parse(out.stdout);
    child.kill('SIGHUP');
    expect((await fetch(`http://127.0.0.1:${metricsPort}/healthz`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${websocketPort}/`)).status).toBe(426);
    child.kill('SIGTERM');
    expect((await exited)[0]).toBe(0);
  });

  it('names a busy port', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { out, exited } = start({ FIT4WORK_BROKER_PORT: port });
    expect((await exited)[0]).toBe(1);
    expect(out).toEqual({
      stdout: '',
      stderr: `Port ${port} is in use: stop what listens there or set FIT4WORK_BROKER_PORT.\n`,
    });
    server.close();
  });

  it.each([
    [
      'a missing file',
      'none.json',
      /^The services file .* cannot be read: point FIT4WORK_BROKER_SERVICES to a JWKS file\.\n$/,
    ],
    ['what is not JSON', 'bad.json', /^The services file .* is malformed: It is not JSON\.\n$/],
    ['a key without a role', 'role.json', /^The services file .* is malformed: Key 1 .*\n$/],
  ])('names %s', async (_title, name, message) => {
    await writeFile(join(folder, 'bad.json'), '{');
    await writeFile(join(folder, 'role.json'), '{"keys":[{"kty":"OKP"}]}');
    const { out, exited } = start({ FIT4WORK_BROKER_SERVICES: join(folder, name) });
    expect((await exited)[0]).toBe(1);
    expect(out.stderr).toMatch(message);
  });

  it.each([
    [{ FIT4WORK_BROKER_PORT: 'x' }, /^FIT4WORK_BROKER_PORT must be a port/],
    [{ FIT4WORK_BROKER_HOST: '0.0.0.0' }, /^FIT4WORK_BROKER_HOST is not loopback/],
    [{ FIT4WORK_BROKER_REGISTRY_URL: '' }, /^FIT4WORK_BROKER_REGISTRY_URL is not set/],
    [
      { FIT4WORK_BROKER_REGISTRY_TOKEN: '/no/token' },
      /^The token file \/no\/token cannot be read: point FIT4WORK_BROKER/,
    ],
    [{ FIT4WORK_BROKER_REGISTRY_URL: 'file:///x' }, /^FIT4WORK_BROKER_REGISTRY_URL must be an http/],
    [{ FIT4WORK_BROKER_REGISTRY_URL: 'http://a/keys.json' }, /let it end with \/v1\/agents\/key-set/],
  ])('names a bad setting: %j', async (env, message) => {
    const { out, exited } = start(env);
    expect((await exited)[0]).toBe(1);
    expect(out.stderr).toMatch(message);
  });
});

describe('the door for other brokers as a process', () => {
  it('says where it listens, answers, and stops with 0', async () => {
    const { child, out, exited } = start({ FIT4WORK_BROKER_DOOR_PORT: '0' }, DOOR);
    await once(child.stdout, 'data');
    const { port } = JSON.parse(out.stdout);
    const body = new URLSearchParams({ username: 'anchor', vhost: '/' });
    const answer = await fetch(`http://127.0.0.1:${port}/rabbitmq/vhost`, { method: 'POST', body });
    expect(await answer.text()).toBe('allow');
    child.kill('SIGTERM');
    expect((await exited)[0]).toBe(0);
  });

  it('names what is wrong with its settings', async () => {
    const open = start({ FIT4WORK_BROKER_DOOR_HOST: '0.0.0.0' }, DOOR);
    expect((await open.exited)[0]).toBe(1);
    expect(open.out.stderr).toMatch(/^FIT4WORK_BROKER_DOOR_HOST is not loopback/);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const busy = start({ FIT4WORK_BROKER_DOOR_PORT: typeof address === 'object' ? String(address?.port) : '' }, DOOR);
    expect((await busy.exited)[0]).toBe(1);
    expect(busy.out.stderr).toMatch(/cannot be had: stop what listens there or set FIT4WORK_BROKER_DOOR_PORT/);
    server.close();
  });
});
