import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, describe, expect, it } from 'vitest';

const MAIN = path.resolve(import.meta.dirname, '../dist/main.js');
const folder = mkdtempSync(path.join(tmpdir(), 'fit4work-sim-'));
const running: ChildProcess[] = [];
const listeners: net.Server[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const listener of listeners.splice(0)) listener.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const generated = { kind: 'generated', seed: 1, person: 1, from: '2026-05-04', days: 1 };
const wearable = (source: object): object => ({ address: 'c0:ff:ee:00:00:01', authKey: 'ab'.repeat(16), source });

function start(plan: unknown): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } {
  const file = path.join(folder, `plan-${running.length}-${Date.now()}.json`);
  writeFileSync(file, typeof plan === 'string' ? plan : JSON.stringify(plan));
  const child = spawn(process.execPath, [MAIN, '--plan', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  return child;
}

async function refusal(plan: unknown): Promise<{ code: string; message: string }> {
  const child = start(plan);
  const [out, log, [exit]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  expect(exit).toBe(1);
  expect(out).toBe('');
  const lines = log.trimEnd().split('\n');
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as { code: string; message: string };
}

describe('fit4work-sim', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'says on one line where it listens, and ends with 0 at %s',
    async (signal) => {
      const child = start({ port: 0, wearables: [wearable(generated)] });
      const exit = once(child, 'exit');
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const ready = JSON.parse(line.toString()) as { event: string; port: number };
      const wearables = [{ address: 'c0:ff:ee:00:00:01', family: 'huami' }];
      expect(ready).toEqual({ event: 'listening', port: expect.any(Number), wearables });
      const socket = net.connect(ready.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.on('error', () => undefined);
      child.kill(signal);
      expect(await exit).toEqual([0, null]);
      socket.destroy();
    },
  );

  it('names a port that is taken, and what to do', async () => {
    const taken = net.createServer();
    listeners.push(taken);
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    const { port } = taken.address() as net.AddressInfo;
    const { code, message } = await refusal({ port, wearables: [wearable(generated)] });
    expect(code).toBe('port-busy');
    expect(message).toContain(`Port ${port} is in use`);
  });

  it('starts nothing with a file that is no recording', async () => {
    const source = { kind: 'recording', file: path.join(folder, 'absent.csv.gz'), days: 'all' };
    const { code, message } = await refusal({
      port: 0,
      wearables: [wearable(generated), { ...wearable(source), address: 'c0:ff:ee:00:00:02' }],
    });
    expect(code).toBe('bad-recording');
    expect(message).toContain('absent.csv.gz, line 1: ');
  });

  it('refuses a plan that is not JSON without quoting it', async () => {
    const { code, message } = await refusal(`{"authKey":"${'ab'.repeat(16)}" oops`);
    expect(code).toBe('bad-plan');
    expect(message).not.toContain('abab');
  });
});
