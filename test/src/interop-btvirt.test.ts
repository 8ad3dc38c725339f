import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Wearable } from '@fit4work/edge-agent';
import { generatedMinutes, type MinuteSource, parseDate, startOfDay, startWearable } from '@fit4work/firmware-sim';
import type { Sample } from '@fit4work/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Bridge } from '../ble/air.js';
import { run, stop } from './children.js';
import { describeWith, requirement } from './requirement.js';

const STANDIN = fileURLToPath(new URL('../interop/btvirt.c', import.meta.url));
const SOCKET = 'bt-server-bredrle';
/** btvirt gives its first client this one. */
const ADDRESS = '00:aa:01:00:00:42';
const KEY = new Uint8Array(16).fill(0xa7);
const MAY_4 = parseDate('2026-05-04') ?? 0;
const TIMES = {
  ...{ powerOnMs: 10_000, findMs: 10_000, connectMs: 10_000, stepMs: 10_000, silenceMs: 10_000 },
  ...{ restMs: 1000, shareMs: 2000 },
};
const STAGES = new Map([
  [9, 'light'],
  [11, 'deep'],
  [12, 'awake'],
  // REM, which a sample of four bytes cannot say.
  [25, 'light'],
]);

const day = (): MinuteSource => generatedMinutes({ seed: 5, person: 1, from: MAY_4, days: 1 });

let folder: string;
let central: Bridge;
const faults: string[] = [];
const closers: (() => unknown)[] = [];

/** Settles when a file of this name is made in the folder. */
const made = (name: string): Promise<void> =>
  new Promise((resolve) => {
    const watcher = watch(folder, (_event, file) => {
      if (file !== name) return;
      watcher.close();
      resolve();
    });
    closers.push(() => watcher.close());
  });

async function startControllers(): Promise<void> {
  const library = join(folder, 'standin.so');
  const built = spawnSync(requirement('gcc').path, ['-shared', '-fPIC', '-O1', '-o', library, STANDIN, '-ldl'], {
    encoding: 'utf8',
  });
  expect(built.stderr).toBe('');
  expect(built.status).toBe(0);
  const env = { ...process.env, LD_PRELOAD: library, BTVIRT_FOLDER: folder };
  // The last of its sockets: by then it listens on all the others.
  const ready = made('bt-server-mon');
  const btvirt = run(requirement('btvirt').path, ['-s'], env);
  closers.push(() => stop(btvirt));
  const died = btvirt.ended.then((code) => Promise.reject(new Error(`btvirt ended with ${code}`)));
  // It ends at the end of the suite too, when nobody waits for it any more.
  died.catch(() => undefined);
  await Promise.race([ready, died]);
}

/** The minutes as the band stores them, one line a sample, written apart from the agent's decoder. */
function measured(source: MinuteSource): string[] {
  const lines: string[] = [];
  for (let at = source.start; at < source.end(); at += 60) {
    const [kind = 0, , steps = 0, rate = 0] = source.read(at, 1);
    if (kind === 3 || kind === 6) continue;
    lines.push(`${at} steps ${steps}`);
    if (rate !== 255) lines.push(`${at} heart-rate ${rate}`);
    const stage = STAGES.get(kind);
    if (stage !== undefined) lines.push(`${at} sleep ${stage}`);
  }
  return lines;
}

const line = (sample: Sample): string =>
  `${sample.start} ${sample.metric} ${sample.metric === 'sleep' ? sample.stage : sample.value}`;

async function read(wearable: Wearable): Promise<{ from: number; to: number; lines: string[] }[]> {
  const batches = [];
  for await (const batch of wearable.history(0)) {
    await batch.acknowledge();
    batches.push({ from: batch.from, to: batch.to, lines: batch.samples.map(line) });
  }
  return batches;
}

describeWith(['btvirt', 'gcc'], 'noble and bleno over BlueZ’s own controllers', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'f4w-btvirt-'));
    await startControllers();
    const target = `unix:${join(folder, SOCKET)}`;
    await new Promise<void>((resolve) => {
      const band = startWearable(target, {
        family: 'huami',
        address: ADDRESS,
        authKey: KEY,
        source: day(),
        onEvent: (event) => {
          if (event === 'advertising') resolve();
        },
      });
      closers.push(() => band.close());
    });
    central = new Bridge(target, TIMES, faults);
    closers.push(() => central.close());
  });
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
    rmSync(folder, { recursive: true });
  });

  it('pass a day of history, minute for minute, and no second time', async () => {
    const wearable = await central.connect({ address: ADDRESS, key: KEY });
    const batches = await read(wearable);
    expect(batches).toEqual([{ from: startOfDay(MAY_4), to: startOfDay(MAY_4 + 1), lines: measured(day()) }]);
    expect(batches[0]?.lines.length).toBeGreaterThan(1440);
    await wearable.close();
    const again = await central.connect({ address: ADDRESS, key: KEY });
    expect(await read(again)).toEqual([]);
    await again.close();
    expect(faults).toEqual([]);
  });

  it('refuse a wrong key', async () => {
    const refused = central.connect({ address: ADDRESS, key: new Uint8Array(16) });
    await expect(refused).rejects.toMatchObject({ code: 'auth-refused' });
  });
});
