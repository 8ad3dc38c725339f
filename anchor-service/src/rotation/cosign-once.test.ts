import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cosign, encodeVkey, formatNote, parseSignedPolicyStatement, verifyCosignature } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { killedAt, type Moment } from '../../test/kill-at.js';
import { NOW, temporaryFolder } from '../../test/kit.js';
import { runToEnd } from '../../test/processes.js';
import { createRotatingKit, type RotatingKit } from '../../test/rotating-kit.js';
import { writeSigner } from '../adapters/key-file.js';
import { EvidenceFolder } from '../evidence/evidence-folder.js';
import { runCli } from '../verify/cli.js';
import { StatementMemory } from '../witness/statement-memory.js';
import { cosignOnce } from './cosign-once.js';
import { historyOf, type PolicyHistory } from './history.js';
import { addLine, propose, unite } from './statement.js';

let kit: RotatingKit;
let temporary: ReturnType<typeof temporaryFolder>;

beforeAll(() => sodium.ready);
beforeEach(() => {
  kit = createRotatingKit();
  temporary = temporaryFolder();
});
afterEach(() => {
  kit.remove();
  temporary.remove();
});

const at = (...parts: string[]): string => join(temporary.path, ...parts);
const signer = (i: number) => kit.witnessKeys[i] ?? kit.newCouncil;
const open = (i = 0): StatementMemory => new StatementMemory(at(`${i}.statements`), signer(i).key);
const first = (): PolicyHistory => historyOf(kit.policyText);
const draft = (time = NOW): Uint8Array =>
  propose(first(), { to: kit.withNewLogKey(kit.policyText), time, signers: [kit.signer, kit.newLog] });

/** What a witness does with a statement, and remembers of it. */
function cosigned(bytes: Uint8Array, { i = 0, history = first(), time = NOW } = {}): Uint8Array {
  const memory = open(i);
  const evidence = new EvidenceFolder(at('evidence'));
  const signed = cosignOnce({ memory, evidence, history }, bytes, { signer: signer(i), time });
  memory.put(signed);
  return signed;
}
const cases = (): string[] => (existsSync(at('evidence')) ? readdirSync(at('evidence')) : []);
const refused = (act: () => unknown, words: RegExp): void =>
  expect(act).toThrow(expect.objectContaining({ code: 'bad-statement', message: expect.stringMatching(words) }));

async function judged(policy = kit.policyText) {
  writeFileSync(at('policy'), policy);
  const args = ['evidence', at('evidence', cases()[0] ?? ''), '--policy', at('policy')];
  const { text } = await runCli([...args, '--json'], { clock: () => NOW, checks: [] });
  return { json: JSON.parse(text), said: (await runCli(args, { clock: () => NOW, checks: [] })).text };
}

describe('a witness', () => {
  it('cosigns one text of a number, and that one again, also after it forgot everything else', () => {
    const bytes = draft();
    const signed = cosigned(bytes);
    expect(verifyCosignature(parseSignedPolicyStatement(signed).note, signer(0).key)).toBe(NOW);
    const again = cosigned(bytes, { time: NOW + 9 });
    expect(verifyCosignature(parseSignedPolicyStatement(again).note, signer(0).key)).toBe(NOW + 9);
    const held = open().get(parseSignedPolicyStatement(bytes).statement);
    expect(held).toMatchObject({ bytes: again, time: NOW + 9 });
  });

  it('cosigns no other text of it, and a draft that nobody cosigned is no evidence', () => {
    cosigned(draft());
    refused(() => cosigned(draft(NOW + 1)), /another statement 1 of this log at 2026-.*ask the operator/);
    expect(cases()).toEqual([]);
  });

  it('keeps two texts that are both cosigned, which convict the log and who signed both, offline', async () => {
    cosigned(draft());
    const other = addLine(first(), draft(NOW + 1), { signer: signer(1), time: NOW });
    refused(() => cosigned(other), /folder of evidence/);
    refused(() => cosigned(other), /folder of evidence/);
    expect(cases()).toHaveLength(1);
    const [name = ''] = cases();
    expect(new Uint8Array(readFileSync(at('evidence', name, 'b.statement')))).toEqual(other);
    const { json, said } = await judged();
    const place = { kind: 'two-statements', numbers: [1, 1], cosigned: [['council'], ['university']] };
    expect(json).toMatchObject({ verdict: 'unsound', relation: 'contradictory', index: 1, ...place });
    expect(said).toMatch(/^Niet in orde\. Het logboek heeft twee verklaringen met nummer 1 .*door university\.\n$/);
    expect(
      (await judged(kit.policyText.replace(encodeVkey(kit.signer.key), encodeVkey(kit.newLog.key)))).json,
    ).toMatchObject({ verdict: 'unsound' });
    writeFileSync(at('evidence', name, 'b.statement'), draft(NOW + 1));
    expect((await judged()).json).toMatchObject({ verdict: 'unknown', relation: 'undecided' });
    writeFileSync(at('evidence', name, 'b.statement'), readFileSync(at('evidence', name, 'a.statement')));
    expect((await judged()).json).toMatchObject({ verdict: 'sound', relation: 'consistent' });
    const { text } = parseSignedPolicyStatement(other).note;
    writeFileSync(
      at('evidence', name, 'b.statement'),
      formatNote({ text, signatures: [cosign(text, NOW, signer(1))] }),
    );
    expect((await judged()).json).toMatchObject({ verdict: 'unknown', kind: 'bad-file' });
  });

  it('goes on with no log that published another text than the one that it cosigned', () => {
    cosigned(draft(NOW + 1));
    const published = kit.rotatedLog();
    const next = propose(published, {
      to: `# later\n${published.successors[0]?.text}`,
      time: NOW,
      signers: [kit.newLog],
    });
    refused(() => cosigned(next, { history: published }), /another statement 1 .* folder of evidence/);
    expect(cases()).toHaveLength(1);
    // Whoever cosigned nothing before takes what is published.
    expect(cosigned(next, { i: 2, history: published })).toBeDefined();
  });

  it('refuses a memory that is damaged or another’s, and one that cannot be written gives nothing away', () => {
    cosigned(draft());
    expect(() => new StatementMemory(at('0.statements'), signer(1).key)).toThrow(/another witness key/);
    const text = readFileSync(at('0.statements'), 'utf8');
    for (const changed of [text.replace('time 1', 'time 2'), text.slice(0, -9), '{}', '']) {
      writeFileSync(at('0.statements'), changed);
      expect(() => open()).toThrow(expect.objectContaining({ code: 'damaged-state' }));
    }
    mkdirSync(at('1.statements.tmp'));
    expect(() => cosigned(draft(), { i: 1 })).toThrow(expect.objectContaining({ code: 'storage-failed' }));
    expect(existsSync(at('1.statements'))).toBe(false);
  });
});

describe('a witness that is killed while it remembers a statement', () => {
  it.each<[Moment, boolean]>([
    ['before the temporary file', false],
    ['in the middle of the temporary file', false],
    ['before the temporary file is on disk', false],
    ['before the rename', false],
    ['after the rename', true],
    ['after the folder is on disk', true],
    ['failing after the rename', true],
  ])('%s gave its line to nobody, and remembers: %s', async (moment, remembers) => {
    const log = at('log');
    mkdirSync(join(log, 'policies'), { recursive: true });
    writeFileSync(join(log, 'policies', '0'), kit.policyText);
    writeFileSync(at('policy'), kit.policyText);
    writeSigner(at('key'), { name: signer(0).key.name, type: 4, seed: new Uint8Array(32).fill(10) });
    const settings = { key: 'key', logs: 'policy', state: 'state.json' };
    writeFileSync(at('witness.json'), JSON.stringify(settings));
    const [bytes, other] = [draft(), draft(NOW + 1)];
    writeFileSync(at('change'), bytes);
    writeFileSync(at('other'), other);
    const common = ['--log', log, '--policy', at('policy'), '--config', at('witness.json'), '--agree'];
    const run = (file: string, env: Record<string, string> = {}) =>
      runToEnd('log-admin/main.js', ['policy', 'cosign', at(file), ...common], env);
    const died = await run('change', killedAt(moment, at('preload'), 'state.json.statements'));
    expect(died.code).not.toBe(0);
    expect(new Uint8Array(readFileSync(at('change')))).toEqual(bytes);
    expect((await run('other')).code).toBe(remembers ? 1 : 0);
    expect((await run('change')).code).toBe(remembers ? 0 : 1);
    const done = new Uint8Array(readFileSync(at(remembers ? 'change' : 'other')));
    expect(verifyCosignature(parseSignedPolicyStatement(done).note, signer(0).key)).toBeDefined();
    // A memory that is gone does not begin anew: neither the command nor the witness goes on.
    rmSync(at('state.json.statements'));
    const again = await run(remembers ? 'other' : 'change');
    const witness = await runToEnd('witness/main.js', ['run', '--config', at('witness.json')]);
    for (const { code, stderr } of [again, witness]) {
      expect(code).toBe(1);
      expect(stderr).toMatch(/^The state \S+ notes 1 cosigned policy statements and \S+ has fewer: [^\n]+\.\n$/);
    }
    expect(existsSync(at('state.json.statements'))).toBe(false);
  });
});

it('has no quorum for a second text when two witnesses of three are honest', () => {
  const [one, two] = [draft(), draft(NOW + 1)];
  const lines = [cosigned(one), cosigned(one, { i: 1 })];
  expect(unite(first(), lines).number).toBe(1);
  refused(() => cosigned(two, { i: 1 }), /another statement/);
  expect(() => unite(first(), [cosigned(two, { i: 2 })])).toThrow(expect.objectContaining({ code: 'quorum-not-met' }));
});
