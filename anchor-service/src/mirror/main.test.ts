import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/kit.js';
import { type Keys, MemoryLog, makeKeys } from '../../test/memory-log.js';
import { caughtUp, killMirror, mirrorEnv, serveLog } from '../../test/mirror-kills.js';
import { verifyCopy } from '../../test/mirror-kit.js';
import { runToEnd, startProcess } from '../../test/processes.js';

vi.setConfig({ testTimeout: 60_000 });

let keys: Keys;
let folder: ReturnType<typeof temporaryFolder>;
let log: MemoryLog;
let served: Awaited<ReturnType<typeof serveLog>>;

beforeAll(async () => {
  await sodium.ready;
  keys = makeKeys();
});
beforeEach(async () => {
  folder = temporaryFolder();
  log = await new MemoryLog(keys).grow(0, 300);
  served = await serveLog(log);
});
afterEach(async () => {
  await served.close();
  folder.remove();
});

describe('fit4work-mirror', () => {
  it('follows a log by its address, serves the copy, and lets no second process have its folder', async () => {
    const env = mirrorEnv(folder.path, keys, served.url);
    const mirror = await startProcess('mirror/main.js', env);
    await caughtUp(mirror, 300);
    await log.grow(1000, 600);
    await caughtUp(mirror, 900);
    const verified = await runToEnd('verify/main.js', [
      `http://127.0.0.1:${mirror.port}`,
      ...['--policy', join(folder.path, 'policy'), '--json'],
    ]);
    expect(JSON.parse(verified.stdout)).toMatchObject({ verdict: 'sound', size: 900 });
    expect((await fetch(`http://127.0.0.1:${mirror.port}/healthz`)).status).toBe(200);
    const second = await runToEnd('mirror/main.js', ['--once'], env);
    expect([second.code, second.stderr]).toEqual([
      1,
      `Another mirror uses the state ${folder.path}/state/mirror: stop it first.\n`,
    ]);
    expect(await mirror.kill('SIGTERM')).toBe(0);
    expect(mirror.stderr()).toContain('copy-extended');
    expect(mirror.stderr()).not.toContain(folder.path);
  });

  it('asks once for cron, and ends with 0, 1 or 2 by what it found', async () => {
    const env = mirrorEnv(folder.path, keys, served.url);
    const once = async () => {
      const { code, stdout } = await runToEnd('mirror/main.js', ['--once'], env);
      return [code, JSON.parse(stdout)];
    };
    expect(await once()).toEqual([0, expect.objectContaining({ outcome: 'advanced', size: 300 })]);
    expect(await once()).toEqual([0, expect.objectContaining({ outcome: 'current', state: 'following' })]);
    const other = await new MemoryLog(keys).grow(9000, 400);
    const forked = await serveLog(other);
    env.FIT4WORK_MIRROR_SOURCE = forked.url;
    expect(await once()).toEqual([1, expect.objectContaining({ outcome: 'alarm', size: 300, evidence: 1 })]);
    await forked.close();
    env.FIT4WORK_MIRROR_SOURCE = folder.path;
    expect(await once()).toEqual([2, expect.objectContaining({ outcome: 'silent', state: 'alarm' })]);
    expect((await verifyCopy(join(folder.path, 'copy'), keys)).size).toBe(300);
  });

  it('leaves a sound copy behind three kills while the log grows', async () => {
    await killMirror(folder.path, keys, { kills: 3, seed: 1 });
  });

  it.each([
    ['no source', { FIT4WORK_MIRROR_SOURCE: '' }, /FIT4WORK_MIRROR_SOURCE is not set/],
    ['a source that is nothing', { FIT4WORK_MIRROR_SOURCE: '/nowhere' }, /neither a folder nor an address/],
    ['a policy that is none', { FIT4WORK_MIRROR_POLICY: '/nowhere' }, /policy file \/nowhere cannot be used/],
    ['a busy port', { FIT4WORK_MIRROR_PORT: 'busy' }, /cannot be listened on/],
    ['a host of the world without TLS', { FIT4WORK_MIRROR_HOST: '0.0.0.0' }, /PLAINTEXT=accepted/],
  ])('says in one sentence what is wrong with %s, and writes nothing', async (_title, change, message) => {
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const address = busy.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const changed = Object.entries(change).map(([key, value]) => [key, value === 'busy' ? port : value]);
    const env = { ...mirrorEnv(folder.path, keys, served.url), ...Object.fromEntries(changed) };
    const ended = await runToEnd('mirror/main.js', [], env);
    busy.close();
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^[^\n]+\n$/);
    expect(ended.stderr).toMatch(message);
    expect(existsSync(join(folder.path, 'copy'))).toBe(false);
    expect(statSync(join(folder.path, 'state'), { throwIfNoEntry: false })).toBeUndefined();
  });
});
