import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leafOf as leafOfRecord, parsePath, toHex } from '@fit4work/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliKit, createCliKit, RECORD } from '../../test/cli-kit.js';
import { leafOf } from '../../test/kit.js';
import { type MemoryLog, writeLog } from '../../test/memory-log.js';

let kit: CliKit;
let log: MemoryLog;
const at: CliKit['at'] = (...parts) => kit.at(...parts);
const run: CliKit['run'] = (...args) => kit.run(...args);

beforeAll(async () => {
  kit = await createCliKit();
  log = kit.log;
});
afterAll(() => kit.remove());

describe('fit4work-verify proof', () => {
  it('is sound for the record or its leaf, unsound for another or a changed proof, and tells nothing where it is none', async () => {
    const proof = at('good.tlog-proof');
    const sound = { verdict: 'sound', index: 299, size: 700 };
    expect((await run(['proof', proof, '--record', at('record')])).json).toMatchObject(sound);
    expect((await run(['proof', proof, '--leaf', toHex(leafOfRecord(RECORD))])).json).toMatchObject(sound);
    expect((await run(['proof', proof, '--leaf', toHex(leafOf(1))])).json).toMatchObject({
      verdict: 'unsound',
      kind: 'bad-proof',
    });
    const text = readFileSync(proof, 'utf8');
    writeFileSync(at('changed.tlog-proof'), text.replace('index 299', 'index 298'));
    writeFileSync(at('cut.tlog-proof'), text.slice(0, 60));
    const judged = async (name: string) => (await run(['proof', at(name), '--record', at('record')])).json;
    expect(await judged('changed.tlog-proof')).toMatchObject({ verdict: 'unsound', kind: 'bad-proof' });
    expect(await judged('cut.tlog-proof')).toMatchObject({ verdict: 'unknown', kind: 'unusable-proof' });
    expect((await run(['proof', at('none'), '--record', at('record')])).json).toMatchObject({
      verdict: 'unknown',
      kind: 'bad-file',
    });
    expect((await run(['proof', proof, '--record', at('none')])).json).toMatchObject({
      verdict: 'unknown',
      kind: 'bad-file',
    });
  });
});

describe('fit4work-verify compare', () => {
  it('finds one log in two sources, whichever is ahead', async () => {
    expect((await run(['compare', at('early'), at('log')])).json).toEqual({ verdict: 'sound', sizes: [300, 700] });
    expect((await run(['compare', at('log'), at('early')])).json).toEqual({ verdict: 'sound', sizes: [700, 300] });
    expect((await run(['compare', at('log'), at('log')])).json).toEqual({ verdict: 'sound', sizes: [700, 700] });
  });

  it('finds a fork at its leaf, and evidence that convicts the log with nothing but the policy', async () => {
    const forked = await run(['compare', at('log'), at('other')]);
    expect(forked.json).toMatchObject({ verdict: 'unsound', kind: 'contradiction', sizes: [700, 660], leaf: 601 });
    const bundle = String(forked.json.evidence);
    expect(readdirSync(bundle).sort()).toEqual(['a.checkpoint', 'about.txt', 'b.checkpoint', 'proof']);
    expect(parsePath(readFileSync(join(bundle, 'proof'))).length).toBeGreaterThan(0);
    expect(new Uint8Array(readFileSync(join(bundle, 'a.checkpoint')))).toEqual(log.file('checkpoint'));
    const judged = await run(['evidence', bundle]);
    expect(judged.json).toMatchObject({ verdict: 'unsound', relation: 'contradictory', sizes: [700, 660] });
    writeFileSync(join(bundle, 'proof'), '');
    expect((await run(['evidence', bundle])).json).toMatchObject({ verdict: 'unknown', relation: 'undecided' });
    writeFileSync(join(bundle, 'proof'), 'no hash\n');
    expect((await run(['evidence', bundle])).json).toMatchObject({ verdict: 'unknown', kind: 'bad-file' });
    writeFileSync(join(bundle, 'b.checkpoint'), log.file('checkpoint'));
    writeFileSync(join(bundle, 'proof'), '');
    const consistent = { verdict: 'sound', relation: 'consistent', confirmed: [true, true] };
    expect((await run(['evidence', bundle])).json).toMatchObject(consistent);
    expect((await run(['evidence', bundle, '--language', 'en'], { json: false })).text).toMatch(
      /No contradiction: .* can be true\. Cosigned by council, university, city, and by council, university, city\./,
    );
    writeFileSync(
      join(bundle, 'b.checkpoint'),
      readFileSync(join(bundle, 'a.checkpoint'), 'utf8').replace('700', '701'),
    );
    expect((await run(['evidence', bundle])).json).toMatchObject({ verdict: 'unknown', kind: 'bad-file' });
    expect((await run(['evidence', at('nowhere')])).json).toMatchObject({ verdict: 'unknown', kind: 'bad-file' });
  });

  it('does not call a log forked for tiles that are not its own', async () => {
    const wrong = log.fork();
    wrong.files.set(
      'tile/1/000.p/2',
      log.file('tile/1/000.p/2').map((byte) => byte ^ 1),
    );
    writeLog(at('wrong-tile'), wrong.files);
    expect((await run(['compare', at('early'), at('wrong-tile')])).json).toMatchObject({
      verdict: 'unsound',
      kind: 'wrong-root',
    });
  });
});

describe('fit4work-verify sample', () => {
  it('proves the same leaves for the same seed, and others for another', async () => {
    const sample = (seed: string, count = 20) => run(['sample', at('log'), '--count', String(count), '--seed', seed]);
    const first = (await sample('a')).json;
    expect(first).toMatchObject({ verdict: 'sound', size: 700, seed: 'a' });
    expect((await sample('a')).json).toEqual(first);
    expect((await sample('b')).json.indices).not.toEqual(first.indices);
    expect((await sample('a', 1000)).json.indices).toEqual(Array.from({ length: 700 }, (_, i) => i));
  });

  it('finds a leaf that was changed when it takes that one', async () => {
    const changed = log.fork();
    changed.files.set('tile/entries/000', log.file('tile/entries/000').with(2 + 34 * 7, 0xff));
    writeLog(at('changed-leaf'), changed.files);
    const found = await run(['sample', at('changed-leaf'), '--count', '700', '--seed', 'x']);
    expect(found.json).toMatchObject({ verdict: 'unsound', kind: 'wrong-entry', path: 'tile/entries/000', index: 7 });
    expect(found.json.reason).toBe('The entry at index 7, in tile/entries/000, does not lead to the signed root.');
    const gone = log.fork();
    gone.files.delete('tile/0/000');
    writeLog(at('no-tile'), gone.files);
    const untold = await run(['sample', at('no-tile'), '--count', '700', '--seed', 's']);
    expect(untold.json).toMatchObject({ verdict: 'unknown', kind: 'missing-file', path: 'tile/0/000' });
  });
});
