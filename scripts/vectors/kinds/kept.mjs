import { filled, fixed } from '../bytes.mjs';
import { bytes, date, time, uint16, uint53 } from '../fields.mjs';
import { KEYS, sealedBox } from '../keys.mjs';
import { recordFile } from '../records.mjs';
import { LAST_TIME, PSEUDONYM, TIME } from './sample-values.mjs';

/* What is kept at the coach API for a new machine. */

/** @type {import('../fields.mjs').Breaks} */
const anyBytes = [
  ['as text', 'sealed'],
  ['that is null', null],
];

const KEPT = {
  pseudonym: PSEUDONYM,
  agent: 1,
  day: '2026-03-29',
  generation: 0,
  sealed: sealedBox(fixed('kept keys'), KEYS.vault, 'kept keys'),
};
const keysBody = (/** @type {typeof KEPT} */ k) => [1, k.pseudonym, k.agent, k.day, k.generation, k.sealed];

export const keptKeys = () =>
  recordFile({
    kind: 'kept-keys',
    clause: '7.9',
    description: 'An agent keeps the data keys of a day for its person.',
    key: 'agent',
    body: keysBody,
    types: { 1: bytes(16), 2: uint16, 3: date, 4: uint53, 5: anyBytes },
    right: [
      { name: 'keeps the keys of a day', value: KEPT },
      { name: 'keeps those of the last generation', value: { ...KEPT, generation: Number.MAX_SAFE_INTEGER } },
    ],
    wrong: [{ name: 'is signed by the identity', body: keysBody(KEPT), signer: 'identity', refused: 'bad-signature' }],
  });

const PINS = { pseudonym: PSEUDONYM, sealed: sealedBox(fixed('pins'), KEYS.vault, 'kept pins'), issued: TIME };
const pinsBody = (/** @type {typeof PINS} */ p) => [1, p.pseudonym, p.sealed, p.issued];

export const keptPins = () =>
  recordFile({
    kind: 'kept-pins',
    clause: '7.10',
    description: 'A person keeps what a new machine has to know.',
    key: 'identity',
    body: pinsBody,
    types: { 1: bytes(16), 2: anyBytes, 3: time },
    right: [
      { name: 'keeps pins', value: PINS },
      { name: 'keeps them at the last second', value: { ...PINS, issued: LAST_TIME } },
    ],
    wrong: [
      { name: 'is signed by an agent', body: pinsBody(PINS), signer: 'agent', refused: 'bad-signature' },
      {
        name: 'has more than 16,384 bytes',
        clause: '18',
        body: pinsBody({ ...PINS, sealed: filled(16_384, 1) }),
        refused: 'too-large',
      },
    ],
  });
