import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, filled } from '../records.fixture.js';
import {
  addSignatures,
  type Checkpoint,
  formatCheckpoint,
  formatSignedCheckpoint,
  parseCheckpoint,
  parseSignedCheckpoint,
  signCheckpoint,
} from './checkpoint.js';
import { noteSigner, verifyNote } from './signed-note.js';

const LOG = noteSigner('log.example/one', 1, filled(32, 1));
const CHECKPOINT: Checkpoint = { origin: 'log.example/one', size: 7, root: filled(32, 9) };
const ROOT = Buffer.from(CHECKPOINT.root).toString('base64');

const checkpoint: fc.Arbitrary<Checkpoint> = fc.record({
  origin: fc.stringMatching(/^[a-zé./]{1,20}$/),
  size: fc.maxSafeNat(),
  root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
});

describe('a checkpoint', () => {
  it('survives a round trip, signed and unsigned', () => {
    fc.assert(
      fc.property(checkpoint, (original) => {
        expect(parseCheckpoint(formatCheckpoint(original))).toEqual(original);
        const signer = noteSigner(original.origin, 1, filled(32, 1));
        const read = parseSignedCheckpoint(formatSignedCheckpoint(signCheckpoint(original, signer)));
        expect(read.checkpoint).toEqual(original);
        expect(codeOf(() => verifyNote(read.note, signer.key))).toBe('accepted');
      }),
      { seed: 15, numRuns: 50 },
    );
  });

  it('is three lines', () => {
    expect(formatCheckpoint(CHECKPOINT)).toBe(`log.example/one\n7\n${ROOT}\n`);
  });

  it.each([
    ['two lines', 'o\n7\n'],
    ['no last newline', `o\n7\n${ROOT}`],
    ['one line', 'o'],
    ['nothing', ''],
    ['an extension line', `o\n7\n${ROOT}\nmore\n`],
    ['an empty line more', `o\n7\n${ROOT}\n\n`],
    ['an empty line and another', `o\n7\n${ROOT}\n\nmore`],
    ['white space in the origin', `o o\n7\n${ROOT}\n`],
    ['a size in hexadecimal', `o\n0x7\n${ROOT}\n`],
    ['a root that is not base64', 'o\n7\n?\n'],
  ])('is refused with %s', (_, text) => {
    expect(codeOf(() => parseCheckpoint(text))).toBe('malformed-checkpoint');
  });

  it.each<[string, Partial<Checkpoint>, string]>([
    ['a negative size', { size: -1 }, 'out-of-range'],
    ['half a size', { size: 0.5 }, 'out-of-range'],
    ['a short root', { root: filled(31, 0) }, 'malformed-checkpoint'],
    ['an origin with white space', { origin: 'o o' }, 'malformed-checkpoint'],
    ['no origin', { origin: '' }, 'malformed-checkpoint'],
  ])('is not written with %s', (_, change, code) => {
    expect(codeOf(() => formatCheckpoint({ ...CHECKPOINT, ...change }))).toBe(code);
  });

  it('is not signed by a key of another name', () => {
    expect(codeOf(() => signCheckpoint({ ...CHECKPOINT, origin: 'other' }, LOG))).toBe('malformed-checkpoint');
  });

  it('takes more signatures after its own', () => {
    const note = signCheckpoint(CHECKPOINT, LOG);
    const more = { name: 'w', keyId: filled(4, 1), signature: filled(72, 2) };
    expect(addSignatures(note, [more])).toEqual({ text: note.text, signatures: [...note.signatures, more] });
  });
});
