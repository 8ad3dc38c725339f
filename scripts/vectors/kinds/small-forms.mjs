import { filled, fixed, fromHex, sha256, utf8 } from '../bytes.mjs';
import { invalid, valid } from '../cases.mjs';
import { cbor, fields } from '../cbor.mjs';
import { record } from '../cose.mjs';
import { KEYS } from '../keys.mjs';
import { at } from './civil-days.mjs';
import { PSEUDONYM, TIME } from './sample-values.mjs';

/* Forms that need no more than a line each: texts of bytes and instants, padding, leaves, topics. */

const BASE64URL = [
  ['no bytes', '', ''],
  ['one byte', '-A', 'f8'],
  ['two bytes', '-_8', 'fbff'],
  ['three bytes', '-_-_', 'fbffbf'],
];
const WRONG_BASE64URL = [
  ['unused bits that are not zero', '-B'],
  ['padding', '-A=='],
  ['a letter of the other alphabet', '+A'],
  ['one letter', '-'],
  ['white space', '-A\n'],
];
const INSTANTS = ['1970-01-01T00:00:00Z', '2026-11-15T10:15:00Z', '2028-02-29T23:59:59Z', '9999-12-31T23:59:59Z'];
const WRONG_INSTANTS = [
  '2026-11-15T10:15:00z',
  '2026-11-15t10:15:00Z',
  '2026-11-15 10:15:00Z',
  '2026-11-15T10:15:00+00:00',
  '2026-11-15T10:15:00.0Z',
  '2026-11-15T10:15Z',
  '2026-11-15T24:00:00Z',
  '2026-11-15T10:15:60Z',
  '2026-02-29T10:15:00Z',
  '1969-12-31T23:59:59Z',
  '+010000-01-01T00:00:00Z',
  '',
];

export const texts = () => ({
  description: 'Texts that stand for bytes and for instants, each in its one form.',
  spec: 'SPEC.md clauses 1.2 and 1.7',
  cases: [
    ...BASE64URL.map(([name = '', text, expect]) =>
      valid(`base64url of ${name}`, '1.2', { op: 'base64url', text, expect }),
    ),
    ...WRONG_BASE64URL.map(([name = '', text]) =>
      invalid(`base64url with ${name}`, '1.2', { op: 'base64url', text, refused: 'malformed not-canonical' }),
    ),
    valid('hexadecimal', '1.2', { op: 'hex', text: '00ff', expect: fromHex('00ff') }),
    invalid('hexadecimal in capitals', '1.2', { op: 'hex', text: '00FF', refused: 'malformed not-canonical' }),
    invalid('hexadecimal of half a byte', '1.2', { op: 'hex', text: '00f', refused: 'malformed' }),
    ...INSTANTS.map((text) => valid(`the instant ${text}`, '1.7', { op: 'instant', text, expect: at(text) })),
    ...WRONG_INSTANTS.map((text) =>
      invalid(`an instant written "${text}"`, '1.7', {
        op: 'instant',
        text,
        refused: 'malformed not-canonical out-of-range',
      }),
    ),
  ],
});

/** @type {readonly (readonly [name: string, plaintext: string, padded: string])[]} */
const PADDED = [
  ['nothing to eight bytes', '', '8000000000000000'],
  ['three bytes to eight', '010203', '0102038000000000'],
  ['one byte less than its class', '01020304050607', '0102030405060780'],
  ['a plaintext that ends as padding does', '018000', '0180008000000000'],
  ['zeros', '0000', '0000800000000000'],
];
const NOT_PADDED = [
  ['no bytes', ''],
  ['zeros alone', '0000000000000000'],
  ['another byte at the end', '0102030405060708'],
  ['a byte after the mark', '0102800000000001'],
  ['a mark with another bit', '0102810000000000'],
];

export const padding = () => ({
  description: 'Padding of ISO/IEC 7816-4. The classes of clause 5.3 stand in envelope.json; here the size is small.',
  spec: 'SPEC.md clause 5.3',
  cases: [
    ...PADDED.map(([name, plaintext, expect]) =>
      valid(name, '5.3', { plaintext: fromHex(plaintext), size: 8, expect: fromHex(expect) }),
    ),
    ...NOT_PADDED.map(([name = '', padded = '']) =>
      invalid(name, '5.3', { padded: fromHex(padded), refused: 'malformed' }),
    ),
    invalid('a plaintext as long as its class', '5.3', { plaintext: filled(8, 1), size: 8, refused: 'too-large' }),
  ],
});

export function leaf() {
  const body = [1, PSEUDONYM, 1, 0, filled(32, 0), [], TIME];
  const receipt = record({ kind: 'receipt', key: KEYS.coachApi, body });
  const jws = utf8('eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl');
  return {
    description:
      'The leaf of a record is the SHA-256 of its bytes as sent. Each file of records gives leaves of its own.',
    spec: 'SPEC.md clause 2.4',
    cases: [
      valid('a tagged COSE_Sign1, its tag included', '2.4', { bytes: receipt, leaf: sha256(receipt) }),
      valid('the ASCII of a compact JWS', '2.4', { bytes: jws, leaf: sha256(jws) }),
      valid('SHA-256 of "abc", as FIPS 180-4 has it', '2.4', {
        bytes: utf8('abc'),
        leaf: fromHex('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'),
      }),
      invalid('a COSE_Sign1 hashed without its tag', '2.4', {
        bytes: receipt,
        leaf: sha256(receipt.subarray(1)),
        refused: true,
      }),
      invalid('a record hashed as an entry of the tree', '15.1', {
        bytes: receipt,
        leaf: sha256(new Uint8Array([0, ...receipt])),
        refused: true,
      }),
      invalid('a JWS hashed without its signature', '2.4', {
        bytes: jws,
        leaf: sha256(jws.subarray(0, 24)),
        refused: true,
      }),
    ],
  };
}

const PERSON = '0123456789abcdef0123456789abcdef';
const UP = ['envelope', 'consent', 'release', 'erasure', 'message', 'retirement', 'keys'];
const DOWN = ['receipt', 'read', 'programme', 'message', 'erasure'];

/** Topics that are no person's, those of the anchor among them. */
const OTHER_TOPICS = [
  ['the topic of leaves', 'f4w/v1/anchor/leaves'],
  ['the topic of checkpoints', 'f4w/v1/anchor/checkpoint'],
  ['a filter of all that goes up', 'f4w/v1/+/up/#'],
  ['a receipt that goes up', `f4w/v1/${PERSON}/up/receipt`],
  ['an envelope that goes down', `f4w/v1/${PERSON}/down/envelope`],
  ['a direction that is none', `f4w/v1/${PERSON}/sideways/envelope`],
  ['a pseudonym in capitals', `f4w/v1/${PERSON.toUpperCase()}/up/envelope`],
  ['a pseudonym of 33 digits', `f4w/v1/${PERSON}0/up/envelope`],
  ['a pseudonym of 31 digits', `f4w/v1/${PERSON.slice(1)}/up/envelope`],
  ['a level more', `f4w/v1/${PERSON}/up/envelope/1`],
  ['a slash at the end', `f4w/v1/${PERSON}/up/envelope/`],
  ['a slash at the beginning', `/f4w/v1/${PERSON}/up/envelope`],
  ['a new line at the end', `f4w/v1/${PERSON}/up/envelope\n`],
  ['another version', `f4w/v2/${PERSON}/up/envelope`],
  ['a kind of JavaScript alone', `f4w/v1/${PERSON}/up/constructor`],
  ['nothing', ''],
];

export const topics = () => ({
  description: 'Topics of a person, and what is none.',
  spec: 'SPEC.md section 16',
  cases: [
    ...UP.map((kind) =>
      valid(`${kind}, up`, '16.1', {
        topic: `f4w/v1/${PERSON}/up/${kind}`,
        expect: { pseudonym: PERSON, direction: 'up', kind },
      }),
    ),
    ...DOWN.map((kind) =>
      valid(`${kind}, down`, '16.1', {
        topic: `f4w/v1/${PERSON}/down/${kind}`,
        expect: { pseudonym: PERSON, direction: 'down', kind },
      }),
    ),
    ...OTHER_TOPICS.map(([name = '', topic]) => invalid(name, '16.2', { topic, refused: true })),
  ],
});

/** @typedef {{ height: number, previous: Uint8Array, firstIndex: number, size: number, root: Uint8Array, time: number }} Block */
/** @type {Block} */
const BLOCK = { height: 0, previous: filled(32, 0), firstIndex: 0, size: 3, root: fixed('root of 3'), time: TIME };
/** @param {Block} b */
const blockBytes = (b) => cbor(fields([1, b.height, b.previous, b.firstIndex, b.size, b.root, b.time]));
const NEXT = {
  ...BLOCK,
  height: 1,
  previous: sha256(blockBytes(BLOCK)),
  firstIndex: 3,
  size: 5,
  root: fixed('root of 5'),
};

/** @param {string} name @param {{ before: Uint8Array | null, block: object }} link */
const broken = (name, { before, block }) =>
  invalid(name, '15.3', { op: 'link', before, bytes: blockBytes({ ...BLOCK, ...block }), refused: 'fork' });

/** @param {string} name @param {Uint8Array} first */
const unbound = (name, first) =>
  invalid(name, '15.3', {
    op: 'link',
    before: blockBytes(BLOCK),
    bytes: blockBytes(NEXT),
    first,
    refused: 'unbound-block',
  });

/** @type {readonly (readonly [name: string, bytes: Uint8Array])[]} */
const NO_BLOCKS = [
  ['no leaf', blockBytes({ ...BLOCK, size: 0 })],
  ['a size below its first index', blockBytes({ ...BLOCK, firstIndex: 4 })],
  ['a leaf more than a block takes', blockBytes({ ...BLOCK, size: 65_537 })],
  ['a leaf more than a block takes besides its link', blockBytes({ ...NEXT, size: 3 + 65_538 })],
  ['a root of 31 bytes', blockBytes({ ...BLOCK, root: fixed('root', 31) })],
  ['a hash of the block before of 33 bytes', blockBytes({ ...BLOCK, previous: filled(33, 0) })],
  ['a negative height', blockBytes({ ...BLOCK, height: -1 })],
  ['a time after the year 9999', blockBytes({ ...BLOCK, time: 253_402_300_800 })],
  ['another version', cbor(fields([2, 0, filled(32, 0), 0, 3, fixed('root of 3'), TIME]))],
  ['a field less', cbor(fields([1, 0, filled(32, 0), 0, 3, fixed('root of 3')]))],
  ['a field more', cbor(fields([1, 0, filled(32, 0), 0, 3, fixed('root of 3'), TIME, 0]))],
  ['a byte after it', new Uint8Array([...blockBytes(BLOCK), 0])],
  [
    'its height in two bytes',
    new Uint8Array(
      Buffer.from(Buffer.from(blockBytes(BLOCK)).toString('hex').replace('0100025820', '011800025820'), 'hex'),
    ),
  ],
  ['257 bytes', filled(257, 0)],
];

export function block() {
  const [first, second] = [blockBytes(BLOCK), blockBytes(NEXT)];
  return {
    description:
      'Blocks, their hashes, and how they follow each other. `before` is null for the first; `first` is the entry of the tree at the first index.',
    spec: 'SPEC.md clause 15.3',
    cases: [
      valid('the first, which begins with any leaf', '15.3', {
        before: null,
        first: fixed('a leaf'),
        bytes: first,
        hash: sha256(first),
        expect: BLOCK,
      }),
      valid('the second, of its link and one leaf in the same second', '15.3', {
        before: first,
        first: sha256(first),
        bytes: second,
        hash: sha256(second),
        expect: NEXT,
      }),
      ...NO_BLOCKS.map(([name, bytes]) => invalid(name, '15.3', { bytes, refused: 'malformed-block' })),
      broken('a first block that is not at height 0', { before: null, block: { ...BLOCK, height: 1 } }),
      broken('a first block that names one before', { before: null, block: { ...BLOCK, previous: fixed('none') } }),
      broken('a first block that begins later', { before: null, block: { ...BLOCK, firstIndex: 1 } }),
      broken('a block that leaves a height out', { before: first, block: { ...NEXT, height: 2 } }),
      broken('a block that names another before', { before: first, block: { ...NEXT, previous: fixed('other') } }),
      broken('a block that leaves a leaf out', { before: first, block: { ...NEXT, firstIndex: 4 } }),
      broken('a block that takes a leaf again', { before: first, block: { ...NEXT, firstIndex: 2 } }),
      broken('a block made before the one before', { before: first, block: { ...NEXT, time: TIME - 1 } }),
      unbound('a block that begins with a leaf', fixed('a leaf')),
      unbound(
        'a block that begins with the hash of the one before as it was before it was redated',
        sha256(blockBytes({ ...BLOCK, time: TIME - 1 })),
      ),
    ],
  };
}
