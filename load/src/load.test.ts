import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoadDocument } from './run-load.js';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));

interface Ended {
  readonly code: number;
  readonly output: string;
  readonly said: string;
}

describe('fit4work-load', () => {
  let folder: string;
  const run = (...args: readonly string[]): Promise<Ended> =>
    new Promise((resolve) => {
      const env = { PATH: process.env.PATH ?? '', TMPDIR: folder };
      const child = execFile(process.execPath, [PROGRAM, ...args], { env }, (_, output, said) => {
        resolve({ code: child.exitCode ?? -1, output, said });
      });
    });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'f4w-load-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('plays a rate and both storms over real processes, misses nothing, says what it cost, and leaves nothing behind', async () => {
    const sizes = ['--people', '3000', '--agents', '12', '--processes', '2', '--seconds', '4', '--patience', '60'];
    const { code, output, said } = await run(...sizes, '--storms', '--json');
    expect([code, said.split('\n').filter((line) => line.startsWith('fit4work-load'))]).toEqual([0, []]);
    const document: LoadDocument = JSON.parse(output);
    expect(document).toMatchObject({ version: 1, agents: 12, processes: 2, store: 'sqlite' });
    const [rate, quarterHour, comeBack] = document.rows;
    expect(document.rows.map(({ name, missing }) => [name, missing])).toEqual([
      ['3000 people', 0],
      ['quarter hour', 0],
      ['come back', 0],
    ]);
    expect(rate?.envelopes).toBeGreaterThan(4);
    expect(quarterHour?.envelopes).toBeGreaterThanOrEqual(12);
    // Four quarters and an hour each, and of some a day.
    expect(comeBack?.envelopes).toBeGreaterThanOrEqual(12 * 5);
    for (const { receipt, inclusion, cpu } of document.rows) {
      expect(receipt.p50).toBeGreaterThan(0);
      expect(inclusion.p50).toBeGreaterThan(receipt.p50);
      for (const kind of ['broker', 'coach-api', 'anchor', 'players']) expect(cpu[kind], kind).toBeGreaterThan(0);
    }
    expect(document.stores.map(({ name }) => name)).toEqual(['coach-api', 'anchor', 'log', 'witnesses']);
    expect(readdirSync(folder)).toEqual([]);
  }, 240_000);

  it('says in one sentence where nobody can be enrolled', async () => {
    const token = join(folder, 'token');
    const given = ['--coach', 'http://127.0.0.1:1', '--token-file', token];
    const unread = await run(...given);
    expect([unread.code, unread.said]).toEqual([
      2,
      expect.stringMatching(/^fit4work-load: .*token cannot be read; give/),
    ]);
    await writeFile(token, 'token');
    const unreachable = await run(...given);
    expect([unreachable.code, unreachable.said]).toEqual([
      1,
      expect.stringMatching(/^fit4work-load: http:.* does not answer; see whether the coach API runs there/),
    ]);
  }, 60_000);
});
