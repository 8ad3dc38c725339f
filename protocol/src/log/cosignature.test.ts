import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, filled, flipped } from '../records.fixture.js';
import { cosign, verifyCosignature } from './cosignature.js';
import { type NoteSignature, noteSigner } from './signed-note.js';

const TEXT = 'log.example/one\n7\nroot\n';
const WITNESS = noteSigner('w.example', 4, filled(32, 2));
const LOG = noteSigner('w.example', 1, filled(32, 2));
const TIME = 1_790_000_000;

const timeOf = (...signatures: readonly NoteSignature[]): number | undefined =>
  verifyCosignature({ text: TEXT, signatures }, WITNESS.key);

/** A line whose signature is right for the time that it claims, whatever that is. */
function lineAt(time: bigint): NoteSignature {
  const stamp = new Uint8Array(8);
  new DataView(stamp.buffer).setBigUint64(0, time);
  const message = new Uint8Array(Buffer.from(`cosignature/v1\ntime ${time}\n${TEXT}`));
  const signature = new Uint8Array([...stamp, ...WITNESS.sign(message)]);
  return { name: WITNESS.key.name, keyId: WITNESS.key.keyId, signature };
}

describe('a cosignature', () => {
  it('gives back its time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (time) => {
        expect(timeOf(cosign(TEXT, time, WITNESS))).toBe(time);
      }),
      { seed: 16, numRuns: 30 },
    );
  });

  it('is over the header, the time and the text, behind eight bytes of time', () => {
    expect(cosign(TEXT, TIME, WITNESS)).toEqual(lineAt(BigInt(TIME)));
  });

  it('counts by the latest where a witness signed several times, and not at all where it did not', () => {
    const lines = [5, 9, 7].map((time) => cosign(TEXT, time, WITNESS));
    expect(timeOf(...lines)).toBe(9);
    expect(timeOf()).toBeUndefined();
    expect(timeOf(cosign(TEXT, 5, noteSigner('w.example', 4, filled(32, 3))))).toBeUndefined();
  });

  it.each([
    ['with its time changed', (line: NoteSignature) => ({ ...line, signature: flipped(line.signature, 7) })],
    ['with its signature changed', (line: NoteSignature) => ({ ...line, signature: flipped(line.signature, 8) })],
    ['cut by a byte', (line: NoteSignature) => ({ ...line, signature: line.signature.slice(0, 71) })],
    ['with a byte more', (line: NoteSignature) => ({ ...line, signature: new Uint8Array([...line.signature, 0]) })],
    ['at time 0', () => lineAt(0n)],
    ['at a time that no number holds', () => lineAt(2n ** 53n)],
  ])('%s is refused', (_, changed) => {
    const line = changed(cosign(TEXT, TIME, WITNESS));
    expect(codeOf(() => timeOf(line))).toBe('bad-signature');
    expect(codeOf(() => timeOf(cosign(TEXT, TIME, WITNESS), line))).toBe('bad-signature');
  });

  it('of the largest time that a number holds is accepted', () => {
    expect(timeOf(lineAt(BigInt(Number.MAX_SAFE_INTEGER)))).toBe(Number.MAX_SAFE_INTEGER);
    expect(timeOf(lineAt(1n))).toBe(1);
  });

  it('is neither made nor found under a key of a log', () => {
    expect(codeOf(() => cosign(TEXT, TIME, LOG))).toBe('malformed-key');
    const line = { ...cosign(TEXT, TIME, WITNESS), keyId: LOG.key.keyId };
    expect(codeOf(() => verifyCosignature({ text: TEXT, signatures: [line] }, LOG.key))).toBe('bad-signature');
  });

  it.each([0, -1, 0.5, Number.NaN, 2 ** 53])('is not made at time %s', (time) => {
    expect(codeOf(() => cosign(TEXT, time, WITNESS))).toBe('out-of-range');
  });
});
