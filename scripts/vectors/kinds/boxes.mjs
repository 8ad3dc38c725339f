import { concat, filled, fixed, flipped, utf8 } from '../bytes.mjs';
import { invalid } from '../cases.mjs';
import { cbor } from '../cbor.mjs';
import { replaced } from '../fields.mjs';
import { aeadSeal, dataKeyId } from '../keys.mjs';
import { ALGORITHM, bodyOf, boxesOf, boxItems, EMPTY, externalAad, HEADER, padded, seal, signed } from '../sealing.mjs';
import { TIME, ZEROS } from './sample-values.mjs';

/* Boxes that are wrong, or lie in the wrong place, in envelopes that are well signed. */

/** @typedef {readonly (readonly [name: string, clause: string, boxes: unknown])[]} BrokenBoxes */

/** @param {readonly (readonly [label: number, value: unknown])[]} entries */
const parameters = (...entries) => new Map(entries);

/** One box of three that is no COSE_Encrypt0 of clause 5.1. @param {readonly unknown[][]} items @returns {BrokenBoxes} */
function brokenItems([first, second, third = []]) {
  const other = (/** @type {number} */ at, /** @type {unknown} */ value) => [first, second, replaced(third, at, value)];
  const kid = fixed('kid', 16);
  const iv = fixed('iv', 12);
  return [
    ['has a box of two items', '5.1', [first, second, third.slice(0, 2)]],
    ['has a box under another algorithm', '5.1', other(0, cbor(parameters([1, 3])))],
    ['has a box whose algorithm is written long', '5.1', other(0, Uint8Array.of(0xa1, 0x18, 1, 0x18, 24))],
    ['has a box without a key id', '5.1', other(1, parameters([5, iv]))],
    ['has a box without an IV', '5.1', other(1, parameters([4, kid]))],
    ['has a box with a parameter more', '5.1', other(1, parameters([3, 0], [4, kid], [5, iv]))],
    ['has a box with a key id of 15 bytes', '5.1', other(1, parameters([4, kid.subarray(1)], [5, iv]))],
    ['has a box with an IV of 11 bytes', '5.1', other(1, parameters([4, kid], [5, iv.subarray(1)]))],
    ['has a box whose ciphertext is text', '5.1', other(2, 'a'.repeat(176))],
  ];
}

/** Envelopes well signed whose boxes are not those of clauses 5.1 and 5.3. */
export function brokenBoxes() {
  const made = seal(HEADER, boxesOf(...EMPTY));
  const items = made.map(boxItems);
  const shorter = made.map((box) => boxItems({ ...box, ciphertext: box.ciphertext.subarray(1) }));
  const hour = seal({ ...HEADER, granularity: 'hour' }, boxesOf(...EMPTY)).map(boxItems);
  /** @type {BrokenBoxes} */
  const broken = [
    ['has two boxes', '6.1', items.slice(0, 2)],
    ['has four boxes', '6.1', [...items, items[0]]],
    ['has no array of boxes', '6.1', 0],
    ['has boxes of two sizes', '5.3', [...items.slice(0, 2), hour[2]]],
    ['has boxes of no size class', '5.3', shorter],
    ['has boxes of the size of another granularity', '5.3', hour],
    ...brokenItems(items),
  ];
  return broken.map(([name, clause, boxes]) =>
    invalid(name, clause, { key: 'agent', bytes: signed(bodyOf(HEADER, boxes)), refused: 'malformed not-canonical' }),
  );
}

/** @param {string} name @param {string} clause @param {{ bytes: Uint8Array, refused: string, dataKey?: Uint8Array }} members */
const closed = (name, clause, members) =>
  invalid(name, clause, { op: 'box', key: 'agent', metric: 'steps', dataKey: fixed('data key 0'), ...members });

/** Envelopes that read and verify, with a box in them that does not open where it lies. */
export function movedBoxes() {
  const made = seal(HEADER, boxesOf(...EMPTY));
  const items = made.map(boxItems);
  const moves = [
    ['pseudonym', { pseudonym: fixed('another pseudonym', 16) }],
    ['window', { windowStart: TIME + 900 }],
    ['revision', { revision: 1 }],
  ];
  const swapped = signed(bodyOf(HEADER, [items[1], items[0], items[2]]));
  const day = seal({ ...HEADER, granularity: 'day' }, boxesOf(...EMPTY)).map(boxItems);
  return [
    ...moves.map(([what, header]) =>
      closed(`opens a box that was moved to another ${what}`, '5.4', {
        bytes: signed(bodyOf({ ...HEADER, .../** @type {object} */ (header) }, items)),
        refused: 'decryption-failed',
      }),
    ),
    closed('opens a box that was moved to another metric', '5.4', {
      bytes: swapped,
      dataKey: fixed('data key 1'),
      refused: 'decryption-failed',
    }),
    closed('opens a box that was moved to another granularity', '5.4', {
      bytes: signed(bodyOf({ ...HEADER, granularity: 'day' }, resealed(day))),
      refused: 'decryption-failed',
    }),
    closed('opens a box with the key of another', '5.2', {
      bytes: signed(bodyOf(HEADER, items)),
      dataKey: fixed('data key 1'),
      refused: 'wrong-key',
    }),
  ];
}

/** Boxes of a day's size that were bound to a quarter of an hour. @param {readonly unknown[][]} day */
const resealed = (day) =>
  day.map((box, metric) => {
    const key = fixed(`data key ${metric}`);
    const aad = cbor(['Encrypt0', ALGORITHM, externalAad(HEADER, metric)]);
    const ciphertext = aeadSeal({ key, nonce: fixed(`nonce ${metric}`, 12), aad }, padded(EMPTY[metric] ?? ZEROS, 384));
    return replaced(box, 2, ciphertext);
  });

/** One box made wrongly, in an envelope that reads and verifies. */
export function wrongBoxes() {
  const [box, ...rest] = seal(HEADER, boxesOf(...EMPTY));
  const { dataKey: key = ZEROS, nonce = ZEROS, encStructure: aad = ZEROS, ciphertext = ZEROS } = box ?? {};
  const holding = (/** @type {Uint8Array} */ bytes) =>
    signed(bodyOf(HEADER, [boxItems({ keyId: dataKeyId(key), nonce, ciphertext: bytes }), ...rest.map(boxItems)]));
  const plain = (/** @type {Uint8Array} */ plaintext) => holding(aeadSeal({ key, nonce, aad }, plaintext));
  const right = padded(EMPTY[0] ?? ZEROS, 160);
  const under = (/** @type {object} */ use) => holding(aeadSeal({ key, nonce, aad, ...use }, right));
  const failed = 'decryption-failed';
  return [
    closed('opens a ciphertext with a bit turned', '5.1', { bytes: holding(flipped(ciphertext, 9)), refused: failed }),
    closed('opens a tag with a bit turned', '5.1', { bytes: holding(flipped(ciphertext, -1)), refused: failed }),
    closed('opens a box under another key than it names', '5.2', { bytes: under({ key: ZEROS }), refused: failed }),
    closed('opens a box under another IV than it names', '5.1', {
      bytes: under({ nonce: filled(12, 1) }),
      refused: failed,
    }),
    closed('opens a box without its Enc_structure', '5.4', {
      bytes: under({ aad: externalAad(HEADER, 0) }),
      refused: failed,
    }),
    closed('opens a box bound to nothing', '5.4', {
      bytes: under({ aad: cbor(['Encrypt0', ALGORITHM, utf8('')]) }),
      refused: failed,
    }),
    closed('opens zeros without a mark of padding', '5.3', { bytes: plain(filled(160, 0)), refused: 'malformed' }),
    closed('opens a plaintext that ends in another byte', '5.3', {
      bytes: plain(filled(160, 1)),
      refused: 'malformed',
    }),
    closed('opens a padding that is not of zeros', '5.3', {
      bytes: plain(concat(right.subarray(1), Uint8Array.of(1))),
      refused: 'malformed',
    }),
  ];
}
