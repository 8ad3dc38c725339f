import { concat, filled, fixed, flipped, fromHex, utf8 } from './bytes.mjs';
import { invalid } from './cases.mjs';
import { cbor, fields, head, inOrder, Raw } from './cbor.mjs';
import { headerOf, record } from './cose.mjs';
import { KEYS, SMALL_ORDER, secondSignature } from './keys.mjs';

/* Every signed record broken in each of the ways that clauses 1.3 and 1.6 forbid. */

/** @typedef {import('./cose.mjs').Signed} Signed */
/** @typedef {import('./cases.mjs').Case} Case */
/** @typedef {(name: string, bytes: Uint8Array, refused: string) => Case} Refuse */

/** The body with its first field as the bytes given. @param {Signed} signed @param {Uint8Array} first */
const withFirst = ({ body }, first) =>
  concat(head(5, body.length), first, ...body.slice(1).flatMap((value, i) => [cbor(i + 1), cbor(value)]));

/** @param {Signed} signed @returns {readonly (readonly [name: string, payload: Uint8Array, refused: string])[]} */
function brokenBodies(signed) {
  const { body } = signed;
  const entries = body.map((value, key) => /** @type {const} */ ([key, value]));
  const whole = cbor(fields(body));
  const last = body.length - 1;
  return [
    ['a version other than 1', cbor(fields([2, ...body.slice(1)])), 'unsupported-version'],
    ['a version that is text', cbor(fields(['1', ...body.slice(1)])), 'unsupported-version malformed'],
    ['its last field missing', cbor(fields(body.slice(0, -1))), 'malformed'],
    ['a field more', cbor(fields([...body, 0])), 'malformed'],
    [
      'a text key besides',
      cbor(new Map(/** @type {[unknown, unknown][]} */ ([...fields(body), ['x', 0]]))),
      'malformed',
    ],
    ['its last key one too high', cbor(new Map([...entries.slice(0, -1), [last + 1, body[last]]])), 'malformed'],
    ['an array for a body', cbor(body), 'malformed'],
    ['its first key in two bytes', withFirst(signed, fromHex('180001')), 'not-canonical'],
    ['its version in two bytes', withFirst(signed, fromHex('001801')), 'not-canonical'],
    ['its version as a float', withFirst(signed, fromHex('00f93c00')), 'malformed'],
    ['its version in a tag', withFirst(signed, fromHex('00c001')), 'malformed'],
    ['its size in two bytes', concat(head(5, body.length, 1), whole.subarray(1)), 'not-canonical'],
    [
      'its first two keys exchanged',
      inOrder([1, 0].concat(range(2, body.length)).map((i) => [i, body[i]])).bytes,
      'not-canonical',
    ],
    ['a key that stands twice', inOrder([...entries, [last, body[last]]]).bytes, 'malformed'],
    ['a body of indefinite length', concat(Uint8Array.of(0xbf), whole.subarray(1), Uint8Array.of(0xff)), 'malformed'],
    ['a byte after its body', concat(whole, Uint8Array.of(0)), 'malformed'],
    ['its body cut short', whole.subarray(0, -1), 'malformed'],
  ];
}

const range = (/** @type {number} */ from, /** @type {number} */ to) =>
  Array.from({ length: to - from }, (_, i) => from + i);

/** @param {Signed} signed @returns {readonly (readonly [name: string, wrong: import('./cose.mjs').Wrong, refused: string])[]} */
function brokenCovers({ kind, key, body }) {
  const header = headerOf(key.keyId, kind);
  const other = kind === 'read' ? 'receipt' : 'read';
  const without = (/** @type {number} */ label) => new Map([...header].filter(([at]) => at !== label));
  const turned = cbor(fields(body));
  return [
    ['the type of another record', { header: headerOf(key.keyId, other) }, 'malformed'],
    ['no type', { header: without(16) }, 'malformed'],
    ['no key id', { header: without(4) }, 'malformed'],
    ['no algorithm', { header: without(1) }, 'malformed'],
    ['another algorithm', { header: headerOf(key.keyId, kind, -7) }, 'malformed'],
    ['a protected parameter more', { header: new Map([...header, [3, 0]]) }, 'malformed'],
    ['its protected parameters out of order', { header: inOrder([...header].reverse()) }, 'not-canonical'],
    ['an unprotected parameter', { unprotected: new Map([[3, 0]]) }, 'malformed'],
    ['the id of another key', { header: headerOf(KEYS.stranger.keyId, kind) }, 'bad-signature'],
    ['a key id of 16 bytes', { header: headerOf(key.keyId.subarray(0, 16), kind) }, 'malformed bad-signature'],
    ['a signature with a bit turned', { signature: (right) => flipped(right, 5) }, 'bad-signature'],
    ['a scalar S not below the group order', { signature: secondSignature }, 'bad-signature'],
    ['a signature of zeros', { signature: () => filled(64, 0) }, 'bad-signature'],
    ['a signature of 63 bytes', { signature: (right) => right.subarray(1) }, 'malformed bad-signature'],
    ['a signature over other external data', { externalAad: utf8('f4w') }, 'bad-signature'],
    ['its body changed after it was signed', { outer: changed(flipped(turned, -1)) }, 'bad-signature'],
    ['its body not in a byte string', { outer: changed(new Raw(turned)) }, 'malformed'],
    ['three items', { outer: (items) => items.slice(0, 3) }, 'malformed'],
    ['five items', { outer: (items) => [...items, 0] }, 'malformed'],
    ['its four items counted in two bytes', { outer: longArray }, 'not-canonical'],
  ];
}

/** @param {unknown} payload @returns {(items: readonly unknown[]) => unknown} */
const changed = (payload) => (items) => items.map((item, i) => (i === 2 ? payload : item));

/** @param {readonly unknown[]} items */
const longArray = (items) => new Raw(concat(head(4, items.length, 1), ...items.map(cbor)));

/** @param {Signed} signed @returns {readonly (readonly [name: string, bytes: Uint8Array, refused: string])[]} */
function brokenWholes(signed) {
  const right = record(signed);
  return [
    ['no tag', right.subarray(1), 'malformed'],
    ['another tag', concat(Uint8Array.of(0xd1), right.subarray(1)), 'malformed'],
    ['its tag in two bytes', concat(fromHex('d812'), right.subarray(1)), 'not-canonical malformed'],
    ['a byte after it', concat(right, Uint8Array.of(0)), 'malformed'],
    ['its last byte missing', right.subarray(0, -1), 'malformed'],
    ['nothing in it', filled(0, 0), 'malformed'],
    ['more than 65,536 bytes', concat(right, filled(65_537 - right.length, 0)), 'too-large malformed'],
  ];
}

/**
 * @param {Signed} signed
 * @param {string} key its name among the keys of the file
 * @returns {readonly Case[]}
 */
export function brokenRecords(signed, key) {
  const refuse = (/** @type {string} */ name, /** @type {Uint8Array} */ bytes, /** @type {string} */ refused) =>
    invalid(`has ${name}`, clauseOf(name), { key, bytes, refused });
  const forged = { ...signed, key: { ...signed.key, keyId: fixed('no key') } };
  const small = headerOf(KEYS.smallOrder.keyId, signed.kind);
  const neutral = concat(SMALL_ORDER, filled(32, 0));
  return [
    ...brokenBodies(signed).map(([name, payload, refused]) => refuse(name, record(signed, { payload }), refused)),
    ...brokenCovers(signed).map(([name, wrong, refused]) => refuse(name, record(signed, wrong), refused)),
    ...brokenWholes(signed).map(([name, bytes, refused]) => refuse(name, bytes, refused)),
    refuse('a key id that is of no key', record(forged), 'bad-signature'),
    refuse('the key and signature of a stranger', record({ ...signed, key: KEYS.stranger }), 'bad-signature'),
    invalid('verifies under a key of small order alone', '1.6', {
      key: 'smallOrder',
      bytes: record(signed, { header: small, signature: () => neutral }),
      refused: 'bad-signature',
    }),
  ];
}

/** What is wrong with the CBOR breaks 1.3, a limit 18, and everything else the cover of 1.6. @param {string} name */
function clauseOf(name) {
  if (name.includes('65,536')) return '18';
  return /version|field|body|first|text key|last key|stands twice|after it|last byte|counted|order$/.test(name) &&
    !/changed|byte string|group order/.test(name)
    ? '1.3'
    : '1.6';
}
