import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliKit, createCliKit } from '../../test/cli-kit.js';
import { NOW } from '../../test/kit.js';
import { rewriteEntry } from '../../test/log-attacks.js';
import { type MemoryLog, writeLog } from '../../test/memory-log.js';
import type { Check } from './check.js';
import { runCli } from './cli.js';
import { FindingError } from './finding-error.js';

let kit: CliKit;
let log: MemoryLog;
const at: CliKit['at'] = (...parts) => kit.at(...parts);
const run: CliKit['run'] = (...args) => kit.run(...args);

beforeAll(async () => {
  kit = await createCliKit();
  log = kit.log;
});
afterAll(() => kit.remove());

describe('fit4work-verify log', () => {
  it('says sound with what it found, with and without its name, in Dutch first and in English when asked', async () => {
    const sound = await run(['log', at('log')]);
    const witnesses = { council: NOW, university: NOW, city: NOW };
    expect(sound.json).toMatchObject({ verdict: 'sound', size: 700, blocks: 5, from: 0, witnesses });
    expect(await run([at('log')])).toEqual(sound);
    expect((await run([at('log')], { json: false })).text).toMatch(
      /^In orde\. 696 bladeren in 5 blokken, medeondertekend door council, university, city\. Wortel [0-9a-f]{64}\.\n$/,
    );
    expect((await run([at('log'), '--language', 'en'], { json: false })).text).toMatch(
      /^Sound\. 696 leaves in 5 blocks/,
    );
  });

  it('says between which entries it was rewritten up to the root, and by another copy which one', async () => {
    writeLog(at('rewritten'), await rewriteEntry(log, 450, 'root'));
    const range = await run(['log', at('rewritten')]);
    const path = 'tile/entries/001';
    const place = { path: 'tile/entries/000', index: 0, other: 700, byBlocks: [300, 600] };
    expect(range.json).toMatchObject({ verdict: 'unsound', kind: 'rewritten', ...place });
    const exact = await run(['log', at('rewritten'), '--log', at('log')]);
    expect(exact.json).toMatchObject({ verdict: 'unsound', kind: 'wrong-entry', path, index: 450 });
    const said = async (...more: string[]) => (await run(['log', at('rewritten'), ...more], { json: false })).text;
    expect(await said()).toMatch(
      /^Niet in orde\. .* op een plaats van 0 tot en met 699, .* zijn blokken, .* van 300 tot en met 599; .*\(--log\) zegt welke\.\n$/,
    );
    expect(await said('--language', 'en')).toMatch(
      /one from index 0 to 699, .* its blocks, .* one from index 300 to 599; another copy \(--log\) tells which\.\n$/,
    );
  });

  it('says unsound with the exact place, in either language', async () => {
    const bad = log.fork();
    bad.files.set('tile/0/001', log.file('tile/0/001').with(70, 0));
    writeLog(at('bad'), bad.files);
    const reason = 'The tile tile/0/001 has a wrong hash at place 2.';
    expect((await run([at('bad')])).json).toEqual({
      verdict: 'unsound',
      kind: 'wrong-hash',
      path: 'tile/0/001',
      index: 2,
      reason,
    });
    expect((await run([at('bad')], { json: false })).text).toBe(
      'Niet in orde. De tegel tile/0/001 heeft een verkeerde hash op plaats 2.\n',
    );
    expect((await run([at('bad'), '--language=en'], { json: false })).text).toBe(`Unsound. ${reason}\n`);
  });

  it('cannot tell without a log, a checkpoint, a policy or a right command line', async () => {
    mkdirSync(at('empty'));
    writeFileSync(at('no-policy'), 'logs\n');
    expect((await run([at('nowhere')])).json).toMatchObject({ verdict: 'unknown', kind: 'not-a-source' });
    expect((await run([at('empty')])).json).toMatchObject({ verdict: 'unknown', kind: 'no-checkpoint' });
    const line = (...args: string[]) => runCli(args, { clock: () => NOW, checks: [] });
    for (const [args, kind] of [
      [['log', at('log'), '--policy', at('no-policy')], 'bad-policy'],
      [['log', at('log'), '--policy', at('nowhere')], 'bad-policy'],
      [['log', at('log')], 'bad-argument'],
      [['log', at('log'), at('log'), '--policy', at('policy')], 'bad-argument'],
      [['log', at('log'), '--policy', at('policy'), '--unknown'], 'bad-argument'],
      [['sample', at('log'), '--policy', at('policy'), '--count', '0', '--seed', 'x'], 'bad-argument'],
      [['proof', at('good.tlog-proof'), '--policy', at('policy')], 'bad-argument'],
      [['proof', at('good.tlog-proof'), '--policy', at('policy'), '--leaf', 'ab'], 'bad-argument'],
      [['log', 'http://127.0.0.1:1', '--policy', at('policy')], 'unreadable'],
    ] as const) {
      const { verdict } = await line(...args, '--json');
      expect([args, verdict?.judgement, verdict?.json.kind]).toEqual([args, 'unknown', kind]);
    }
  }, 20_000);

  it('prints help in either language, and no verdict with it', async () => {
    const help = async (...args: string[]) => runCli(args, { clock: () => NOW, checks: [] });
    const dutch = await help('--help');
    expect([dutch.verdict, dutch.text.includes('Voorbeelden:')]).toEqual([undefined, true]);
    expect((await help('log', '--help', '--language', 'en')).text).toContain('the folder of the log, or its address');
  });

  it('runs further checks of a sound log, whose findings are findings about it', async () => {
    const check: Check = {
      name: 'hours',
      run: async ({ read }, report) => ({
        sentence: { nl: 'Uren in orde.', en: 'Hours are right.' },
        json: { size: report.size, there: (await read('checkpoint')) !== undefined },
      }),
    };
    expect((await run([at('log')], { checks: [check] })).json).toMatchObject({ hours: { size: 700, there: true } });
    expect((await run([at('log')], { checks: [check], json: false })).text).toContain('Uren in orde.');
    const failing: Check = {
      name: 'hours',
      run: () => Promise.reject(new FindingError({ kind: 'failed-check', path: 'stamps/700.tsr', detail: 'No.' })),
    };
    expect((await run([at('log')], { checks: [failing] })).json).toMatchObject({
      verdict: 'unsound',
      path: 'stamps/700.tsr',
    });
  });
});

describe('fit4work-verify log with a state', () => {
  it('walks only what is new, and says that it did not look at the rest', async () => {
    const state = at('state.json');
    expect((await run([at('early'), '--state', state])).json).toMatchObject({ verdict: 'sound', size: 300, from: 0 });
    const damaged = log.fork();
    damaged.files.set('tile/entries/000', new Uint8Array(0));
    writeLog(at('old-part-gone'), damaged.files);
    const next = await run([at('old-part-gone'), '--state', state]);
    expect(next.json).toMatchObject({ verdict: 'sound', size: 700, blocks: 5, from: 300 });
    expect((await run([at('log'), '--state', state], { json: false })).text).toContain(
      'De eerste 700 plaatsen zijn eerder',
    );
  });

  it('finds a leaf that was changed before the place where it goes on, in the bundle that grew', async () => {
    const state = at('grown.json');
    await run([at('early'), '--state', state]);
    const changed = log.fork();
    changed.files.set('tile/entries/001', log.file('tile/entries/001').with(2 + 34 * 9, 0xff));
    writeLog(at('changed-before'), changed.files);
    const found = await run([at('changed-before'), '--state', state]);
    expect(found.json).toMatchObject({ verdict: 'unsound', kind: 'other-leaf', path: 'tile/entries/001', index: 265 });
  });

  it('finds a rollback and a fork, keeps the evidence, and leaves the state as it was', async () => {
    const state = at('held.json');
    await run([at('log'), '--state', state]);
    const before = readFileSync(state, 'utf8');
    const rollback = await run([at('early'), '--state', state]);
    expect(rollback.json).toMatchObject({ verdict: 'unknown', kind: 'rollback', index: 300, other: 700 });
    expect((await run(['evidence', String(rollback.json.evidence)])).json).toMatchObject({ verdict: 'unknown' });
    const fork = await run([at('other'), '--state', at('early.json')]);
    expect(fork.judgement).toBe('sound');
    const forked = await run([at('log'), '--state', at('early.json')]);
    expect(forked.json).toMatchObject({ verdict: 'unsound', kind: 'fork', index: 700, other: 660 });
    expect((await run(['evidence', String(forked.json.evidence)])).json).toMatchObject({
      verdict: 'unsound',
      relation: 'contradictory',
      sizes: [660, 700],
    });
    expect(readFileSync(state, 'utf8')).toBe(before);
  });

  it('convicts a fork that is shown at a smaller size by another copy, then or from its evidence', async () => {
    const state = at('ahead.json');
    await run(['log', at('log'), '--state', state]);
    const shown = await run(['log', at('other'), '--state', state]);
    expect(shown.json).toMatchObject({ verdict: 'unknown', kind: 'rollback', index: 660, other: 700 });
    expect(shown.json.reason).toContain('or of another past');
    const bundle = String(shown.json.evidence);
    expect(existsSync(join(bundle, 'proof'))).toBe(false);
    expect(readFileSync(join(bundle, 'about.txt'), 'utf8')).toContain('no proof of that');
    expect((await run(['evidence', bundle, '--language', 'en'], { json: false })).text).toMatch(
      /^Could not tell\. The bundle has no proof .* give another copy of the log by --log/,
    );
    const convicted = { verdict: 'unsound', relation: 'contradictory', sizes: [700, 660] };
    expect((await run(['evidence', bundle, '--log', at('log')])).json).toMatchObject(convicted);
    expect((await run(['evidence', bundle, '--log', at('early')])).json).toMatchObject({
      verdict: 'unknown',
      kind: 'missing-file',
    });
    const fork = await run(['log', at('other'), '--state', state, '--log', at('log')]);
    expect(fork.json).toMatchObject({ verdict: 'unsound', kind: 'fork', index: 660, other: 700 });
    expect((await run(['evidence', String(fork.json.evidence)])).json).toMatchObject(convicted);
  });

  it('convicts nobody for an older checkpoint of the same past, whichever copy shows the path', async () => {
    const state = at('older.json');
    await run(['log', at('log'), '--state', state]);
    for (const copy of ['log', 'other', 'early']) {
      const shown = await run(['log', at('early'), '--state', state, '--log', at(copy)]);
      expect(shown.json, copy).toMatchObject({ verdict: 'unknown', kind: 'rollback', index: 300 });
      const relation = copy === 'log' ? 'consistent' : 'undecided';
      expect((await run(['evidence', String(shown.json.evidence)])).json, copy).toMatchObject({ relation });
    }
  });

  it('says unsound of a fork though its evidence cannot be written', async () => {
    const state = at('unwritten.json');
    await run([at('other'), '--state', state]);
    writeFileSync(at('a-file'), '');
    const line = [
      'log',
      at('log'),
      '--state',
      state,
      '--policy',
      at('policy'),
      '--evidence',
      at('a-file', 'below'),
      '--json',
    ];
    const { verdict, text } = await runCli(line, { clock: () => NOW, checks: [] });
    expect([verdict?.judgement, JSON.parse(text).evidence]).toEqual(['unsound', null]);
  });

  it('is not taken back by a run that began earlier and ends later, which keeps others from the state until then', async () => {
    const state = at('overlapping.json');
    let during: Awaited<ReturnType<typeof run>> | undefined;
    const check: Check = {
      name: 'meanwhile',
      run: async () => {
        during = await run(['log', at('log'), '--state', state]);
        return { sentence: { nl: '', en: '' }, json: null };
      },
    };
    const slow = await run(['log', at('early'), '--state', state], { checks: [check] });
    expect(slow.json).toMatchObject({ verdict: 'sound', size: 300 });
    expect(during?.json).toMatchObject({ verdict: 'unknown', kind: 'busy-state', path: state });
    expect((await run(['log', at('log'), '--state', state])).json).toMatchObject({ size: 700, from: 300 });
    expect((await run(['log', at('log'), '--state', at('new', 'state.json')])).json).toMatchObject({ size: 700 });
    expect((await run(['log', at('log'), '--state', at('record', 'state.json')])).json).toMatchObject({
      ...{ verdict: 'unknown', kind: 'bad-file' },
    });
  });

  it('refuses a state that was damaged or is of another log', async () => {
    const state = at('damaged.json');
    await run([at('log'), '--state', state]);
    const text = readFileSync(state, 'utf8');
    for (const changed of [
      text.replace('"block":"p', '"block":"q'),
      text.replace('\\n700\\n', '\\n701\\n'),
      text.replace('"version":1', '"version":2'),
      text.slice(0, -20),
      '[]',
      'null',
      JSON.stringify({ ...JSON.parse(text), block: '' }),
    ]) {
      writeFileSync(state, changed);
      expect((await run([at('log'), '--state', state])).json).toMatchObject({ verdict: 'unknown', kind: 'bad-state' });
      expect(readFileSync(state, 'utf8')).toBe(changed);
    }
  });
});
