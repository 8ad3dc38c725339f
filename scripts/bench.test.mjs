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

/**
 * A machine on which nothing takes time but the work: ours 2 ms and the floor 1, times what `slowness` says of that call.
 * Its trace has a letter for each call.
 */
function machine(slowness = () => 1) {
  let now = 0;
  let trace = '';
  const spend = (kind, milliseconds) => {
    now += milliseconds * slowness(kind, trace.length);
    trace += kind;
  };
  const ours = async () => {
    await Promise.resolve();
    spend('o', 2);
  };
  const pair = { name: 'work', unit: 'ms', atLeastMs: 1, ours, floor: () => spend('f', 1), clock: () => now };
  return { measure: (options) => paired({ ...pair, ...options }), trace: () => trace };
}

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

  it('finds that twice the work costs twice the floor, also where work is asynchronous', async () => {
    const row = await machine().measure({ rounds: 3 });
    expect(row).toEqual({ name: 'work', unit: 'ms', ours: 2, floor: 1, ratio: 2 });
    const rates = await machine().measure({ rounds: 3, unit: 'leaves/s', operations: 4 });
    expect(rates).toMatchObject({ ours: 2000, floor: 4000, ratio: 2 });
  });

  it('warms up, finds how many calls the clock needs, and then times ours and the floor by turns', async () => {
    const { measure, trace } = machine();
    await measure({ rounds: 2, atLeastMs: 4 });
    const [warmUp, enough, round] = [`${'o'.repeat(8)}${'f'.repeat(16)}`, 'o oo f ff ffff', 'oo ffff ffff oo'];
    expect(trace()).toBe([warmUp, enough, round, round].join('').replaceAll(' ', ''));
  });

  it('is moved neither by a machine that slows down nor by a round in which ours alone was disturbed', async () => {
    const start = 'ooffffof'.length;
    const slowness = (kind, call) => {
      const disturbed = kind === 'o' && call >= start && call < start + 4;
      return (disturbed ? 100 : 1) * (1 + Math.max(0, call - start) / 2);
    };
    const { measure, trace } = machine(slowness);
    expect(await measure({ rounds: 5 })).toMatchObject({ ratio: 2 });
    expect(trace()).toBe(`ooffffof${'offo'.repeat(5)}`);
  });
});

describe('npm run bench', () => {
  const rows = [{ name: 'seal', unit: 'µs', ours: 30, floor: 20, ratio: 1.5 }];
  const file = join(folder, 'seal.mjs');
  writeFileSync(file, `export const rows = async () => (${JSON.stringify(rows)});\n`);

  it('gives one JSON array for machines', async () => {
    const { text, code } = await prepare([file, '--json'])();
    expect([JSON.parse(text), code]).toEqual([rows, 0]);
  });

  it('gives a table for people', async () => {
    const lines = (await prepare([file])()).text.split('\n');
    expect(lines[2]).toMatch(/^seal +30 +20 {2}µs +1\.5$/);
  });

  it('shows a row of which there is no floor without one, and holds it to its ceiling', async () => {
    const alone = join(folder, 'alone.mjs');
    const row = { name: 'memory', unit: 'MiB', ours: 30, ceiling: 40 };
    writeFileSync(alone, `export const rows = async () => (${JSON.stringify([row])});\n`);
    const { text, code } = await prepare([alone, '--check'])();
    expect([text.split('\n')[2], code]).toEqual([expect.stringMatching(/^memory +30 +MiB +40$/), 0]);
  });

  it.each([
    [40, 0],
    [29, 1],
  ])('shows a ceiling of %d beside 30 that was seen; asked to check, it exits with %d', async (ceiling, code) => {
    const promised = join(folder, `promised-${ceiling}.mjs`);
    writeFileSync(promised, `export const rows = async () => (${JSON.stringify([{ ...rows[0], ceiling }])});\n`);
    expect((await prepare([promised])()).code).toBe(0);
    const checked = await prepare([promised, '--check'])();
    expect(checked.code).toBe(code);
    expect(checked.text.split('\n')[2]).toMatch(new RegExp(`^seal +30 +20 {2}µs +1\\.5 +${ceiling}$`));
  });

  it.each([
    [1.6, 0],
    [1.4, 1],
  ])(
    'holds a ratio of 1.5 against %d where that is promised, and shows what a row says more',
    async (ratioCeiling, code) => {
      const promised = join(folder, `ratio-${ratioCeiling}.mjs`);
      const row = { ...rows[0], ratioCeiling, note: 'half of it asleep' };
      writeFileSync(promised, `export const rows = async () => (${JSON.stringify([row])});\n`);
      const checked = await prepare([promised, '--check'])();
      expect(checked.code).toBe(code);
      expect(checked.text.split('\n')[2]).toMatch(
        new RegExp(`^seal +30 +20 {2}µs +1\\.5 +×${ratioCeiling} {2}half of it asleep$`),
      );
    },
  );

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
