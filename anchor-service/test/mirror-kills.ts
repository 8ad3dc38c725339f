import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { type Keys, MemoryLog, randomOf } from './memory-log.js';
import { verifyCopy } from './mirror-kit.js';
import { type Running, startProcess } from './processes.js';

/** Serves a log out of memory. */
export async function serveLog(log: MemoryLog): Promise<{ url: string; close: () => Promise<void> }> {
  const server: Server = createServer(({ url = '/' }, response) => {
    const bytes = log.files.get(url.slice(1));
    response.statusCode = bytes === undefined ? 404 : 200;
    response.end(bytes);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

/** The settings of a mirror below a folder. */
export function mirrorEnv(folder: string, keys: Keys, source: string): Record<string, string> {
  writeFileSync(join(folder, 'policy'), keys.policyText);
  return {
    FIT4WORK_MIRROR_SOURCE: source,
    FIT4WORK_MIRROR_LOG_DIR: join(folder, 'copy'),
    FIT4WORK_MIRROR_STATE: join(folder, 'state'),
    FIT4WORK_MIRROR_POLICY: join(folder, 'policy'),
    FIT4WORK_MIRROR_POLL_MS: '10',
  };
}

/** Waits until a mirror has a log of a size. */
export async function caughtUp({ port }: Running, size: number): Promise<void> {
  for (;;) {
    const status = await (await fetch(`http://127.0.0.1:${port}/v1/status`)).json();
    if (typeof status === 'object' && status !== null && 'size' in status && status.size === size) return;
    await pause(10);
  }
}

/** Kills a mirror again and again, at moments that a seed decides, while the log grows; after each the copy is sound. */
export async function killMirror(folder: string, keys: Keys, { kills, seed }: { kills: number; seed: number }) {
  const random = randomOf(seed);
  const log = await new MemoryLog(keys).grow(0, 2000);
  const { url, close } = await serveLog(log);
  const env = mirrorEnv(folder, keys, url);
  let soundSize = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const mirror = await startProcess('mirror/main.js', env);
    const growing = log.grow(log.size, 1 + random(700), 1 + random(300));
    await pause(random(120));
    await mirror.kill('SIGKILL');
    await growing;
    if (!existsSync(join(folder, 'copy', 'checkpoint'))) continue;
    const { size } = await verifyCopy(join(folder, 'copy'), keys);
    expect(size).toBeGreaterThanOrEqual(soundSize);
    soundSize = size;
  }
  const mirror = await startProcess('mirror/main.js', env);
  await caughtUp(mirror, log.size);
  expect(await mirror.kill('SIGTERM')).toBe(0);
  expect((await verifyCopy(join(folder, 'copy'), keys)).size).toBe(log.size);
  await close();
}
