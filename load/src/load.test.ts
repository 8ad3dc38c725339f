import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, ended, isAlive, runProgram, said, spawnProgram, startedBy } from '../test/load-process.js';
import { startOwnNetwork } from './own-network.js';
import type { LoadDocument } from './run-load.js';

describe('fit4work-load', () => {
  let folder: string;
  const run = (...args: readonly string[]): Promise<Ended> => runProgram(folder, args);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'f4w-load-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('plays a rate and both storms over real processes, misses nothing, says what it cost, and leaves nothing behind', async () => {
    const sizes = ['--people', '3000', '--agents', '12', '--processes', '2', '--seconds', '3', '--patience', '60'];
    const { code, output, said: sentences } = await run(...sizes, '--storms', '--json');
    expect([code, sentences.split('\n').filter((line) => line.startsWith('fit4work-load'))]).toEqual([0, []]);
    const document: LoadDocument = JSON.parse(output);
    expect(document).toMatchObject({ version: 1, agents: 12, processes: 2, store: 'sqlite' });
    const [rate, quarterHour, comeBack] = document.rows;
    expect(document.rows.map(({ name, missing }) => [name, missing])).toEqual([
      ['3000 people', 0],
      ['quarter hour', 0],
      ['come back', 0],
    ]);
    // What the seed draws: turns at random, then everybody's with what closes with it, then four quarters and an hour of each.
    expect([rate?.envelopes, quarterHour?.envelopes, comeBack?.envelopes]).toEqual([7, 19, 60]);
    for (const { receipt, inclusion } of document.rows) expect(Math.min(receipt.p50, inclusion.p50)).toBeGreaterThan(0);
    for (const kind of ['broker', 'coach-api', 'anchor', 'players']) {
      // The kernel counts in hundredths of a second, of which a short phase may have none.
      expect(Math.max(...document.rows.map(({ cpu }) => cpu[kind] ?? 0)), kind).toBeGreaterThan(0);
    }
    for (const kind of ['broker', 'coach-api', 'anchor', 'witnesses'])
      expect(document.memory[kind], kind).toBeGreaterThan(20);
    expect(document.stores.map(({ name }) => name)).toEqual(['coach-api', 'anchor', 'log', 'witnesses']);
    expect(readdirSync(folder)).toEqual([]);
  }, 240_000);

  it('plays against a network that runs already, of which it needs the address and the token of its administrator', async () => {
    const network = await startOwnNetwork({ database: undefined, batchMs: 200, tls: false });
    try {
      const token = join(folder, 'token');
      await writeFile(token, `${network.administrator.token}\n`);
      const given = ['--coach', network.administrator.coachUrl, '--token-file', token];
      const { code, output } = await run(...given, '--people', '3000', '--agents', '2', '--seconds', '2', '--json');
      const document: LoadDocument = JSON.parse(output);
      expect([code, document.store, document.stores, document.memory]).toEqual([0, 'given', [], {}]);
      expect(document.rows.map(({ missing, cpu }) => [missing, Object.keys(cpu)])).toEqual([[0, ['players']]]);
    } finally {
      await network.close();
    }
  }, 120_000);

  it('ends with 1 where what it waits for does not come, and names it', async () => {
    const sizes = ['--people', '3000', '--agents', '2', '--seconds', '2', '--patience', '1'];
    // A log that lets leaves wait for longer than anybody does.
    const { code, said: sentences } = await run(...sizes, '--batch-ms', '60000', '--check');
    expect([code, sentences]).toEqual([1, expect.stringMatching(/^3000 people: \d+ receipts or proofs are missing$/m)]);
  }, 120_000);

  it('ends every process and removes what it wrote when it is interrupted', async () => {
    const child = spawnProgram(folder, ['--people', '1500', '--agents', '2', '--seconds', '600']);
    await said(child, '1500 people: ');
    const started = startedBy(child);
    expect(started.length).toBeGreaterThanOrEqual(6);
    const interrupted = said(child, 'fit4work-load: The run was interrupted');
    const [code] = await ended(child, 'SIGTERM');
    await interrupted;
    expect([code, readdirSync(folder), started.filter(isAlive)]).toEqual([1, [], []]);
  }, 120_000);

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
