import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { inUnit, median, paired } from './bench/paired.mjs';
import { benchmarks, prepare } from './bench.mjs';
import { root } from './setup.mjs';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'fit4work-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bench = (...args) => run(process.execPath, ['scripts/bench.mjs', ...args], { cwd: root });

describe('paired measurement', () => {
  it('takes the middle of an odd and of an even number of values', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  it('speaks in times and in rates, and refuses other units', () => {
    expect(inUnit('µs', 0.002)).toBeCloseTo(2000);
    expect(inUnit('leaves/s', 0.002)).toBeCloseTo(500);
    expect(() => inUnit('weeks', 1)).toThrow(/unit weeks/);
  });

  it('finds that twice the work costs about twice the floor, also where work is asynchronous', async () => {
    const spin = (turns) => {
      let sum = 0;
      for (let turn = 0; turn < turns; turn += 1) sum = (sum * 31 + turn) % 65_521;
      return sum;
    };
    const work = { ours: async () => spin(400_000), floor: () => spin(200_000) };
    const row = await paired({ name: 'spin', unit: 'ms', rounds: 7, atLeastMs: 4, ...work });
    expect(row).toMatchObject({ name: 'spin', unit: 'ms' });
    expect(row.ratio).toBeGreaterThan(1.2);
    expect(row.ratio).toBeLessThan(3.3);
  });
});

describe('npm run bench', () => {
  const rows = [{ name: 'seal', unit: 'µs', ours: 30, floor: 20, ratio: 1.5 }];
  const file = join(folder, 'seal.mjs');
  writeFileSync(file, `export const rows = async () => (${JSON.stringify(rows)});\n`);

  it('gives one JSON array for machines', async () => {
    expect(JSON.parse(await prepare([file, '--json'])())).toEqual(rows);
  });

  it('gives a table for people', async () => {
    const lines = (await prepare([file])()).split('\n');
    expect(lines[2]).toMatch(/^seal +30 +20 {2}µs +1\.5$/);
  });

  it('names an unknown benchmark and an unknown option in one sentence', async () => {
    await expect(bench('nothing')).rejects.toMatchObject({ code: 1, stderr: /^There is no benchmark nothing; .*\n$/ });
    await expect(bench('--fast')).rejects.toMatchObject({ code: 1, stderr: /^bench does not know --fast; .*\n$/ });
  });

  it('refuses a file that holds no benchmark', async () => {
    const empty = join(folder, 'empty.mjs');
    writeFileSync(empty, '');
    await expect(prepare([empty])()).rejects.toThrow(/exports no function rows\(\)/);
  });

  it('has an npm script for every benchmark', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const named = Object.keys(scripts).filter((name) => name.startsWith('bench:'));
    expect(named.sort()).toEqual(benchmarks().map((name) => `bench:${name}`));
  });
});
