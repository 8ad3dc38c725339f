import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  formatSignedCheckpoint,
  isSignatureOf,
  parseSignedCheckpoint,
  parseSignedPolicyStatement,
} from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, History } from '../../test/history.js';
import { appendAll, leafOf, leavesOf, NOW, quiet, type RunningLog } from '../../test/kit.js';
import { bundlesOf, openMirror } from '../../test/mirror-kit.js';
import { runToEnd } from '../../test/processes.js';
import { createRotatingKit, type RotatingKit } from '../../test/rotating-kit.js';
import { readPolicy } from '../adapters/policy-file.js';
import { EvidenceFolder } from '../evidence/evidence-folder.js';
import { runCli } from '../verify/cli.js';
import { folderReader } from '../verify/sources.js';
import { buildWitnessApp } from '../witness/app.js';
import { WitnessStateFile } from '../witness/state-file.js';
import { StatementMemory } from '../witness/statement-memory.js';
import { cosignOnce } from './cosign-once.js';
import { historyOf, newestOf } from './history.js';
import { readKeptHistory } from './kept-history.js';
import { addLine, propose } from './statement.js';

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

/** Takes up the new key of the log, and puts the statement of it into the log. */
async function rotate(): Promise<void> {
  log.store.close();
  log = kit.open(kit.rotatedLog(), [kit.signer, kit.newLog]);
  await log.publication.prepare();
  await appendAll(
    log,
    kit.rotatedLog().successors.map(({ leaf }) => leaf),
  );
}

/** Leaves no signature of the log's first key in a bundle's second checkpoint, so that its new key alone accuses it. */
function keepNewKeyAlone(bundle: string): void {
  const { note } = parseSignedCheckpoint(new Uint8Array(readFileSync(join(bundle, 'b.checkpoint'))));
  const signatures = note.signatures.filter((line) => !isSignatureOf(kit.signer.key, line));
  writeFileSync(join(bundle, 'b.checkpoint'), formatSignedCheckpoint({ text: note.text, signatures }));
}

/** What the verifier finds of a bundle by one policy of the log, offline. */
async function judged(bundle: string, policy: string): Promise<Record<string, unknown>> {
  writeFileSync(at('given'), policy);
  const args = ['evidence', bundle, '--policy', at('given'), '--json'];
  return JSON.parse((await runCli(args, { clock: () => NOW, checks: [] })).text);
}

const bothPolicies = (): string[] => [kit.policyText, newestOf(kit.rotatedLog()).text];
const CONVICTED = { verdict: 'unsound', relation: 'contradictory' };

describe('evidence over a change of the log’s key', () => {
  it('that a mirror keeps of a fork convicts under the policy of before and of after, offline', async () => {
    const keys = { log: kit.signer, witnesses: kit.witnessKeys, policy: kit.policy, policyText: kit.policyText };
    mkdirSync(at('mirror'));
    const first = await openMirror(at('mirror'), keys, { source: folderReader(at('log')) });
    expect(await first.mirror.attempt()).toBe('advanced');
    const other = createRotatingKit();
    const forked = other.open(kit.rotatedLog(), [other.signer, other.newLog]);
    await forked.publication.prepare();
    const statements = kit.rotatedLog().successors.map(({ leaf }) => leaf);
    await appendAll(forked, [...leavesOf(5000, 5300), ...statements]);
    forked.store.close();
    const mirror = await openMirror(at('mirror'), keys, { source: folderReader(join(other.folder, 'log')) });
    expect(await mirror.mirror.attempt()).toBe('alarm');
    const [bundle = ''] = bundlesOf(mirror);
    expect(readdirSync(join(bundle, 'policies'))).toEqual(['0', '1']);
    keepNewKeyAlone(bundle);
    for (const policy of bothPolicies()) expect(await judged(bundle, policy)).toMatchObject(CONVICTED);
    rmSync(join(bundle, 'policies'), { recursive: true });
    expect(await judged(bundle, kit.policyText)).toMatchObject({ verdict: 'unknown', kind: 'bad-file' });
    other.remove();
  });

  it('that a mirror keeps of what it had followed has those policies, also where the fork shows none', async () => {
    await rotate();
    const keys = { log: kit.signer, witnesses: kit.witnessKeys, policy: kit.policy, policyText: kit.policyText };
    mkdirSync(at('mirror'));
    const first = await openMirror(at('mirror'), keys, { source: folderReader(at('log')) });
    expect(await first.mirror.attempt()).toBe('advanced');
    const other = createRotatingKit();
    const forked = other.open(kit.rotatedLog(), [other.signer, other.newLog]);
    await forked.publication.prepare();
    const statements = kit.rotatedLog().successors.map(({ leaf }) => leaf);
    await appendAll(forked, [...leavesOf(5000, 5400), ...statements]);
    forked.store.close();
    rmSync(join(other.folder, 'log', 'policies'), { recursive: true });
    const mirror = await openMirror(at('mirror'), keys, { source: folderReader(join(other.folder, 'log')) });
    expect(await mirror.mirror.attempt()).toBe('alarm');
    const [bundle = ''] = bundlesOf(mirror);
    keepNewKeyAlone(bundle);
    for (const policy of bothPolicies()) expect(await judged(bundle, policy)).toMatchObject(CONVICTED);
    other.remove();
  });

  it('that a witness keeps after "policy follow" convicts under the policy of before and of after, offline', async () => {
    const [council] = kit.witnessKeys;
    if (council === undefined) throw new RangeError('there is no council');
    const post = (payload: Buffer) => {
      const history = readKeptHistory(at('policy'));
      const state = new WitnessStateFile(at('own.json'), council.key);
      const evidence = new EvidenceFolder(at('evidence'));
      const { logs } = readPolicy(at('policy')).policy;
      const options = { signer: council, logs, history, state, evidence, clock: () => NOW, journal: quiet };
      return buildWitnessApp(options).inject({ method: 'POST', url: '/add-checkpoint', payload });
    };
    writeFileSync(at('policy'), kit.policyText);
    expect((await post(await new History(kit.signer, 40, leafOf).request(0, 11))).statusCode).toBe(200);
    await rotate();
    const follow = () =>
      runToEnd('log-admin/main.js', ['policy', 'follow', '--log', at('log'), '--policy', at('policy')]);
    expect(await follow()).toMatchObject({ code: 0 });
    const other = new History(kit.newLog, 40, (n) => leafOf(n + 1000));
    expect((await post(bodyOf('11', [], await other.note(11)))).statusCode).toBe(409);
    const [name = ''] = readdirSync(at('evidence'));
    for (const policy of bothPolicies()) expect(await judged(at('evidence', name), policy)).toMatchObject(CONVICTED);
    // Once more: nothing changes. A history that was lost comes back.
    rmSync(at('policy.history'), { recursive: true });
    expect(await follow()).toMatchObject({ code: 0, stdout: expect.stringContaining('is the newest one') });
    expect(readKeptHistory(at('policy'))?.policies.statements).toHaveLength(1);
    writeFileSync(at('policy.history', '1'), 'nothing\n');
    expect(() => readKeptHistory(at('policy'))).toThrow(expect.objectContaining({ code: 'bad-policy' }));
  });

  it('keeps no history where a log never changed its policy', async () => {
    const line = ['policy', 'follow', '--log', at('log'), '--policy', at('policy')];
    writeFileSync(at('policy'), kit.policyText);
    expect(await runToEnd('log-admin/main.js', line)).toMatchObject({ code: 0 });
    expect(existsSync(at('policy.history'))).toBe(false);
    expect(readKeptHistory(at('policy'))).toBeUndefined();
  });

  it('of two statements has those that lead to the policy before them, and not the two', async () => {
    const history = kit.rotatedLog();
    const draft = (time: number): Uint8Array =>
      propose(history, { to: `# ${time}\n${newestOf(history).text}`, time, signers: [kit.newLog] });
    const [council, university] = kit.witnessKeys;
    if (council === undefined || university === undefined) throw new RangeError('there are no witnesses');
    const memory = () => new StatementMemory(at('statements'), council.key);
    const evidence = new EvidenceFolder(at('evidence'));
    const by = { signer: council, time: NOW };
    memory().put(cosignOnce({ memory: memory(), evidence, history }, draft(NOW), by));
    const other = addLine(history, draft(NOW + 1), { signer: university, time: NOW });
    expect(parseSignedPolicyStatement(other).statement.number).toBe(2);
    expect(() => cosignOnce({ memory: memory(), evidence, history }, other, by)).toThrow(/folder of evidence/);
    const [name = ''] = readdirSync(at('evidence'));
    expect(readdirSync(at('evidence', name, 'policies'))).toEqual(['0', '1']);
    for (const policy of bothPolicies()) {
      expect(await judged(at('evidence', name), policy)).toMatchObject({ ...CONVICTED, numbers: [2, 2] });
    }
  });
});
