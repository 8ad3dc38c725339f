import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const PLAN = {
  version: 1,
  clients: [
    {
      ...{ clientId: 'c', secret: 's', redirectUrl: 'http://127.0.0.1:1/back' },
      backChannelLogoutUrl: 'http://127.0.0.1:1/logout',
    },
  ],
  accounts: [{ subject: '<ann>', name: 'Ann & "Co"', capacities: [] }],
};

let folder: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'f4w-identity-'));
});
afterEach(async () => {
  if (child?.exitCode === null) {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  await rm(folder, { recursive: true });
});

async function launch(plan: unknown, more: Record<string, string> = {}) {
  const path = join(folder, 'plan.json');
  await writeFile(path, typeof plan === 'string' ? plan : JSON.stringify(plan));
  const env = { FIT4WORK_DEMO_IDENTITY_PLAN: path, ...more };
  const started = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  child = started;
  let stderr = '';
  started.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const exited = once(started, 'close');
  const line = await Promise.race([once(started.stdout, 'data').then(String), exited.then(() => '{}')]);
  return { port: JSON.parse(line).port, exited, stderr: () => stderr };
}

describe('the provider of the demo', () => {
  it('says loudly that it is no login, and listens on loopback alone', async () => {
    const { port, stderr } = await launch(PLAN);
    expect(stderr()).toContain('THIS IS NO LOGIN');
    const { issuer } = JSON.parse(
      await (await fetch(`http://127.0.0.1:${port}/.well-known/openid-configuration`)).text(),
    );
    expect(issuer).toBe(`http://127.0.0.1:${port}`);
    const listening = (await readFile('/proc/net/tcp', 'utf8'))
      .split('\n')
      .map((line) => line.trim().split(/\s+/)[1] ?? '')
      .filter((local) => local.endsWith(`:${port.toString(16).toUpperCase().padStart(4, '0')}`));
    expect(new Set(listening)).toEqual(new Set([`0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`]));
  });

  it('takes no client beyond this machine', async () => {
    const [client] = PLAN.clients;
    const plan = { ...PLAN, clients: [{ ...client, redirectUrl: 'https://coach.example/back' }] };
    const { exited, stderr } = await launch(plan);
    expect((await exited)[0]).toBe(1);
    expect(stderr()).toMatch(/client 1 must be on 127\.0\.0\.1: this provider proves nothing\.\n$/);
  });

  it.each<[string, { plan?: unknown; env?: Record<string, string> }, RegExp]>([
    ['a plan that is no JSON', { plan: 'x' }, /cannot be used: it is not there, or is not JSON\.\n$/],
    ['a plan of nothing', { plan: {} }, /must have version 1, clients and accounts\.\n$/],
    [
      'an account without a name',
      { plan: { ...PLAN, accounts: [{ subject: 'a', capacities: [] }] } },
      /account 1 must have/,
    ],
    [
      'a client without a secret',
      { plan: { ...PLAN, clients: [{ clientId: 'c' }] } },
      /client 1 must have clientId, secret/,
    ],
    [
      'a link for nobody',
      { plan: { ...PLAN, links: [{ code: 'x', subject: 'nobody', to: 'http://127.0.0.1:1/' }] } },
      /link 1 must have code, the subject of an account, and to on 127\.0\.0\.1\.\n$/,
    ],
    [
      'a link that leads off this machine',
      { plan: { ...PLAN, links: [{ code: 'x', subject: '<ann>', to: 'https://coach.example/' }] } },
      /link 1 must have/,
    ],
    ['a port that is none', { env: { FIT4WORK_DEMO_IDENTITY_PORT: 'x' } }, /must be a port, 0 to 65535\.\n$/],
    ['no plan', { env: { FIT4WORK_DEMO_IDENTITY_PLAN: '' } }, /is not set: give it the plan file\.\n$/],
  ])('names %s and exits with 1', async (_title, { plan = PLAN, env = {} }, message) => {
    const { exited, stderr } = await launch(plan, env);
    expect((await exited)[0]).toBe(1);
    expect(stderr()).toMatch(message);
  });

  it('names a busy port', async () => {
    const { port } = await launch(PLAN);
    const first = child;
    const { exited, stderr } = await launch(PLAN, { FIT4WORK_DEMO_IDENTITY_PORT: String(port) });
    expect((await exited)[0]).toBe(1);
    expect(stderr()).toContain(`Port ${port} is in use`);
    child = first;
  });

  it('begins again where it is asked for a login that it does not know', async () => {
    const { port } = await launch(PLAN);
    const answer = await fetch(`http://127.0.0.1:${port}/interaction/unknown`);
    expect([answer.status, await answer.text()]).toEqual([400, 'Begin the login again.\n']);
  });
});
