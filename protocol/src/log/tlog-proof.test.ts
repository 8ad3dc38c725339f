import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, filled } from '../records.fixture.js';
import { formatSignedCheckpoint, signCheckpoint } from './checkpoint.js';
import { entryHash, rootOfEntries } from './merkle.js';
import { encodeVkey } from './note-key.js';
import { parsePolicy } from './policy.js';
import { noteSigner } from './signed-note.js';
import { formatProof, parseProof, type TlogProof, verifyProof } from './tlog-proof.js';

const LOG = noteSigner('log.example/one', 1, filled(32, 1));
const POLICY = parsePolicy(`log ${encodeVkey(LOG.key)}\nquorum none\n`);
const LEAVES = [filled(32, 7), filled(32, 8)];
const [LEAF = filled(32, 0), SIBLING = filled(32, 0)] = LEAVES;
const CHECKPOINT = formatSignedCheckpoint(
  signCheckpoint({ origin: LOG.key.name, size: 2, root: rootOfEntries(LEAVES) }, LOG),
);
const PROOF: TlogProof = { index: 0, hashes: [entryHash(SIBLING)], checkpoint: CHECKPOINT };
const HASH = Buffer.from(filled(32, 1)).toString('base64');
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

const proof: fc.Arbitrary<TlogProof> = fc
  .record({
    index: fc.maxSafeNat(),
    hashes: fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 10 }),
    checkpoint: fc.string({ unit: 'grapheme' }).map(bytesOf),
    extra: fc.option(fc.uint8Array({ maxLength: 50 }), { nil: undefined }),
  })
  .map(({ extra, ...rest }) => (extra === undefined ? rest : { ...rest, extra }));

describe('a proof file', () => {
  it('survives a round trip, with what is extra and without', () => {
    fc.assert(
      fc.property(proof, (original) => {
        expect(parseProof(formatProof(original))).toEqual(original);
      }),
      { seed: 19 },
    );
  });

  it('is its header, what is extra, its index, its hashes, an empty line and the checkpoint', () => {
    const written = formatProof({
      index: 3,
      hashes: [filled(32, 1)],
      checkpoint: bytesOf('cp\n'),
      extra: filled(1, 0),
    });
    expect(Buffer.from(written).toString()).toBe(`c2sp.org/tlog-proof@v1\nextra AA==\nindex 3\n${HASH}\n\ncp\n`);
  });

  it.each([
    ['another header', 'c2sp.org/tlog-proof@v2\nindex 0\n\nx\n', 'The first line of the proof'],
    ['nothing', '', 'no empty line'],
    ['no empty line', `c2sp.org/tlog-proof@v1\nindex 0\n${HASH}\n`, 'no empty line'],
    ['no index', 'c2sp.org/tlog-proof@v1\n\nx\n', 'no index line'],
    ['no index after what is extra', 'c2sp.org/tlog-proof@v1\nextra AA==\n\nx\n', 'no index line'],
    ['a hash for its index', `c2sp.org/tlog-proof@v1\n${HASH}\n\nx\n`, 'no index line'],
    ['another word for its index', 'c2sp.org/tlog-proof@v1\nindices 0\n\nx\n', 'no index line'],
    ['an index with a leading zero', 'c2sp.org/tlog-proof@v1\nindex 00\n\nx\n', 'leading zeros'],
    ['a short hash', 'c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nx\n', 'instead of 32'],
    ['what is extra in no base64', 'c2sp.org/tlog-proof@v1\nextra A\nindex 0\n\nx\n', 'base64'],
    ['what is extra twice', 'c2sp.org/tlog-proof@v1\nextra AA==\nextra AA==\nindex 0\n\nx\n', 'no index line'],
    ['bytes that are no text', '\u{10ffff}', 'no empty line'],
  ])('is refused with %s', (_, text, why) => {
    expect(() => parseProof(bytesOf(text))).toThrow(why);
    expect(codeOf(() => parseProof(bytesOf(text)))).toBe('malformed-proof');
  });

  it('has 128 KiB at most', () => {
    const text = 'c2sp.org/tlog-proof@v1\nindex 0\n\n';
    expect(codeOf(() => parseProof(bytesOf(text.padEnd(131_072, 'x'))))).toBe('accepted');
    expect(codeOf(() => parseProof(bytesOf(text.padEnd(131_073, 'x'))))).toBe('malformed-proof');
    expect(codeOf(() => parseProof(Uint8Array.of(0xff)))).toBe('malformed-proof');
  });

  it('has an index that a log can have', () => {
    expect(codeOf(() => formatProof({ ...PROOF, index: -1 }))).toBe('out-of-range');
  });

  it('convinces of the leaf at its index, and of nothing else', () => {
    expect(verifyProof(PROOF, LEAF, POLICY).checkpoint.size).toBe(2);
    expect(codeOf(() => verifyProof(PROOF, SIBLING, POLICY))).toBe('wrong-proof');
    expect(codeOf(() => verifyProof({ ...PROOF, index: 1 }, LEAF, POLICY))).toBe('wrong-proof');
    expect(codeOf(() => verifyProof({ ...PROOF, hashes: [] }, LEAF, POLICY))).toBe('wrong-proof');
    const elsewhere = parsePolicy(`log ${encodeVkey(noteSigner('b', 1, filled(32, 2)).key)}\nquorum none\n`);
    expect(codeOf(() => verifyProof(PROOF, LEAF, elsewhere))).toBe('unknown-log');
  });
});
