import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

type Child = ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream };

function run(...words: readonly string[]): Child {
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  return child;
}

function start(plan: unknown): Child {
  const file = path.join(folder, `plan-${running.length}-${Date.now()}.json`);
  writeFileSync(file, typeof plan === 'string' ? plan : JSON.stringify(plan));
  return run('--plan', file);
}

/** What it prints when all its wearables can be found. */
async function listening(child: Child): Promise<{ port: number; wearables: Record<string, string>[] }> {
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return JSON.parse(line.toString()) as { port: number; wearables: Record<string, string>[] };
}

async function result(child: Child): Promise<{ exit: number; out: string; log: string }> {
  const [out, log, [exit]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { exit: Number(exit), out, log };
}

async function refusal(plan: unknown): Promise<{ code: string; message: string }> {
  const { exit, out, log } = await result(start(plan));
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

  it('plays generated people of a family, and says how to reach and pair each', async () => {
    const child = run('--people', '3', '--days', '2', '--seed', '7', '--port', '0');
    const { wearables } = await listening(child);
    expect(wearables.map(({ address, family }) => `${address} ${family}`)).toEqual([
      'c0:f4:f5:00:00:01 huami',
      'c0:f4:f5:00:00:02 huami',
      'c0:f4:f5:00:00:03 huami',
    ]);
    expect(wearables.every(({ authKey }) => /^[0-9a-f]{32}$/.test(authKey ?? ''))).toBe(true);
    child.kill('SIGTERM');
    const { log } = await result(child);
    for (const { authKey = '' } of wearables) expect(log).not.toContain(authKey);
  });

  it('writes the keys to a file that is for nobody else, and then says none', async () => {
    const keys = path.join(folder, 'keys.json');
    const child = run('--people', '2', '--days', '1', '--port', '0', '--keys', keys);
    const { wearables } = await listening(child);
    expect(wearables[0]).toEqual({ address: 'c0:f4:f5:00:00:01', family: 'huami' });
    expect(Object.keys(JSON.parse(readFileSync(keys, 'utf8')) as object)).toEqual(wearables.map((one) => one.address));
    expect(statSync(keys).mode & 0o777).toBe(0o600);
  });

  it('refuses a file of keys that exists, whosever it is, and leaves it as it was', async () => {
    const keys = path.join(folder, 'anybodys.json');
    writeFileSync(keys, 'kept', { mode: 0o644 });
    const { exit, out, log } = await result(run('--people', '1', '--days', '1', '--port', '0', '--keys', keys));
    expect([exit, out, log.trimEnd().split('\n')]).toEqual([1, '', [expect.stringContaining('exists already')]]);
    expect([readFileSync(keys, 'utf8'), statSync(keys).mode & 0o777]).toEqual(['kept', 0o644]);
    const nowhere = path.join(folder, 'absent', 'keys.json');
    const failed = await result(run('--people', '1', '--days', '1', '--port', '0', '--keys', nowhere));
    expect([failed.exit, failed.log.trimEnd().split('\n')]).toEqual([
      1,
      [expect.stringContaining('cannot be written')],
    ]);
  });

  it('writes no keys of a simulation that could not be started', async () => {
    const taken = net.createServer();
    listeners.push(taken);
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    const { port } = taken.address() as net.AddressInfo;
    const keys = path.join(folder, 'unstarted.json');
    const { exit } = await result(run('--people', '1', '--days', '1', '--port', String(port), '--keys', keys));
    expect([exit, existsSync(keys)]).toEqual([1, false]);
  });

  it('writes people as recordings that it replays, and ends', async () => {
    const recordings = path.join(folder, 'recordings');
    const words = ['--people', '2', '--days', '2', '--from', '2026-05-04', '--write', recordings];
    const { exit, out } = await result(run(...words));
    expect([exit, JSON.parse(out)]).toEqual([0, { event: 'written', folder: recordings, recordings: 2 }]);
    expect(readdirSync(recordings)).toEqual(['001.csv.gz', '002.csv.gz']);
    expect(statSync(path.join(recordings, '001.csv.gz')).mode & 0o777).toBe(0o600);
    const again = await result(run(...words));
    expect([again.exit, again.log]).toEqual([1, expect.stringContaining('name an empty folder')]);
    const { wearables } = await listening(run('--replay', recordings, '--family', 'banglejs', '--port', '0'));
    expect(wearables.map(({ family }) => family)).toEqual(['banglejs', 'banglejs']);
  });

  it('refuses a list of faults that it does not understand, and a folder without recordings', async () => {
    const faults = path.join(folder, 'faults.json');
    writeFileSync(faults, '[{"kind":"gremlin"}]');
    const { exit, log } = await result(run('--people', '1', '--faults', faults));
    expect([exit, log]).toEqual([1, expect.stringContaining(`In the list ${faults}, faults[0].kind cannot`)]);
    const empty = mkdtempSync(path.join(folder, 'empty-'));
    expect((await result(run('--replay', empty))).log).toContain('has no recording; name one with files NUMBER.csv.gz');
  });

  it('explains itself', async () => {
    const { exit, out } = await result(run('--help'));
    expect(exit).toBe(0);
    for (const word of ['--people', '--replay', '--plan', '--faults', '(default: 9100)']) expect(out).toContain(word);
  });
});
