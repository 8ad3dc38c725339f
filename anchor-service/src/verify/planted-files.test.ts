import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatSignedCheckpoint, isSignatureOf, parseSignedCheckpoint } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAll, leavesOf, temporaryFolder } from '../../test/kit.js';
import { MemoryLog, makeKeys } from '../../test/memory-log.js';
import { createRotatingKit, type RotatingKit } from '../../test/rotating-kit.js';
import { runCli } from './cli.js';

const { path: folder, remove } = temporaryFolder();
let policyText = '';
let log: MemoryLog;
let other: MemoryLog;

beforeAll(async () => {
  await sodium.ready;
  const keys = makeKeys();
  policyText = keys.policyText;
  writeFileSync(join(folder, 'policy'), policyText);
  log = await new MemoryLog(keys).grow(0, 300);
  other = await new MemoryLog(keys).grow(1000, 300);
});
afterAll(remove);

async function judge(name: string, planted: Readonly<Record<string, string>>, b = other): Promise<Verdict> {
  const bundle = join(folder, name);
  mkdirSync(join(bundle, 'policies'), { recursive: true });
  writeFileSync(join(bundle, 'a.checkpoint'), log.file('checkpoint'));
  writeFileSync(join(bundle, 'b.checkpoint'), b.file('checkpoint'));
  for (const [file, text] of Object.entries(planted)) writeFileSync(join(bundle, file), text);
  const args = ['evidence', bundle, '--policy', join(folder, 'policy')];
  const settings = { clock: () => 1_790_000_100, checks: [] };
  const said = async (language: string) => (await runCli([...args, '--language', language], settings)).text;
  const json = JSON.parse((await runCli([...args, '--json'], settings)).text);
  return { json, en: await said('en'), nl: await said('nl') };
}

interface Verdict {
  readonly json: Readonly<Record<string, unknown>>;
  readonly en: string;
  readonly nl: string;
}

describe('a file that somebody put into a bundle that convicts', () => {
  it('absolves nobody where it is no policy or no statement, or cannot be read: it is named beside the verdict', async () => {
    expect((await judge('whole', {})).json).not.toHaveProperty('passedOver');
    const plants: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
      ['first', 'policies/0', { 'policies/0': 'garbage' }],
      ['next', 'policies/1', { 'policies/0': policyText, 'policies/1': 'garbage' }],
      ['large', 'policies/1', { 'policies/0': policyText, 'policies/1': 'x'.repeat(70_000) }],
      ['larger', 'policies/0', { 'policies/0': 'x'.repeat(70_000) }],
      ['proof', 'proof', { proof: 'no hash\n' }],
    ];
    for (const [name, path, planted] of plants) {
      const { json, en, nl } = await judge(name, planted);
      expect(json, name).toMatchObject({ verdict: 'unsound', relation: 'contradictory', passedOver: [path] });
      expect(en).toContain(`passed over as it does not verify: ${path}.`);
      expect(nl).toContain(`overgeslagen omdat het niet klopt: ${path}.`);
    }
  });

  it('absolves nobody where it is a history that the given policy has no part in', async () => {
    const strange = policyText.replace('council ', 'raad ').replaceAll(' council', ' raad');
    expect((await judge('strange', { 'policies/0': strange })).json).toMatchObject({ verdict: 'unsound' });
  });

  it('convicts nobody either', async () => {
    const { json, en } = await judge('sound', { 'policies/0': 'garbage' }, log);
    expect(json).toMatchObject({ verdict: 'sound', passedOver: ['policies/0'] });
    expect(en).toMatch(/^Sound\. .* does not verify: policies\/0\.\n$/);
  });
});

describe('a bundle over a change of the log’s key, into which somebody put a statement', () => {
  /** One of two pasts under policy 1: its first checkpoint there is signed by both keys of the log. */
  async function pastOf(from: number): Promise<RotatingKit> {
    const kit = createRotatingKit();
    const past = kit.open(kit.rotatedLog(), [kit.signer, kit.newLog]);
    await past.publication.prepare();
    await appendAll(past, [...leavesOf(from, from + 300), ...kit.rotatedLog().successors.map(({ leaf }) => leaf)]);
    past.store.close();
    return kit;
  }

  it('convicts by the statements before it, and names a broken one that its key would need', async () => {
    const [one, two] = [await pastOf(0), await pastOf(5000)];
    const bundle = join(folder, 'rotated');
    cpSync(join(one.folder, 'log', 'policies'), join(bundle, 'policies'), { recursive: true });
    cpSync(join(one.folder, 'log', 'checkpoint'), join(bundle, 'a.checkpoint'));
    const { note } = parseSignedCheckpoint(readFileSync(join(two.folder, 'log', 'checkpoint')));
    const signatures = note.signatures.filter((line) => !isSignatureOf(two.signer.key, line));
    writeFileSync(join(bundle, 'b.checkpoint'), formatSignedCheckpoint({ text: note.text, signatures }));
    writeFileSync(join(folder, 'policy-0'), one.policyText);
    const args = ['evidence', bundle, '--policy', join(folder, 'policy-0'), '--json'];
    const run = async () => JSON.parse((await runCli(args, { clock: () => 1_790_000_100, checks: [] })).text);
    expect(await run()).toMatchObject({ verdict: 'unsound', relation: 'contradictory' });
    for (const planted of [readFileSync(join(bundle, 'policies', '1')), 'garbage']) {
      for (const name of ['a.statement', 'b.statement']) writeFileSync(join(bundle, name), planted);
      expect(await run()).toMatchObject({ verdict: 'unsound', passedOver: ['a.statement'] });
    }
    for (const name of ['a.statement', 'b.statement']) rmSync(join(bundle, name));
    writeFileSync(join(bundle, 'policies', '2'), 'nothing\n');
    expect(await run()).toMatchObject({ verdict: 'unsound', passedOver: ['policies/2'] });
    writeFileSync(join(bundle, 'policies', '1'), 'nothing\n');
    expect(await run()).toMatchObject({ verdict: 'unknown', kind: 'false-statement', path: 'policies/1' });
    for (const kit of [one, two]) kit.remove();
  });
});
