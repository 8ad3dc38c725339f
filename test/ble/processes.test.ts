import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(path.join(tmpdir(), 'fit4work-ble-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SIM = path.resolve(fileURLToPath(import.meta.resolve('@fit4work/firmware-sim')), '../main.js');
const MIB = 1024 * 1024;
const BANDS = 22;

/** Reads one band to its end and then has nothing more to do: it must end by itself. */
const AGENT = `
  import { loadFamilies, NobleCentral } from '@fit4work/edge-agent';
  const central = new NobleCentral();
  const begin = Date.now();
  const link = await (await (await central.find('c0:ff:ee:00:00:01', 10_000)).connect(10_000)).discover();
  const wearable = await (await loadFamilies()).get('huami').open(link, {
    key: Buffer.alloc(16, 0xab),
    listen: false,
    silenceMs: 10_000,
    now: () => Math.floor(Date.now() / 1000),
    offsetMinutes: () => 60,
  });
  let minutes = 0;
  for await (const batch of wearable.history(0)) {
    minutes += (batch.to - batch.from) / 60;
    await batch.acknowledge();
  }
  const seconds = (Date.now() - begin) / 1000;
  await wearable.close();
  await central.close();
  console.log(JSON.stringify({ minutes, seconds, rss: process.memoryUsage().rss }));
`;

function residentBytes(pid: number | undefined): number {
  const status = `/proc/${pid}/status`;
  return existsSync(status) ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] ?? 0) * 1024 : 0;
}

describe('simulator and agent as processes of their own', () => {
  it('pass a month of minutes in seconds and little memory, and end when they are done', async () => {
    const wearables = Array.from({ length: BANDS }, (_, index) => ({
      address: `c0:ff:ee:00:00:${(index + 1).toString(16).padStart(2, '0')}`,
      authKey: 'ab'.repeat(16),
      source: { kind: 'generated', seed: 3, person: index, from: '2026-01-01', days: 31 },
    }));
    const plan = path.join(folder, 'plan.json');
    writeFileSync(plan, JSON.stringify({ port: 0, wearables }));
    const sim = spawn(process.execPath, [SIM, '--plan', plan], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const [line] = (await once(sim.stdout, 'data')) as [Buffer];
      const { port } = JSON.parse(line.toString()) as { port: number };
      const agent = spawn(process.execPath, ['--input-type=module', '-e', AGENT], {
        cwd: import.meta.dirname,
        env: { ...process.env, FIT4WORK_HCI: `tcp:127.0.0.1:${port}` },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [output, [exit]] = await Promise.all([text(agent.stdout), once(agent, 'exit')]);
      expect(exit).toBe(0);
      const result = JSON.parse(output) as { minutes: number; seconds: number; rss: number };
      expect(result.minutes).toBe(31 * 1440);
      expect(result.seconds).toBeLessThan(15);
      expect(result.rss).toBeLessThan(200 * MIB);
      expect(residentBytes(sim.pid)).toBeLessThan(200 * MIB);
    } finally {
      const gone = once(sim, 'exit');
      sim.kill('SIGTERM');
      expect(await gone).toEqual([0, null]);
    }
  }, 60_000);
});
