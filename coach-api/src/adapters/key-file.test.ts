import {
  chmodSync,
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rotated } from '../core/rotated-keys.js';
import { keyPlaces } from '../key-places.js';
import { askNewPassphrase } from './ask-secret.js';
import { isBare, loadKeys, makeKeyFile, readPassphrase, replaceKeyFile } from './key-file.js';
import { newKeys, newSecrets } from './new-keys.js';

await cryptoReady;
const PASSPHRASE = 'vier woorden volstaan hier';
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'f4w-keys-'));
  path = join(folder, 'keys.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const places = (more: object = {}) => keyPlaces({ FIT4WORK_COACH_KEYS: path, ...more });
const load = (passphrase = PASSPHRASE) => loadKeys(places(), async () => passphrase);
const secrets = newSecrets(1_780_000_000);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

describe('a key file', () => {
  it('under a passphrase has no secret in it, is its owner’s alone, and opens with that passphrase', async () => {
    await makeKeyFile(path, { secrets, passphrase: PASSPHRASE });
    const text = readFileSync(path, 'utf8');
    for (const secret of [secrets.signingSeed, secrets.boxes[0].secret]) expect(text).not.toContain(base64(secret));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['keys.json']);
    expect(await load()).toEqual({ secrets, passphrase: PASSPHRASE });
    expect(isBare(await load(), places())).toBe(false);
    // What is written twice is never sealed twice alike.
    await replaceKeyFile(path, await load());
    expect(readFileSync(path, 'utf8')).not.toBe(text);
    expect((await load()).secrets).toEqual(secrets);
  });

  it('does not open with another passphrase, nor with a bit turned, and says so without either', async () => {
    await makeKeyFile(path, { secrets, passphrase: PASSPHRASE });
    await expect(load('een heel andere zin')).rejects.toMatchObject({
      code: 'bad-passphrase',
      message: expect.not.stringContaining('andere'),
    });
    const { sealed, ...file } = JSON.parse(readFileSync(path, 'utf8'));
    const bytes = Buffer.from(sealed, 'base64');
    bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
    writeFileSync(path, JSON.stringify({ ...file, sealed: bytes.toString('base64') }));
    await expect(load()).rejects.toMatchObject({ code: 'bad-passphrase' });
  });

  it('that is not sealed is bare, unless it is a credential of systemd', async () => {
    await makeKeyFile(path, { secrets, passphrase: undefined });
    const loaded = await load();
    expect(loaded).toEqual({ secrets, passphrase: undefined });
    expect(isBare(loaded, places())).toBe(true);
    expect(isBare(loaded, places({ CREDENTIALS_DIRECTORY: folder }))).toBe(false);
    expect(isBare(loaded, places({ CREDENTIALS_DIRECTORY: `${folder}/other` }))).toBe(true);
  });

  it('is never overwritten by making one', async () => {
    await makeKeyFile(path, { secrets, passphrase: undefined });
    const before = readFileSync(path);
    await expect(makeKeyFile(path, { secrets, passphrase: undefined })).rejects.toMatchObject({ code: 'bad-config' });
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(folder)).toEqual(['keys.json']);
    await expect(makeKeyFile(join(folder, 'none', 'keys'), { secrets, passphrase: undefined })).rejects.toMatchObject({
      code: 'bad-config',
    });
  });

  it('of one box secret, as they were before, is read still', async () => {
    const [seed, secret] = [base64(secrets.signingSeed), base64(secrets.boxes[0].secret)];
    writeFileSync(path, JSON.stringify({ version: 1, signingSeed: seed, boxSecret: secret }), { mode: 0o600 });
    const { signingSeed, boxes } = secrets;
    expect((await load()).secrets).toEqual({ signingSeed, boxes: [{ secret: boxes[0].secret, made: 0 }] });
  });

  it('keeps its rotations, by which agents follow', async () => {
    const held = rotated(rotated(secrets, newKeys(1)), newKeys(2, true));
    await makeKeyFile(path, { secrets: held, passphrase: undefined });
    expect((await load()).secrets).toEqual(held);
  });

  const zeros = base64(new Uint8Array(32));
  const plain = { version: 3, signingSeed: zeros, boxes: [{ secret: zeros, made: 0 }] };
  it.each([
    ['no JSON', 'xyzzy-secret'],
    ['no object', '[]'],
    ['another version', '{"version":4}'],
    ['rotations that are none', JSON.stringify({ ...plain, rotations: [] })],
    [
      'rotations that are no base64',
      JSON.stringify({ ...plain, rotations: { from: plain.signingSeed, list: ['_-'] } }),
    ],
    [
      'rotations that lead nowhere',
      JSON.stringify({ ...plain, rotations: { from: plain.signingSeed, list: ['AAAA'] } }),
    ],
    ['rotations from elsewhere', JSON.stringify({ ...plain, rotations: { from: plain.signingSeed, list: [] } })],
    ['a member too many', JSON.stringify({ version: 2, signingSeed: base64(new Uint8Array(32)), boxes: [], more: 1 })],
    ['no box', JSON.stringify({ version: 2, signingSeed: base64(new Uint8Array(32)), boxes: [] })],
    [
      'a short seed',
      JSON.stringify({
        version: 2,
        signingSeed: base64(new Uint8Array(31)),
        boxes: [{ secret: base64(new Uint8Array(32)), made: 0 }],
      }),
    ],
    [
      'a box without its time',
      JSON.stringify({
        version: 2,
        signingSeed: base64(new Uint8Array(32)),
        boxes: [{ secret: base64(new Uint8Array(32)) }],
      }),
    ],
    ['base64 of another alphabet', JSON.stringify({ version: 2, salt: '_-', nonce: '', sealed: '' })],
    ['a seal that is no text', JSON.stringify({ version: 2, salt: '', nonce: '', sealed: 1 })],
  ])('of %s is refused, and nothing of it is said', async (_title, text) => {
    writeFileSync(path, text, { mode: 0o600 });
    const refusal = await load().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'bad-config', message: expect.stringContaining('is malformed: ') });
    expect(String(refusal)).not.toContain('xyzzy');
    expect(refusal).not.toHaveProperty('cause');
  });

  it('that others may read is refused, as is their reading of the passphrase; a credential’s group is systemd’s', async () => {
    await makeKeyFile(path, { secrets, passphrase: undefined });
    chmodSync(path, 0o640);
    await expect(load()).rejects.toMatchObject({ message: expect.stringContaining('set its mode to 0600') });
    const credential = places({ CREDENTIALS_DIRECTORY: folder });
    expect((await loadKeys(credential, async () => PASSPHRASE)).secrets).toEqual(secrets);
    chmodSync(path, 0o644);
    await expect(loadKeys(credential, async () => PASSPHRASE)).rejects.toMatchObject({ code: 'bad-config' });
    writeFileSync(join(folder, 'said'), PASSPHRASE, { mode: 0o640 });
    const said = places({ FIT4WORK_COACH_PASSPHRASE_FILE: join(folder, 'said') });
    await expect(readPassphrase(said)).rejects.toMatchObject({ message: expect.stringContaining('passphrase file') });
  });

  it('keeps the newest box key first, and no more than a few', () => {
    const newer = newKeys(1_780_000_001);
    let held = rotated(secrets, newer);
    expect(held.boxes).toEqual([newer.box, ...secrets.boxes]);
    for (let i = 0; i < 6; i += 1) held = rotated(held, newKeys(i));
    expect(() => rotated(held, newKeys(9))).toThrow('finish the rotation');
  });

  it('behind a symbolic link is replaced where it is', async () => {
    await makeKeyFile(path, { secrets, passphrase: undefined });
    const named = join(folder, 'link.json');
    symlinkSync(path, named);
    const newer = rotated(secrets, newKeys(1));
    await replaceKeyFile(named, { secrets: newer, passphrase: undefined });
    expect([lstatSync(named).isSymbolicLink(), (await load()).secrets]).toEqual([true, newer]);
  });

  it('that cannot be replaced stays as it was', async () => {
    await makeKeyFile(path, { secrets, passphrase: undefined });
    const before = readFileSync(path);
    await expect(replaceKeyFile(join(folder, 'other'), { secrets, passphrase: undefined })).rejects.toMatchObject({
      code: 'bad-config',
    });
    expect([existsSync(join(folder, 'other')), readFileSync(path)]).toEqual([false, before]);
  });
});

describe('what a crash left of a file that was to come', () => {
  it('is not written to, though it be a second name of the file', async () => {
    await makeKeyFile(path, { secrets, passphrase: undefined });
    const newer = rotated(secrets, newKeys(1));
    for (const leave of [() => linkSync(path, `${path}.new`), () => writeFileSync(`${path}.new`, '{"half')]) {
      leave();
      // As whoever reads the file just then has it.
      const open = openSync(path, 'r');
      await replaceKeyFile(path, { secrets: newer, passphrase: undefined });
      expect((await load()).secrets).toEqual(newer);
      expect(readdirSync(folder)).toEqual(['keys.json']);
      expect(new Set(readFileSync(open))).toEqual(new Set([0]));
      closeSync(open);
    }
  });
});

describe('a passphrase', () => {
  it('comes from a file, without the end of its line, or from systemd', async () => {
    writeFileSync(join(folder, 'coach-passphrase'), `${PASSPHRASE}\n`, { mode: 0o400 });
    expect(await readPassphrase(places({ FIT4WORK_COACH_PASSPHRASE_FILE: join(folder, 'coach-passphrase') }))).toBe(
      PASSPHRASE,
    );
    expect(await readPassphrase(places({ CREDENTIALS_DIRECTORY: folder }))).toBe(PASSPHRASE);
    await expect(readPassphrase(places())).rejects.toMatchObject({ message: expect.stringContaining('is sealed') });
    writeFileSync(join(folder, 'short'), 'kort\n', { mode: 0o600 });
    await expect(
      readPassphrase(places({ FIT4WORK_COACH_PASSPHRASE_FILE: join(folder, 'short') })),
    ).rejects.toMatchObject({ code: 'bad-passphrase' });
  });

  it('is asked twice, and is not shown', async () => {
    const ask = async (...lines: readonly string[]) => {
      const [input, output] = [new PassThrough(), new PassThrough()];
      input.end(lines.map((line) => `${line}\r`).join(''));
      const answer = await askNewPassphrase({ input, output }).catch(({ code }: { code: string }) => code);
      return { answer, shown: String(output.read()) };
    };
    expect(await ask(PASSPHRASE, PASSPHRASE)).toEqual({
      answer: PASSPHRASE,
      shown: 'New passphrase of the key file: \nOnce more: \n',
    });
    expect((await ask(PASSPHRASE, 'een heel andere zin')).answer).toBe('bad-passphrase');
    expect((await ask(PASSPHRASE)).answer).toBe('bad-passphrase');
  });
});

describe('where keys are', () => {
  it('is what is named, else the credential of the unit', () => {
    const credentials = '/run/credentials/coach';
    expect(keyPlaces({ CREDENTIALS_DIRECTORY: credentials })).toEqual({
      path: `${credentials}/coach-keys`,
      passphraseFile: `${credentials}/coach-passphrase`,
      credentials,
    });
    expect(places({ CREDENTIALS_DIRECTORY: credentials }).path).toBe(path);
    expect(() => keyPlaces({ CREDENTIALS_DIRECTORY: '' })).toThrow('FIT4WORK_COACH_KEYS is not set');
  });
});
