import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cosign, entryHash, formatSignedCheckpoint, isSignatureOf, parseSignedCheckpoint } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBook } from '../../test/audit-kit.js';
import { appendAll, leavesOf, NOW, placedLeaves, quiet, type RunningLog } from '../../test/kit.js';
import { openMirror } from '../../test/mirror-kit.js';
import { runToEnd } from '../../test/processes.js';
import { createRotatingKit, type RotatingKit } from '../../test/rotating-kit.js';
import { auditPack } from '../audit/audit-pack.js';
import { runCli } from '../verify/cli.js';
import { folderReader } from '../verify/sources.js';
import { historyOf, newestOf, type PolicyHistory } from './history.js';
import { addLine, propose, unite } from './statement.js';

let kit: RotatingKit;
let log: RunningLog;

beforeAll(() => sodium.ready);
beforeEach(async () => {
  kit = createRotatingKit();
  log = kit.open(historyOf(kit.policyText), [kit.signer]);
  await log.publication.prepare();
  await appendAll(log, leavesOf(0, 300));
});
afterEach(() => {
  log.store.close();
  kit.remove();
});

const at = (...parts: string[]): string => join(kit.folder, ...parts);

/** Takes up a history of policies, and goes on without the old key of the log. */
async function rotate(history: PolicyHistory): Promise<void> {
  log.store.close();
  log = kit.open(history, [kit.signer, kit.newLog]);
  await log.publication.prepare();
  await appendAll(
    log,
    history.successors.map(({ leaf }) => leaf),
  );
  log.store.close();
  kit.trusted.splice(0, 1, ...newestOf(history).policy.logs);
  log = kit.open(history, [kit.newLog]);
  await log.publication.prepare();
  expect(await appendAll(log, placedLeaves(300, 700))).toBe('published');
}

async function run(...args: string[]): Promise<Record<string, unknown>> {
  const line = [...args, '--policy', at('policy'), '--json', '--language', 'en'];
  return JSON.parse((await runCli(line, { clock: () => NOW, checks: [] })).text);
}

/** Another statement 1 than the one that was followed, with as many signatures. */
function otherStatement(): Uint8Array {
  const history = historyOf(kit.policyText);
  const signers = [kit.signer, kit.newLog];
  const draft = propose(history, { to: kit.withNewLogKey(kit.policyText), time: NOW + 1, signers });
  const copies = kit.witnessKeys.map((signer) => addLine(history, draft, { signer, time: NOW }));
  return unite(history, copies).statement;
}

/** The log with one of its files changed. */
function lying(name: string, change: (text: string) => string | Uint8Array): string {
  const copy = at(`lying ${name.replaceAll('/', ' ')}`);
  cpSync(at('log'), copy, { recursive: true });
  writeFileSync(join(copy, name), change(readFileSync(join(copy, name), 'utf8')));
  return copy;
}

describe('the verifier with the first policy of a log', () => {
  it('finds a log sound from its first leaf though its key was changed, wholly, by sample and beside a copy', async () => {
    cpSync(at('log'), at('early'), { recursive: true });
    await rotate(kit.rotatedLog());
    expect(await run(at('log'))).toMatchObject({ verdict: 'sound', size: 702, from: 0 });
    expect(await run('sample', at('log'), '--count', '20', '--seed', 's')).toMatchObject({
      verdict: 'sound',
      size: 702,
    });
    expect(await run('compare', at('early'), at('log'))).toMatchObject({ verdict: 'sound', sizes: [300, 702] });
  });

  it('goes on from a state of before the change, and never back behind it', async () => {
    const state = ['--state', at('verify.json')];
    expect(await run(at('log'), ...state)).toMatchObject({ verdict: 'sound', size: 300 });
    cpSync(at('log'), at('early'), { recursive: true });
    await rotate(kit.rotatedLog());
    expect(await run(at('log'), ...state)).toMatchObject({ verdict: 'sound', size: 702, from: 300 });
    expect(await run(at('log'), ...state)).toMatchObject({ verdict: 'sound', size: 702, from: 702 });
    // The old key is not believed any more, whatever the log serves or hides.
    expect(await run(at('early'), ...state)).toMatchObject({ verdict: 'unknown', kind: 'bad-checkpoint' });
  });

  it('follows over two changes, from any policy in between', async () => {
    const history = kit.rotatedLog();
    await rotate(history);
    writeFileSync(at('policy'), newestOf(history).text);
    expect(await run(at('log'))).toMatchObject({ verdict: 'sound', size: 702 });
  });

  it.each([
    ['policies/1', (text: string) => text.replace('time ', 'time 1'), 'policies/1'],
    ['policies/1', () => 'nothing\n', 'policies/1'],
    ['policies/0', () => 'nothing\n', 'policies/0'],
    ['policies/1.tlog-proof', (text: string) => text.replace(/index [0-9]+/, 'index 7'), 'policies/1.tlog-proof'],
    ['policies/1.tlog-proof', () => 'nothing\n', 'policies/1.tlog-proof'],
  ])('cannot tell by %s when it does not verify, and names it', async (name, change, path) => {
    await rotate(kit.rotatedLog());
    expect(await run(lying(name, change))).toMatchObject({ verdict: 'unknown', kind: 'false-statement', path });
  });

  it('convicts a copy whose entries were rewritten, tiles with them, and accuses no statement of it', async () => {
    await rotate(kit.rotatedLog());
    const copy = at('rewritten');
    cpSync(at('log'), copy, { recursive: true });
    const [bundle, tile] = [join(copy, 'tile/entries/002.p/190'), join(copy, 'tile/0/002.p/190')];
    const entry = new Uint8Array(32).fill(0xab);
    const [entries, hashes] = [readFileSync(bundle), readFileSync(tile)];
    entries.set(entry, 34 * 7 + 2);
    hashes.set(entryHash(entry), 32 * 7);
    writeFileSync(bundle, entries);
    expect(await run(copy)).toMatchObject({ verdict: 'unsound', kind: 'wrong-entry', index: 519 });
    writeFileSync(tile, hashes);
    for (const line of [[copy], ['sample', copy, '--count', '5', '--seed', 's'], ['compare', copy, at('log')]]) {
      expect(await run(...line)).toMatchObject({ verdict: 'unsound', kind: 'wrong-root', path: 'checkpoint' });
    }
  });

  it('convicts a log that serves another statement under a number that was followed, and keeps both', async () => {
    const state = ['--state', at('verify.json'), '--evidence', at('evidence')];
    await rotate(kit.rotatedLog());
    expect(await run(at('log'), ...state)).toMatchObject({ verdict: 'sound', size: 702 });
    const bytes = otherStatement();
    const found = await run(
      lying('policies/1', () => bytes),
      ...state,
    );
    expect(found).toMatchObject({ verdict: 'unsound', kind: 'two-statements', path: 'policies/1', index: 1 });
    expect(await run('evidence', String(found.evidence))).toMatchObject({ verdict: 'unsound', numbers: [1, 1] });
    expect(
      await run(
        lying('policies/1', () => 'nothing\n'),
        ...state,
      ),
    ).toMatchObject({ verdict: 'unknown', kind: 'false-statement' });
  });

  it('is convicted by a fork over a change of its key, which holds under any policy of the log', async () => {
    const keep = ['--state', at('verify.json'), '--evidence', at('evidence')];
    expect(await run(at('log'), ...keep)).toMatchObject({ verdict: 'sound', size: 300 });
    await rotate(kit.rotatedLog());
    const [first, newest] = [kit.policyText, newestOf(kit.rotatedLog()).text];
    const other = createRotatingKit();
    const forked = other.open(kit.rotatedLog(), [other.signer, other.newLog]);
    await forked.publication.prepare();
    await appendAll(forked, [...leavesOf(5000, 5300), ...kit.rotatedLog().successors.map(({ leaf }) => leaf)]);
    await appendAll(forked, placedLeaves(5302, 5400));
    forked.store.close();
    const found = await run(join(other.folder, 'log'), ...keep);
    expect(found).toMatchObject({ verdict: 'unsound', kind: 'fork', other: 300 });
    const bundle = String(found.evidence);
    // One checkpoint by each key alone, whatever the log signed besides.
    const alone = (name: string, key: typeof kit.newLog.key): void => {
      const { note } = parseSignedCheckpoint(readFileSync(join(bundle, name)));
      const signatures = note.signatures.filter((one) => !isSignatureOf(key, one));
      writeFileSync(join(bundle, name), formatSignedCheckpoint({ text: note.text, signatures }));
    };
    alone('b.checkpoint', kit.signer.key);
    for (const text of [first, newest]) {
      writeFileSync(at('policy'), text);
      expect(await run('evidence', bundle)).toMatchObject({ verdict: 'unsound', relation: 'contradictory' });
    }
    cpSync(join(bundle, 'policies'), at('statements'), { recursive: true });
    rmSync(join(bundle, 'policies'), { recursive: true });
    expect(await run('evidence', bundle)).toMatchObject({ verdict: 'unknown', kind: 'bad-file' });
    const judged = await run('evidence', bundle, '--policies', at('statements'));
    expect(judged).toMatchObject({ verdict: 'unsound', relation: 'contradictory' });
    writeFileSync(at('policy'), first.replace('quorum independent', 'quorum council'));
    expect(await run('evidence', bundle, '--policies', at('statements'))).toMatchObject({
      ...{ verdict: 'unknown', kind: 'bad-file', path: 'policies/0' },
    });
    writeFileSync(at('statements', '1'), 'nothing\n');
    writeFileSync(at('policy'), first);
    expect(await run('evidence', bundle, '--policies', at('statements'))).toMatchObject({
      ...{ verdict: 'unknown', kind: 'false-statement', path: 'policies/1' },
    });
    other.remove();
  });

  it('does not take a statement for a change whose leaf is not in the log', async () => {
    const [one] = kit.rotatedLog().successors;
    writeFileSync(at('log', 'policies', '1'), one?.statement ?? '');
    expect(await run(at('log'))).toMatchObject({ verdict: 'sound', size: 300 });
  });

  it('verifies a pack that was made after the change', async () => {
    const history = kit.rotatedLog();
    const { policy } = newestOf(history);
    const { book, noting, portsOf } = openBook({ folder: at(), policy, signer: kit.newLog, number: 1 }, () => NOW + 1);
    const open = kit.open;
    kit = {
      ...kit,
      open: (some, signers) => open(some, signers, noting),
    };
    await rotate(history);
    const day = new Date(NOW * 1000).toISOString().slice(0, 10);
    const clock = (): number => NOW + 2 * 86_400;
    const pack = await auditPack({ ...portsOf(log), clock }, { from: day, until: day });
    await writeFile(at('pack.tar'), pack);
    book.close();
    expect(await run('pack', at('pack.tar'))).toMatchObject({ verdict: 'sound', size: 702 });
  });
});

describe('the command "policy follow"', () => {
  /** The witnesses vouch for what is out at another time than they did. */
  function recosigned(time: number): void {
    const { note } = parseSignedCheckpoint(new Uint8Array(readFileSync(at('log', 'checkpoint'))));
    const own = note.signatures.filter((line) => isSignatureOf(kit.newLog.key, line));
    const lines = kit.witnessKeys.map((key) => cosign(note.text, time, key));
    writeFileSync(at('log', 'checkpoint'), formatSignedCheckpoint({ text: note.text, signatures: [...own, ...lines] }));
  }

  it('follows nothing that its witnesses vouch for from a time to come', async () => {
    const history = kit.rotatedLog();
    await rotate(history);
    const follow = () =>
      runToEnd('log-admin/main.js', ['policy', 'follow', '--log', at('log'), '--policy', at('policy')]);
    const now = Math.floor(Date.now() / 1000);
    recosigned(now + 2 * 86_400);
    expect(await follow()).toMatchObject({ code: 1, stdout: '' });
    expect(readFileSync(at('policy'), 'utf8')).toBe(kit.policyText);
    recosigned(now);
    expect(await follow()).toMatchObject({ code: 0 });
    expect(readFileSync(at('policy'), 'utf8')).toBe(newestOf(history).text);
  });
});

describe('a mirror with the first policy of a log', () => {
  const keys = () => ({
    log: kit.signer,
    witnesses: kit.witnessKeys,
    policy: kit.policy,
    policyText: kit.policyText,
  });
  const start = () => openMirror(at('mirror'), keys(), { source: folderReader(at('log')), journal: quiet });

  it('follows, serves what it followed with, and starts again', async () => {
    mkdirSync(at('mirror'));
    const { mirror, copy } = await start();
    expect(await mirror.attempt()).toBe('advanced');
    await rotate(kit.rotatedLog());
    expect(await mirror.attempt()).toBe('advanced');
    for (const name of ['policy', 'policies/0', 'policies/1', 'policies/1.tlog-proof']) {
      expect(readFileSync(join(copy, name)), name).toEqual(readFileSync(at('log', name)));
    }
    expect(await run(copy)).toMatchObject({ verdict: 'sound', size: 702 });
    const again = await start();
    expect(again.mirror.status()).toMatchObject({ size: 702 });
    expect(await again.mirror.attempt()).toBe('current');
  });

  it('raises the alarm at another statement under a number that it followed, and keeps both', async () => {
    await rotate(kit.rotatedLog());
    mkdirSync(at('mirror'));
    expect(await (await start()).mirror.attempt()).toBe('advanced');
    const bytes = otherStatement();
    const source = folderReader(lying('policies/1', () => bytes));
    const { mirror } = await openMirror(at('mirror'), keys(), { source });
    expect(await mirror.attempt()).toBe('alarm');
    expect(mirror.status()).toMatchObject({ state: 'alarm', evidence: 1, finding: { kind: 'two-statements' } });
  });

  it('refuses a false statement by its place, and what is signed by the old key once it followed', async () => {
    cpSync(at('log'), at('early'), { recursive: true });
    await rotate(kit.rotatedLog());
    const source = folderReader(lying('policies/1', () => 'nothing\n'));
    const refusing = await openMirror(at('other'), keys(), { source });
    expect(await refusing.mirror.attempt()).toBe('refused');
    expect(refusing.mirror.status().finding).toMatchObject({ kind: 'false-statement', path: 'policies/1' });
    const { mirror } = await start();
    await mirror.attempt();
    const back = await openMirror(at('mirror'), keys(), { source: folderReader(at('early')) });
    expect(await back.mirror.attempt()).toBe('refused');
    expect(back.mirror.status()).toMatchObject({ size: 702, finding: { kind: 'bad-checkpoint' } });
  });
});

describe('what witnesses remember of before a change of the log’s key', () => {
  it('keeps an older state from going on under the new key', async () => {
    for (const name of ['state', 'log']) cpSync(at(name), at(`${name}-old`), { recursive: true });
    await appendAll(log, placedLeaves(300, 320));
    log.store.close();
    for (const name of ['state', 'log']) cpSync(at(`${name}-old`), at(name), { recursive: true, force: true });
    log = kit.open(kit.rotatedLog(), [kit.signer, kit.newLog]);
    await expect(log.publication.prepare()).rejects.toMatchObject({ code: 'older-state' });
  });
});
