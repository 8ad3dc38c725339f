import { createHash } from 'node:crypto';
import { concat, fromHex, sha256, toHex, utf8 } from '@fit4work/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feedOts } from '../../../test/ots-feed.js';
import { HEADER_OF_358391, PUBLISHED } from '../../../test/ots-vectors.js';
import { StampError } from '../error.js';
import { parseBlockHeaders } from './block-headers.js';
import { HEADER } from './ots-format.js';
import {
  applyOp,
  attestationsOf,
  branchOf,
  graft,
  mergeNodes,
  type OtsAttestation,
  type OtsNode,
  type OtsOp,
} from './ots-proof.js';
import { parseOts, parseOtsAnswer } from './ots-reader.js';
import { formatOts, formatOtsNode } from './ots-writer.js';

const DIGEST = sha256(utf8('a checkpoint'));
/** The vector of python-opentimestamps, tests/core/test_timestamp.py: `foobar` is pending. */
const FOOBAR = fromHex('0083dfe30d2ef90c8e0706666f6f626172');
const pendingAt = (uri: string): OtsAttestation => ({ kind: 'pending', uri });
const leaf = (message: Uint8Array, ...attestations: OtsAttestation[]): OtsNode => ({
  message,
  attestations,
  branches: [],
});

describe('a published proof', () => {
  it.each(Object.entries(PUBLISHED))('%s is read, and written again byte by byte', (_name, hex) => {
    expect(toHex(formatOts(parseOts(fromHex(hex))))).toBe(hex);
  });

  it('of "Hello World!" leads to the merkle root of Bitcoin block 358391', () => {
    const root = parseOts(fromHex(PUBLISHED.helloWorld));
    expect(toHex(root.message)).toBe(createHash('sha256').update('Hello World!\n').digest('hex'));
    const [only, ...others] = attestationsOf(root);
    expect(others).toEqual([]);
    expect(only?.attestation).toEqual({ kind: 'bitcoin', height: 358391 });
    const header = parseBlockHeaders(`358391 ${HEADER_OF_358391}\n`).get(358391);
    expect(only?.message).toEqual(header?.merkleRoot);
    expect(header?.time).toBe(1432827678);
  });

  it('says which calendars have it, and keeps what it does not know', () => {
    const uris = (hex: string) => attestationsOf(parseOts(fromHex(hex))).map(({ attestation }) => attestation);
    expect(uris(PUBLISHED.twoCalendars)).toEqual([
      pendingAt('https://alice.btc.calendar.opentimestamps.org'),
      pendingAt('https://bob.btc.calendar.opentimestamps.org'),
    ]);
    expect(uris(PUBLISHED.knownAndUnknown)).toMatchObject([
      pendingAt('https://bob.btc.calendar.opentimestamps.org'),
      { kind: 'unknown', tag: fromHex('0102030405060708') },
    ]);
  });
});

describe('the reader', () => {
  const deep = (depth: number) => concat(new Uint8Array(depth).fill(0x08), FOOBAR);
  const detached = (body: Uint8Array) => concat(HEADER, Uint8Array.of(8), DIGEST, body);

  it('refuses a header, a version, a digest and a tail that are not its own', () => {
    const whole = fromHex(PUBLISHED.incomplete);
    const wrong = [
      new Uint8Array(0),
      whole.slice(0, 31),
      whole.with(31, 2),
      whole.with(0, 1),
      whole.with(32, 0x02),
      whole.slice(0, -1),
      concat(whole, Uint8Array.of(0)),
      new Uint8Array(64 * 1024 + 1),
    ];
    for (const bytes of wrong) expect(() => parseOts(bytes)).toThrowError(StampError);
    expect(() => parseOtsAnswer(new Uint8Array(64 * 1024 + 1), DIGEST)).toThrowError(/64 KiB/);
  });

  it.each([
    ['an operation that is not known', '67', /not known/],
    ['an append of nothing', 'f000', /nothing/],
    ['an append that is too long', 'f08120', /too long/],
    ['a number in more bytes than it needs', 'f08100', /longer than it is/],
    ['a number beyond all bounds', 'f0ffffffffffffffff7f', /too large/],
    ['an address with a login', `0083dfe30d2ef90c8e0403${toHex(utf8('a@b'))}`, /plain address/],
    ['an empty address', '0083dfe30d2ef90c8e0100', /plain address/],
    ['a pending attestation with a tail', '0083dfe30d2ef90c8e0301 6100'.replace(' ', ''), /after its end/],
    ['a block height with a tail', '000588960d73d71901020100', /after its end/],
    ['the same attestation twice', `ff${toHex(FOOBAR)}${toHex(FOOBAR)}`, /twice/],
    ['the same operation twice', `ff08${toHex(FOOBAR)}08${toHex(FOOBAR)}`, /twice/],
    ['an attestation that is too long', '000000000000000000 8140'.replace(' ', ''), /too long/],
  ])('refuses %s', (_name, hex, message) => {
    expect(() => parseOts(detached(fromHex(hex)))).toThrowError(message);
  });

  it('stops at 256 operations in a row, at 4,096 messages and at messages of 4,096 bytes', () => {
    expect(attestationsOf(parseOts(detached(deep(255))))).toHaveLength(1);
    expect(() => parseOts(detached(deep(256)))).toThrowError(/deeper/);
    const bushes = Array.from({ length: 4100 }, (_, i) =>
      concat(fromHex('fff002'), Uint8Array.of(i & 0xff, i >> 8), fromHex('00ffffffffffffffff00')),
    );
    expect(() => parseOts(detached(concat(...bushes, FOOBAR)))).toThrowError(/4,096 messages|64 KiB/);
    const long = new Uint8Array(4095);
    expect(parseOtsAnswer(concat(fromHex('f00100'), FOOBAR), long).branches).toHaveLength(1);
    expect(() => parseOtsAnswer(concat(fromHex('f00100'), FOOBAR), new Uint8Array(4096))).toThrowError(/4,096 bytes/);
  });

  it('answers hostile bytes with a value or with its own error', () => {
    expect(feedOts({ seed: 1, inputs: 5000 })).toEqual([]);
  });
});

const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength });
const anyOp: fc.Arbitrary<OtsOp> = fc.oneof(
  fc.constantFrom('sha1' as const, 'ripemd160' as const, 'sha256' as const).map((kind) => ({ kind })),
  fc.record({ kind: fc.constantFrom('append' as const, 'prepend' as const), bytes: bytes(1, 200) }),
);
const anyAttestation: fc.Arbitrary<OtsAttestation> = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9._/:-]{1,40}$/).map(pendingAt),
  fc.nat({ max: 2 ** 40 }).map((height) => ({ kind: 'bitcoin' as const, height })),
  fc.record({ kind: fc.constant('unknown' as const), tag: bytes(8, 8), payload: bytes(0, 200) }),
);
type Growth = { readonly attestations: OtsAttestation[]; readonly branches: { op: OtsOp; next: Growth }[] };
const { growth } = fc.letrec<{ growth: Growth }>((tie) => ({
  growth: fc.record({
    attestations: fc.array(anyAttestation, { minLength: 1, maxLength: 3 }),
    branches: fc.oneof(
      { depthSize: 'small' },
      fc.constant<Growth['branches']>([]),
      fc.array(fc.record({ op: anyOp, next: tie('growth') }), { maxLength: 3 }),
    ),
  }),
}));

/** Merging makes sets of lists that may say a thing twice. */
function grow(message: Uint8Array, { attestations, branches }: Growth): OtsNode {
  const parts = [
    ...attestations.map((each) => leaf(message, each)),
    ...branches.map(({ op, next }) => branchOf(message, op, (result) => grow(result, next))),
  ];
  return parts.reduce(mergeNodes, leaf(message));
}

describe('the writer', () => {
  it('writes any proof so that the reader has it again, in one order', () => {
    fc.assert(
      fc.property(growth, (plan) => {
        const node = grow(DIGEST, plan);
        const written = formatOts(node);
        const read = parseOts(written);
        expect(formatOts(read)).toEqual(written);
        expect(attestationsOf(read)).toHaveLength(attestationsOf(node).length);
        expect(mergeNodes(read, node)).toEqual(read);
      }),
    );
  });

  it('writes the bytes that python-opentimestamps writes, sets in order', () => {
    const node = leaf(utf8('foo'), pendingAt('foobar'), pendingAt('foobaz'), pendingAt('barfoo'));
    const deeper = branchOf(utf8('foo'), { kind: 'sha256' }, (result) => leaf(result, pendingAt('deeper')));
    const one = (uri: string) => `0083dfe30d2ef90c8e0706${toHex(utf8(uri))}`;
    expect(toHex(formatOtsNode(mergeNodes(node, deeper)))).toBe(
      `ff${one('barfoo')}ff${one('foobar')}ff${one('foobaz')}08${one('deeper')}`,
    );
    expect(() => formatOtsNode(leaf(DIGEST))).toThrowError(/nothing is/);
  });

  it('grafts what a calendar knows later onto the message it knows it of, and refuses another message', () => {
    const pending = branchOf(DIGEST, { kind: 'append', bytes: Uint8Array.of(1) }, (nonced) =>
      branchOf(nonced, { kind: 'sha256' }, (blinded) => leaf(blinded, pendingAt('a.example'))),
    );
    const [at] = attestationsOf(pending);
    const more = leaf(at?.message ?? DIGEST, { kind: 'bitcoin', height: 5 });
    expect(attestationsOf(graft(pending, more)).map(({ attestation }) => attestation.kind)).toEqual([
      'pending',
      'bitcoin',
    ]);
    expect(graft(pending, leaf(utf8('elsewhere'), { kind: 'bitcoin', height: 5 }))).toEqual(pending);
    expect(() => mergeNodes(leaf(DIGEST), leaf(utf8('other')))).toThrowError(/two messages/);
  });

  it('computes as others do', () => {
    const digest = (name: string) => new Uint8Array(createHash(name).update(DIGEST).digest());
    for (const kind of ['sha1', 'ripemd160', 'sha256'] as const) {
      expect(applyOp({ kind }, DIGEST)).toEqual(digest(kind));
    }
    expect(applyOp({ kind: 'prepend', bytes: Uint8Array.of(1) }, Uint8Array.of(2))).toEqual(Uint8Array.of(1, 2));
  });
});

describe('a file of block headers', () => {
  // The first block, whose header everybody knows.
  const GENESIS =
    '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c';

  it('gives the merkle root and the time of each', () => {
    const genesis = parseBlockHeaders(`# of my own node\n0 ${GENESIS}\n`).get(0);
    expect(genesis?.time).toBe(1231006505);
    expect(toHex(Uint8Array.from(genesis?.merkleRoot ?? []).reverse())).toBe(
      '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b',
    );
  });

  it.each([
    ['a short header', `0 ${GENESIS.slice(2)}`],
    ['no height', GENESIS],
    ['a height twice', `0 ${GENESIS}\n0 ${GENESIS}`],
    ['capitals', `0 ${GENESIS.toUpperCase()}`],
  ])('with %s is refused by its line', (_name, text) => {
    expect(() => parseBlockHeaders(text)).toThrowError(/Line [12]/);
  });
});
