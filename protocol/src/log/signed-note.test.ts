import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, filled, flipped } from '../records.fixture.js';
import { encodeVkey, isKeyName, isSignatureOf, noteKey, parseVkey } from './note-key.js';
import {
  formatNote,
  formatSignatureLine,
  noteSigner,
  parseNote,
  parseSignatureLines,
  type SignedNote,
  signNote,
  verifyNote,
} from './signed-note.js';

const LOG = noteSigner('log.example/one', 1, filled(32, 1));
const WITNESS = noteSigner('log.example/one', 4, filled(32, 1));
const TEXT = 'some text\n';
const NOTE: SignedNote = { text: TEXT, signatures: [signNote(TEXT, LOG)] };
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter(isKeyName);
const line = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text));
const signature = fc.record({
  name,
  keyId: fc.uint8Array({ minLength: 4, maxLength: 4 }),
  signature: fc.uint8Array({ minLength: 1, maxLength: 80 }),
});
const note: fc.Arbitrary<SignedNote> = fc.record({
  text: fc.array(line, { minLength: 1, maxLength: 5 }).map((lines) => lines.map((one) => `${one}\n`).join('')),
  signatures: fc.array(signature, { minLength: 1, maxLength: 4 }),
});

describe('a note', () => {
  it('survives a round trip', () => {
    fc.assert(
      fc.property(note, (original) => {
        expect(parseNote(formatNote(original))).toEqual(original);
        const lines = original.signatures.map(formatSignatureLine).join('');
        expect(parseSignatureLines(lines)).toEqual(original.signatures);
      }),
      { seed: 17 },
    );
  });

  it('has 64 KiB and 100 signatures at most', () => {
    const signed = '— x AAAAAAA=\n';
    const long = (length: number): string => `${'a'.repeat(length - signed.length - 2)}\n\n${signed}`;
    expect(codeOf(() => parseNote(bytesOf(long(65_534))))).toBe('accepted');
    expect(Buffer.byteLength(long(65_534))).toBe(65_536);
    expect(codeOf(() => parseNote(bytesOf(long(65_535))))).toBe('malformed-note');
    expect(codeOf(() => parseSignatureLines(signed.repeat(100)))).toBe('accepted');
    expect(codeOf(() => parseSignatureLines(signed.repeat(101)))).toBe('malformed-note');
  });

  it.each([
    ['has no control character', 'a\u0001\n\n— x AAAAAAA=\n'],
    ['has no tab', 'a\t\n\n— x AAAAAAA=\n'],
    ['has an empty line before its signatures', 'a\n— x AAAAAAA=\n'],
    ['has a dash before each', 'a\n\nx AAAAAAA=\n'],
    ['has base64 after each name', 'a\n\n— x\n'],
    ['has nothing after its base64', 'a\n\n— x AAAAAAA= \n'],
    ['has names that a key may have', 'a\n\n— x+ AAAAAAA=\n'],
    ['has names', 'a\n\n—  AAAAAAA=\n'],
    ['has more than a key id', 'a\n\n— x AAAAAA==\n'],
    ['ends with a newline', 'a\n\n— x AAAAAAA='],
  ])('%s, or is refused', (_, text) => {
    expect(codeOf(() => parseNote(bytesOf(text)))).toBe('malformed-note');
  });

  it('may begin with its empty line, and a space is no control character', () => {
    expect(parseNote(bytesOf('\n\n— x AAAAAAA=\n')).text).toBe('\n');
    expect(parseNote(bytesOf('a b\n\n— x AAAAAAA=\n')).signatures).toEqual([
      { name: 'x', keyId: filled(4, 0), signature: filled(1, 0) },
    ]);
  });
});

describe('the signature of a log', () => {
  it('is over the text', () => {
    expect(codeOf(() => verifyNote(NOTE, LOG.key))).toBe('accepted');
    expect(codeOf(() => verifyNote({ ...NOTE, text: 'another\n' }, LOG.key))).toBe('bad-signature');
  });

  it('is refused where one of several of its key does not verify, or none is of its key', () => {
    const [good] = NOTE.signatures;
    if (good === undefined) throw new TypeError('a signature');
    const bad = { ...good, signature: flipped(good.signature, 3) };
    expect(codeOf(() => verifyNote({ ...NOTE, signatures: [good, good] }, LOG.key))).toBe('accepted');
    expect(codeOf(() => verifyNote({ ...NOTE, signatures: [good, bad] }, LOG.key))).toBe('bad-signature');
    expect(() => verifyNote({ ...NOTE, signatures: [] }, LOG.key)).toThrow('not signed by the expected key');
    expect(codeOf(() => verifyNote({ ...NOTE, signatures: [] }, LOG.key))).toBe('bad-signature');
  });

  it('is never that of a witness', () => {
    const line = { name: WITNESS.key.name, keyId: WITNESS.key.keyId, signature: WITNESS.sign(bytesOf(TEXT)) };
    expect(() => verifyNote({ text: TEXT, signatures: [line] }, WITNESS.key)).toThrow('key of type 1');
    expect(codeOf(() => verifyNote({ text: TEXT, signatures: [line] }, WITNESS.key))).toBe('bad-signature');
    expect(codeOf(() => signNote(TEXT, WITNESS))).toBe('malformed-key');
  });

  it.each(['no newline at its end', 'a control\u0002\n', 'a carriage\r\n', ''])('is not made of %j', (text) => {
    expect(codeOf(() => signNote(text, LOG))).toBe('malformed-note');
  });

  it('of another length, or under a key of another length, does not verify', () => {
    const [good] = NOTE.signatures;
    const { signature = filled(0, 0) } = good ?? {};
    const cases: readonly (readonly [Uint8Array, Uint8Array])[] = [
      [signature.slice(0, 63), LOG.key.publicKey],
      [new Uint8Array([...signature, 0]), LOG.key.publicKey],
      [signature, LOG.key.publicKey.slice(0, 31)],
      [signature, new Uint8Array([...LOG.key.publicKey, 0])],
    ];
    for (const [one, publicKey] of cases) {
      const note = { ...NOTE, signatures: NOTE.signatures.map((line) => ({ ...line, signature: one })) };
      expect(codeOf(() => verifyNote(note, { ...LOG.key, publicKey }))).toBe('bad-signature');
    }
  });

  it.each([0, 31, 33, 64])('is not made with a seed of %s bytes', (length) => {
    expect(codeOf(() => noteSigner('x', 1, filled(length, 1)))).toBe('malformed-key');
  });
});

describe('a key of a note', () => {
  it('survives its text', () => {
    fc.assert(
      fc.property(
        name,
        fc.constantFrom(1, 4),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (label, type, bytes) => {
          const key = noteKey(label, type, bytes);
          expect(parseVkey(encodeVkey(key))).toEqual(key);
        },
      ),
      { seed: 18 },
    );
  });

  it.each(['', 'a b', 'a+b', 'a\nb', 'a\u0000', 'a\u00a0b', '\ud800', 'a\u2028'])('has no name like %j', (label) => {
    expect(isKeyName(label)).toBe(false);
    expect(codeOf(() => noteKey(label, 1, filled(32, 1)))).toBe('malformed-key');
  });

  it('has a public key of 32 bytes', () => {
    for (const length of [31, 33]) expect(codeOf(() => noteKey('x', 1, filled(length, 1)))).toBe('malformed-key');
  });

  it.each([
    ['without an id', (vkey: string) => vkey.replace(/\+[0-9a-f]{8}\+/, '+')],
    ['with the id of another', (vkey: string) => vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
    ['with an id in capitals', (vkey: string) => vkey.replace(/\+[0-9a-f]{8}\+/, (id) => id.toUpperCase())],
    ['with a longer id', (vkey: string) => vkey.replace(/\+([0-9a-f]{8})\+/, '+0$1+')],
    ['without a key', (vkey: string) => vkey.replace(/\+[^+]*$/, '+')],
    ['with something before it', (vkey: string) => `\n${vkey}`],
    ['with something after it', (vkey: string) => `${vkey} `],
    ['without a name', (vkey: string) => vkey.replace(/^[^+]*/, '')],
    ['with a name of its own inside', (vkey: string) => `a+${vkey}`],
  ])('%s is refused', (_, changed) => {
    const vkey = encodeVkey(noteKey('log.example', 1, filled(32, 0x5a)));
    expect(codeOf(() => parseVkey(vkey))).toBe('accepted');
    expect(codeOf(() => parseVkey(changed(vkey)))).toBe('malformed-key');
  });

  it('is of type 1 or 4', () => {
    for (const type of [0, 2, 3, 5, 6, 255]) {
      const vkey = `x+00000000+${Buffer.from([type, ...filled(32, 1)]).toString('base64')}`;
      expect(() => parseVkey(vkey)).toThrow('of a type other than');
      expect(codeOf(() => parseVkey(vkey))).toBe('malformed-key');
    }
  });

  it('owns the lines of its name and its id', () => {
    const { name: own, keyId } = LOG.key;
    expect(isSignatureOf(LOG.key, { name: own, keyId })).toBe(true);
    expect(isSignatureOf(LOG.key, { name: 'other', keyId })).toBe(false);
    expect(isSignatureOf(LOG.key, { name: own, keyId: filled(4, 0) })).toBe(false);
  });
});
