import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeVkey, noteSigner } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendAll, leavesOf, ORIGIN } from '../../test/kit.js';
import { runToEnd } from '../../test/processes.js';
import { createRotatingKit, type RotatingKit } from '../../test/rotating-kit.js';
import { historyOf, newestOf } from './history.js';
import { keepHistory, readKeptHistory } from './kept-history.js';

let kit: RotatingKit;

beforeAll(() => sodium.ready);
beforeEach(async () => {
  kit = createRotatingKit();
  const before = kit.open(historyOf(kit.policyText), [kit.signer]);
  await before.publication.prepare();
  await appendAll(before, leavesOf(0, 30));
  before.store.close();
  const after = kit.open(kit.rotatedLog(), [kit.signer, kit.newLog]);
  await after.publication.prepare();
  await appendAll(
    after,
    kit.rotatedLog().successors.map(({ leaf }) => leaf),
  );
  after.store.close();
  mkdirSync(at('witness'));
  const settings = { port: 7380, key: 'witness.key', logs: 'logs.policy', state: 'state.json' };
  writeFileSync(at('witness', 'witness.json'), JSON.stringify(settings));
  writeFileSync(at('held'), kit.policyText);
});
afterEach(() => kit.remove());

const at = (...parts: string[]): string => join(kit.folder, ...parts);
const text = (...parts: string[]): string => readFileSync(at(...parts), 'utf8');
const follow = (file: string, ...more: string[]) =>
  runToEnd('log-admin/main.js', ['policy', 'follow', '--log', at('log'), '--policy', file, ...more]);
const withWitness = () => follow(at('held'), '--config', at('witness', 'witness.json'));
const logs = (...lines: string[]): void => {
  writeFileSync(at('witness', 'logs.policy'), [...lines, 'quorum none', ''].join('\n'));
};
const oldKey = (): string => encodeVkey(kit.signer.key);
const newKey = (): string => encodeVkey(kit.newLog.key);

describe('the command "policy follow"', () => {
  it('does not take a file for the newest policy that stands nowhere in the history of the log', async () => {
    logs(`log ${oldKey()}`);
    writeFileSync(at('commented'), `# ours\n${kit.policyText}`);
    for (const file of [at('witness', 'logs.policy'), at('commented')]) {
      const before = readFileSync(file, 'utf8');
      const ended = await follow(file);
      expect(ended).toMatchObject({ code: 1, stdout: '' });
      expect(ended.stderr).toMatch(/^\S+ stands nowhere among the policies of this log[^\n]+--config\.\n$/);
      expect([readFileSync(file, 'utf8'), existsSync(`${file}.history`)]).toEqual([before, false]);
    }
  });

  it('brings the logs of a witness up to date by the policy that it holds, and keeps the history for its evidence', async () => {
    logs('# one of ours', `log ${oldKey()} https://log.example`);
    const first = await withWitness();
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('is now policy 1. Start your witness anew'),
    });
    expect(text('witness', 'logs.policy')).toBe(`# one of ours\nlog ${newKey()} https://log.example\nquorum none\n`);
    expect(text('held')).toBe(newestOf(kit.rotatedLog()).text);
    expect(readKeptHistory(at('witness', 'logs.policy'))?.policies.statements).toHaveLength(1);
    expect(await withWitness()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('the newest one of the log'),
    });
  });

  it('goes on where it was killed between the policy and the logs of the witness', async () => {
    logs(`log ${oldKey()}`);
    await follow(at('held'));
    expect(text('held')).toBe(newestOf(kit.rotatedLog()).text);
    const ended = await withWitness();
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('Start your witness anew') });
    expect(text('witness', 'logs.policy')).toBe(`log ${newKey()}\nquorum none\n`);
  });

  it('gives a witness that has the whole policy for its logs the whole new one', async () => {
    cpSync(at('held'), at('witness', 'logs.policy'));
    expect(await withWitness()).toMatchObject({ code: 0 });
    expect(text('witness', 'logs.policy')).toBe(newestOf(kit.rotatedLog()).text);
  });

  it('changes no file where the witness has another key of the log than its policies, or not the log', async () => {
    const keyOf = (name: string): string => encodeVkey(noteSigner(name, 1, new Uint8Array(32).fill(9)).key);
    for (const [line, why] of [
      [`log ${keyOf(ORIGIN)}`, /by \S+, which its policies up to the one that stands do not/],
      [`log ${keyOf('other.example')}`, /does not name the log/],
    ] as const) {
      logs(line);
      const ended = await withWitness();
      expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(why) });
      expect(text('witness', 'logs.policy')).toBe(`${line}\nquorum none\n`);
      expect(text('held')).toBe(kit.policyText);
    }
  });

  it('keeps a history whole, of which another log or a crash left more', async () => {
    logs(`log ${oldKey()}`);
    await withWitness();
    const file = at('witness', 'logs.policy');
    cpSync(`${file}.history/1`, `${file}.history/2`);
    mkdirSync(at('witness', '.logs.policy.history.tmp'));
    writeFileSync(at('witness', '.logs.policy.history.tmp', '3'), 'half');
    expect(() => readKeptHistory(file)).toThrow(expect.objectContaining({ code: 'bad-policy' }));
    const { first, successors } = kit.rotatedLog();
    const statements = successors.map(({ statement }) => statement);
    keepHistory(file, { first: new TextEncoder().encode(first.text), statements });
    expect(readdirSync(`${file}.history`)).toEqual(['0', '1']);
    expect(readKeptHistory(file)?.policies.statements).toHaveLength(1);
  });
});
