import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { childrenOf, runOnce, startDemo, until } from './demo-process.js';

const TIMEOUT = 120_000;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Everything that a refusal wrote on standard error but for the stages. */
const sentences = (stderr: string): readonly string[] =>
  stderr.split('\n').filter((line) => line.startsWith('fit4work:'));

describe('bad input gets one sentence, a non-zero exit and nothing half written', () => {
  it.each([
    ['a file that is not a recording', 'hello', /7\.csv\.gz/],
    ['a recording with another header', gzipSync('minute,steps\n'), /7\.csv\.gz/],
    ['a recording with a bad minute', gzipSync('minute,steps,hr,hr_n,sleep\n2016-04-12T25:00,1,,,\n'), /7\.csv\.gz.*2/],
  ])(
    '%s',
    async (_, content, naming) => {
      writeFileSync(join(folder, '7.csv.gz'), content);
      const state = join(folder, 'state');
      const { code, stdout, stderr } = await startDemo(
        '--once',
        '--json',
        '--employees',
        '1',
        '--replay',
        folder,
        '--state',
        state,
      ).finished;
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(sentences(stderr)).toEqual([expect.stringMatching(naming)]);
    },
    TIMEOUT,
  );

  it('an unknown option', async () => {
    const { code, stderr } = await startDemo('--once', '--colour', 'red').finished;
    expect(code).toBe(1);
    expect(sentences(stderr)).toEqual([expect.stringContaining('--colour')]);
  });

  it(
    'a port that another program has',
    async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const { code, stderr } = await startDemo('--once', '--port', String(port)).finished;
      server.close();
      expect(code).toBe(1);
      expect(sentences(stderr)).toEqual([expect.stringContaining(`Port ${port} is in use`)]);
    },
    TIMEOUT,
  );

  it('a folder with a run of other people', async () => {
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ version: 1, options: 'others' }));
    const { code, stderr } = await startDemo('--once', '--state', folder).finished;
    expect(code).toBe(1);
    expect(sentences(stderr)).toEqual([expect.stringContaining('other people')]);
  });
});

/** Where a run keeps what each medium had: files, log lines, packets, answers, cores. */
const MEDIA = ['leak.bin', 'logs/leak.log', 'recorded/9999 broker', 'recorded/9999 answer', 'cores/leak/core'];

describe('the check for plaintext', () => {
  it(
    'sees nothing in files, lines, packets, answers and cores while a person is read, coached, erased and withdraws',
    async () => {
      const args = ['--coached', '--employees', '1', '--days', '1', '--state', folder];
      const { checks } = await runOnce(...args);
      expect(Object.values(checks)).not.toContain(false);
      const kept = readdirSync(folder, { recursive: true }).map(String);
      for (const medium of ['broker', 'answer-to-administrator', 'what-an-auditor-is-shown']) {
        expect(kept.filter((name) => name.startsWith('recorded/') && name.includes(medium))).not.toEqual([]);
      }
      if (readFileSync('/proc/sys/kernel/core_pattern', 'utf8').startsWith('core')) {
        const services = ['anchor', 'broker', 'coach-api', 'witness-university', 'witness-works-council'];
        const cores = kept.filter((name) => name.startsWith('cores/') && name.includes('/core'));
        expect(cores.map((name) => name.split('/')[1]).sort()).toEqual(services);
      }
    },
    2 * TIMEOUT,
  );

  it(
    'fails the run when a marker value lies in any medium outside the vault',
    async () => {
      const canary = randomBytes(24);
      const options = JSON.stringify({ employees: 1, days: 1, replay: null, seed: 1 });
      const manifest = {
        version: 1,
        options,
        started: Math.floor(Date.now() / 1000),
        coachToken: 'c',
        adminToken: 'a',
      };
      writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, canary: canary.toString('hex') }));
      const steps = [...canary].slice(0, 12).map((byte) => 1 + (byte % 200));
      for (const medium of MEDIA) {
        mkdirSync(dirname(join(folder, medium)), { recursive: true });
        writeFileSync(join(folder, medium), Buffer.from(steps));
      }
      const args = ['--once', '--employees', '1', '--days', '1', '--state', folder];
      const { code, stderr } = await startDemo(...args).finished;
      expect(code).toBe(1);
      expect(stderr).toContain('check failed: noPlaintextOutsideEdgeAndCoach');
      for (const medium of MEDIA) expect(stderr).toContain(`steps as bytes seen in ${medium}`);
    },
    TIMEOUT,
  );
});

describe('the demo without --once', () => {
  it(
    'says where to look, answers there, and ends every process on Ctrl-C with exit code 0',
    async () => {
      const run = startDemo('--employees', '2', '--days', '1', '--state', folder);
      const said: string[] = [];
      run.process.stderr?.on('data', (part: string) => said.push(part));
      await until(run, 'it says where to look', () => said.join('').includes('the log as files'));
      const [, token, url] = /Bearer (\S+)' (http\S+\/v1\/people)\n/.exec(said.join('')) ?? [];
      const people = async (): Promise<number> => {
        const response = await fetch(String(url), { headers: { authorization: `Bearer ${token}` } });
        const { people: sharing }: { people: unknown[] } = JSON.parse(await response.text());
        return sharing.length;
      };
      await expect.poll(people, { timeout: 30_000 }).toBe(2);
      const children = childrenOf(run.process.pid ?? 0, 'dist/main.js');
      expect(children.length).toBeGreaterThanOrEqual(6);
      run.process.kill('SIGINT');
      expect(await run.finished).toMatchObject({ code: 0 });
      expect(childrenOf(run.process.pid ?? 0, 'dist/main.js')).toEqual([]);
      for (const pid of children) expect(() => process.kill(pid, 0)).toThrow();
    },
    TIMEOUT,
  );
});
