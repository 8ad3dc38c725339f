import { brokenRecords } from '../breaks.mjs';
import { filled, sha256 } from '../bytes.mjs';
import { invalid, valid } from '../cases.mjs';
import { brokenFields, bytes, leaf, time, uint, uint16, uint32 } from '../fields.mjs';
import { KEYS } from '../keys.mjs';
import { bodyOf, boxesOf, boxItems, EMPTY, HEADER, seal, signed } from '../sealing.mjs';
import { brokenBoxes, movedBoxes, wrongBoxes } from './boxes.mjs';
import { LAST_TIME, leafOf } from './sample-values.mjs';

/** @typedef {import('../sealing.mjs').Box} Box */

/** @param {string} name @param {string} clause @param {{ header?: object, boxes: readonly Box[] }} made */
function sealed(name, clause, { header, boxes }) {
  const expect = { ...HEADER, ...header };
  const made = seal(expect, boxes);
  const bytes = signed(bodyOf(expect, made.map(boxItems)));
  const shown = made.map(({ ciphertext: _, ...box }) => box);
  return valid(name, clause, { key: 'agent', bytes, leaf: sha256(bytes), boxes: shown, expect });
}

const longest = (/** @type {number} */ length) => boxesOf(filled(length, 7), filled(0, 0), filled(3, 0x80));

const RIGHT = () => [
  sealed('covers a quarter of an hour in which nothing was measured', '6.1', { boxes: boxesOf(...EMPTY) }),
  sealed('follows another, for an hour, at a revision', '6.3', {
    header: { agent: 65_535, sequence: 2, previous: leafOf('envelope 1'), granularity: 'hour', revision: 1 },
    boxes: boxesOf(...EMPTY),
  }),
  sealed('covers a day', '5.3', { header: { granularity: 'day' }, boxes: longest(383) }),
  sealed('has the greatest of every number', '6.1', {
    header: { sequence: Number.MAX_SAFE_INTEGER, revision: 4_294_967_295, windowStart: LAST_TIME },
    boxes: boxesOf(...EMPTY),
  }),
  sealed('has the longest plaintext of the first class of its granularity', '5.3', { boxes: longest(159) }),
  sealed('takes the second class for one plaintext that is a byte longer', '5.3', { boxes: longest(160) }),
  sealed('takes the third class', '5.3', { boxes: longest(1024) }),
  sealed('takes the fourth class', '5.3', { boxes: longest(16_383) }),
];

/** @param {string} name @param {object} members */
const tooLong = (name, members) =>
  invalid(name, '5.3', { op: 'seal', key: 'agent', header: HEADER, ...members, refused: 'too-large' });

const TOO_LONG = () => [
  tooLong('seals a plaintext that leaves no room in the largest class', { boxes: longest(16_384) }),
  tooLong('seals an hour of 96 bytes', { header: { ...HEADER, granularity: 'hour' }, boxes: longest(96) }),
  tooLong('seals a day of 384 bytes', { header: { ...HEADER, granularity: 'day' }, boxes: longest(384) }),
];

const TYPES = {
  1: bytes(16),
  2: uint16,
  3: uint(Number.MAX_SAFE_INTEGER, 1),
  4: leaf,
  5: time,
  6: /** @type {const} */ ([
    ['of no granularity', 901],
    ['of 90,000 seconds', 90_000],
    ['of 0', 0],
    ['as text', 'raw'],
  ]),
  7: uint32,
  8: leaf,
};

export function envelope() {
  const body = bodyOf(HEADER, seal(HEADER, boxesOf(...EMPTY)).map(boxItems));
  const whole = { kind: 'envelope', key: KEYS.agent, body };
  const { agent, stranger, smallOrder } = KEYS;
  return {
    description: 'Sealing with fixed keys, nonces and salt; opening; boxes that do not open where they lie.',
    spec: 'SPEC.md sections 5 and 6',
    keys: { agent, stranger, smallOrder },
    cases: [
      ...RIGHT(),
      ...TOO_LONG(),
      invalid('is the first and follows another', '6.2', {
        key: 'agent',
        bytes: signed(
          bodyOf(
            { ...HEADER, previous: new Uint8Array(leafOf('envelope 0')) },
            seal(HEADER, boxesOf(...EMPTY)).map(boxItems),
          ),
        ),
        refused: 'malformed out-of-range',
      }),
      ...brokenRecords(whole, 'agent'),
      ...brokenFields(whole, { key: 'agent', clause: '6.1', types: TYPES }),
      ...brokenBoxes(),
      ...movedBoxes(),
      ...wrongBoxes(),
    ],
  };
}
