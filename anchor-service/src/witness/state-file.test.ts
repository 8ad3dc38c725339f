import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addSignatures,
  cosign,
  formatNote,
  type NoteSigner,
  noteSigner,
  parseSignedCheckpoint,
} from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { History } from '../../test/history.js';
import { leafOf, NOW, ORIGIN, temporaryFolder } from '../../test/kit.js';
import { AnchorError } from '../error.js';
import { type Recorded, WitnessStateFile } from './state-file.js';

let temporary: ReturnType<typeof temporaryFolder>;

beforeAll(() => sodium.ready);
beforeEach(() => {
  temporary = temporaryFolder();
});
afterEach(() => temporary.remove());

const file = (): string => join(temporary.path, 'state.json');
const signer = (fill = 10): NoteSigner => noteSigner('council.example', 4, new Uint8Array(32).fill(fill));
const open = (fill = 10): WitnessStateFile => new WitnessStateFile(file(), signer(fill).key);

async function recordOf(size: number, origin = ORIGIN, by = signer()): Promise<Recorded> {
  const log = noteSigner(origin, 1, new Uint8Array(32).fill(1));
  const { note, checkpoint } = parseSignedCheckpoint(await new History(log, size, leafOf).note(size));
  return { checkpoint, note: formatNote(addSignatures(note, [cosign(note.text, NOW, by)])), time: NOW };
}

describe('the state of a witness', () => {
  it('is found again as it was, for several logs', async () => {
    const records = [await recordOf(7), await recordOf(9, 'log.example/other')];
    const state = open();
    state.prepare();
    for (const record of records) state.put(record);
    expect(open().all()).toEqual(records);
    expect(readdirSync(temporary.path)).toEqual(['state.json']);
  });

  it('is not made anew by preparing where there is one', async () => {
    open().put(await recordOf(7));
    const before = readFileSync(file());
    open().prepare();
    expect(readFileSync(file())).toEqual(before);
  });

  it('is refused whatever byte of it has a bit flipped', async () => {
    open().put(await recordOf(7));
    const whole = readFileSync(file());
    const taken = [...whole].flatMap((byte, at) => {
      writeFileSync(file(), whole.with(at, byte ^ (1 << (at & 7))));
      try {
        open();
        return [at];
      } catch (error) {
        return error instanceof AnchorError ? [] : [at];
      }
    });
    expect(taken).toEqual([]);
    expect(whole.length).toBeGreaterThan(300);
  });

  it.each([
    ['cut', (text: string) => text.slice(0, -20)],
    ['empty', () => ''],
    ['of another shape', () => '{"version":1}\n'],
    ['no object', () => 'null\n'],
    ['with something added', (text: string) => text.replace('"version":1', '"version":1,"more":2')],
    ['twice in one', (text: string) => text + text],
  ])('is refused in one sentence when it is %s', async (_title, damage) => {
    open().put(await recordOf(7));
    writeFileSync(file(), damage(readFileSync(file(), 'utf8')));
    expect(() => open()).toThrowError(expect.objectContaining({ code: 'damaged-state' }));
    expect(() => open()).toThrowError(/^The state \S+state\.json of the witness is damaged: [^\n]+\.$/);
  });

  it('is refused when it is another witness’s', async () => {
    open().put(await recordOf(7));
    expect(() => open(11)).toThrowError(expect.objectContaining({ code: 'bad-key' }));
    expect(() => open(11)).toThrowError(/^The state \S+ belongs to another witness key: [^\n]+\.$/);
  });

  it('is refused when a record in it was not cosigned by its witness', async () => {
    open().put(await recordOf(7, ORIGIN, signer(11)));
    expect(() => open()).toThrowError(expect.objectContaining({ code: 'damaged-state' }));
  });

  it('keeps the record before when the new one cannot be written, on disk and in memory', async () => {
    const [before, after] = [await recordOf(7), await recordOf(9)];
    const state = open();
    state.put(before);
    mkdirSync(`${file()}.tmp`);
    expect(() => state.put(after)).toThrowError(expect.objectContaining({ code: 'storage-failed' }));
    expect([state.all(), open().all()]).toEqual([[before], [before]]);
    rmdirSync(`${file()}.tmp`);
    state.put(after);
    expect(open().all()).toEqual([after]);
  });

  it('is whole beside a temporary file that a crash left', async () => {
    open().put(await recordOf(7));
    writeFileSync(`${file()}.tmp`, '{"version":1,"half');
    expect(open().all()).toHaveLength(1);
    open().put(await recordOf(9));
    expect(existsSync(`${file()}.tmp`)).toBe(false);
  });
});

describe('the count of cosigned statements in the state', () => {
  const count = (n: number): WitnessStateFile => new WitnessStateFile(file(), signer().key, () => n);

  it('is noted at the start and with each checkpoint, and never falls', async () => {
    count(0).prepare();
    const without = readFileSync(file(), 'utf8');
    expect(without).not.toContain('cosignedStatements');
    count(1).prepare();
    expect(() => count(0)).toThrowError(expect.objectContaining({ code: 'damaged-state' }));
    expect(() => open()).toThrowError(/^The state \S+state\.json notes 1 cosigned policy statements and [^\n]+\.$/);
    let remembered = 1;
    const state = new WitnessStateFile(file(), signer().key, () => remembered);
    remembered = 2;
    state.put(await recordOf(7));
    expect(() => count(1)).toThrowError(expect.objectContaining({ code: 'damaged-state' }));
    expect(count(2).all()).toHaveLength(1);
    // Gone while the witness runs: nothing more is cosigned.
    remembered = 0;
    const next = await recordOf(9);
    expect(() => state.put(next)).toThrowError(expect.objectContaining({ code: 'damaged-state' }));
    expect(count(2).all()).toMatchObject([{ checkpoint: { size: 7 } }]);
  });

  it('is bound to the rest of the file', () => {
    count(3).prepare();
    const text = readFileSync(file(), 'utf8');
    for (const changed of ['"cosignedStatements":2', '"cosignedStatements":"3"', '"cosignedStatements":3.0']) {
      writeFileSync(file(), text.replace('"cosignedStatements":3', changed));
      expect(() => count(9), changed).toThrowError(/is damaged/);
    }
  });
});
