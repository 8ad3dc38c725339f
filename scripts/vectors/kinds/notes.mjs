import { base64, concat, filled, fixed, hex, utf8 } from '../bytes.mjs';
import { invalid, valid } from '../cases.mjs';
import { sign, signingKey } from '../keys.mjs';
import { rootOf } from '../merkle-tree.mjs';
import {
  checkpointText,
  cosignatureLine,
  LOG,
  line,
  note,
  noteKey,
  OTHER_LOG,
  signatureLine,
  stamp,
  WITNESSES,
} from '../notes.mjs';
import { TIME } from './sample-values.mjs';

/* Clause 15.1: verifier keys, notes, checkpoints and cosignatures (C2SP). Notes stand as bytes: they are UTF-8. */

const TEXT = 'a text\nof two lines\n';
const C2SP = 'SPEC.md clauses 15.1 and 15.2, C2SP';
const [WITNESS = LOG] = WITNESSES;

/** @param {import('../notes.mjs').NoteKey} key */
const keyValue = ({ name, type, key, id }) => ({ name, type, publicKey: key.publicKey, keyId: id });

const long = noteKey('log.example/a-name_with.signs/ö', 1, fixed('seed/log'));
/** @param {number} type @param {number} [length] */
const typed = (type, length = 32) => concat(Uint8Array.of(type), fixed('public key', length));
const idOf = (/** @type {import('../notes.mjs').NoteKey} */ { id }) => hex(id);
const rest = LOG.vkey.slice(LOG.name.length);

const NO_KEYS = [
  ['an id that is another’s', `${LOG.name}+${idOf(OTHER_LOG)}+${LOG.vkey.split('+').slice(2).join('+')}`],
  ['an id of nine digits', `${LOG.name}+${idOf(LOG)}0+${LOG.vkey.split('+').slice(2).join('+')}`],
  ['no name', rest],
  ['a name with white space', `log example${rest}`],
  ['a name with a plus sign', `log+example${rest}`],
  ['two parts', LOG.vkey.split('+').slice(0, 2).join('+')],
  ['a key that is not base64', `${LOG.name}+${idOf(LOG)}+!!!!`],
  ['a key with padding that it does not need', `${LOG.vkey}=`],
  ['a type that is not Ed25519', `x+00000000+${base64(typed(2))}`],
  ['a key of 31 bytes', `x+00000000+${base64(typed(1, 31))}`],
  ['nothing', ''],
];

export const vkey = () => ({
  description: 'Verifier keys of logs (type 1) and of witnesses (type 4).',
  spec: `${C2SP} signed-note`,
  cases: [
    valid('of a log', '15.2', { vkey: LOG.vkey, expect: keyValue(LOG) }),
    valid('of a witness', '15.2', { vkey: WITNESS.vkey, expect: keyValue(WITNESS) }),
    valid('with a name outside ASCII', '15.1', { vkey: long.vkey, expect: keyValue(long) }),
    ...NO_KEYS.map(([name = '', text]) => invalid(name, '15.1', { vkey: text, refused: 'malformed-key' })),
  ],
});

const other = signatureLine(OTHER_LOG, TEXT);
const own = signatureLine(LOG, TEXT);

/** @type {readonly (readonly [name: string, note: string | Uint8Array])[]} */
const NO_NOTES = [
  ['no empty line', `${TEXT}${own}`],
  ['no signature', `${TEXT}\n`],
  ['no new line at the end', note(TEXT, [own]).slice(0, -1)],
  ['an empty line at the end', `${note(TEXT, [own])}\n`],
  ['a signature line without its dash', note(TEXT, [own.slice(2)])],
  ['a signature line with a hyphen', note(TEXT, [own.replace('\u2014', '-')])],
  ['a signature line of two words more', note(TEXT, [own.replace('\n', ' x y\n')])],
  ['a signature line without a signature', note(TEXT, [`\u2014 ${LOG.name}\n`])],
  ['a signature that is not base64', note(TEXT, [`\u2014 ${LOG.name} !!!!\n`])],
  ['a signature of a key id alone', note(TEXT, [`\u2014 ${LOG.name} ${base64(LOG.id)}\n`])],
  ['a signature without its padding', note(TEXT, [own.replace(/=+\n/, '\n')])],
  ['a name with a plus sign', note(TEXT, [own.replace(LOG.name, 'log+example')])],
  ['a control character', note('a\ttext\n', [own])],
  ['a carriage return', note('a text\r\n', [own])],
  ['what is not UTF-8', concat(Uint8Array.of(0xff), utf8(note(TEXT, [own])))],
  ['nothing', ''],
];

/** @param {string} name @param {string} text @param {import('../notes.mjs').NoteKey} [key] */
const unverified = (name, text, key = LOG) =>
  invalid(name, '15.2', { op: 'verify', note: utf8(text), vkey: key.vkey, refused: 'bad-signature' });

export const signedNote = () => ({
  description: 'Notes: their form, and the signature of a log’s key among those of others.',
  spec: `${C2SP} signed-note`,
  keys: { log: { seed: LOG.key.seed, vkey: LOG.vkey } },
  cases: [
    valid('a note', '15.1', {
      note: utf8(note(TEXT, [own])),
      vkey: LOG.vkey,
      seed: LOG.key.seed,
      expect: { text: TEXT, signatures: 1 },
    }),
    valid('a note with the signature of a key that nobody knows', '15.1', {
      note: utf8(note(TEXT, [other, own])),
      vkey: LOG.vkey,
      expect: { text: TEXT, signatures: 2 },
    }),
    valid('a note whose text has an empty line', '15.1', {
      note: utf8(note('one\n\ntwo\n', [signatureLine(LOG, 'one\n\ntwo\n')])),
      ...{ vkey: LOG.vkey, expect: { text: 'one\n\ntwo\n', signatures: 1 } },
    }),
    ...NO_NOTES.map(([name, text]) =>
      invalid(name, '15.1', { note: typeof text === 'string' ? utf8(text) : text, refused: 'malformed-note' }),
    ),
    unverified('a note without the signature of the key', note(TEXT, [other])),
    unverified('a note with another text', note('b text\nof two lines\n', [own])),
    unverified(
      'a note with one signature that is right and one that is wrong',
      note(TEXT, [own, line(LOG, filled(64, 0))]),
    ),
    unverified('a note with a signature of 63 bytes', note(TEXT, [line(LOG, filled(63, 0))])),
    unverified(
      'a note under the name of the key alone',
      note(TEXT, [signatureLine({ ...OTHER_LOG, name: LOG.name }, TEXT)]),
    ),
  ],
});

const ROOT = rootOf([fixed('leaf 0'), fixed('leaf 1'), fixed('leaf 2')]);
const CHECKPOINT = { size: 3, root: ROOT };
const text = checkpointText(CHECKPOINT);
const signed = (/** @type {string} */ body) => utf8(note(body, [signatureLine(LOG, body)]));

/** @type {readonly (readonly [name: string, text: string])[]} */
const NO_CHECKPOINTS = [
  ['an extension line', `${text}more\n`],
  ['two lines', `${LOG.name}\n3\n`],
  ['no origin', checkpointText({ ...CHECKPOINT, origin: '' })],
  ['an origin with white space', checkpointText({ ...CHECKPOINT, origin: 'log example' })],
  ['a size with a zero before it', checkpointText({ ...CHECKPOINT, size: '03' })],
  ['a size with a sign', checkpointText({ ...CHECKPOINT, size: '+3' })],
  ['a size with a fraction', checkpointText({ ...CHECKPOINT, size: '3.0' })],
  ['a size of 2⁵³', checkpointText({ ...CHECKPOINT, size: '9007199254740992' })],
  ['no size', checkpointText({ ...CHECKPOINT, size: '' })],
  ['a root of 31 bytes', checkpointText({ ...CHECKPOINT, root: ROOT.subarray(1) })],
  ['a root without its padding', text.replace('=\n', '\n')],
  ['a root in hexadecimal', `${LOG.name}\n3\n${hex(ROOT)}\n`],
];

/** @param {string} name @param {object} checkpoint */
const rightCheckpoint = (name, checkpoint) => {
  const value = { origin: LOG.name, ...CHECKPOINT, ...checkpoint };
  return valid(name, '15.2', { bytes: signed(checkpointText(value)), seed: LOG.key.seed, expect: value });
};

export const checkpoint = () => ({
  description: 'Checkpoints, signed by their log.',
  spec: `${C2SP} tlog-checkpoint`,
  keys: { log: { seed: LOG.key.seed, vkey: LOG.vkey } },
  cases: [
    rightCheckpoint('of three leaves', {}),
    rightCheckpoint('of an empty log', { size: 0, root: rootOf([]) }),
    rightCheckpoint('of the greatest size', { size: Number.MAX_SAFE_INTEGER }),
    ...NO_CHECKPOINTS.map(([name, body]) =>
      invalid(name, '15.2', { bytes: signed(body), refused: 'malformed-checkpoint' }),
    ),
    invalid('a checkpoint without a signature', '15.2', { bytes: utf8(text), refused: 'malformed-note' }),
  ],
});

/** @param {string} name @param {string} lines */
const uncosigned = (name, lines) =>
  invalid(name, '15.2', {
    note: utf8(note(text, [signatureLine(LOG, text), lines])),
    vkey: WITNESS.vkey,
    refused: 'bad-signature',
  });
const right = sign(WITNESS.key, utf8(`cosignature/v1\ntime ${TIME}\n${text}`));

/** @param {string} name @param {readonly string[]} lines @param {number | null} expect */
const cosigned = (name, lines, expect) =>
  valid(name, '15.2', {
    note: utf8(note(text, [signatureLine(LOG, text), ...lines])),
    vkey: WITNESS.vkey,
    ...(lines.length === 1 ? { seed: WITNESS.key.seed } : {}),
    expect,
  });

export const cosignature = () => ({
  description:
    'Cosignatures of a witness on a checkpoint: the time at which it was made, or null where the witness did not cosign.',
  spec: `${C2SP} tlog-cosignature`,
  keys: { witness: { seed: WITNESS.key.seed, vkey: WITNESS.vkey } },
  cases: [
    cosigned('a cosignature', [cosignatureLine(WITNESS, text, TIME)], TIME),
    cosigned('a cosignature in the first second of time', [cosignatureLine(WITNESS, text, 1)], 1),
    cosigned(
      'the later of two',
      [cosignatureLine(WITNESS, text, TIME), cosignatureLine(WITNESS, text, TIME - 1)],
      TIME,
    ),
    cosigned('none', [], null),
    uncosigned('a cosignature that says another time', line(WITNESS, concat(stamp(TIME + 1), right))),
    uncosigned('a cosignature of time 0', cosignatureLine(WITNESS, text, 0)),
    uncosigned('a cosignature of a time beyond 2⁵³', cosignatureLine(WITNESS, text, 2n ** 60n)),
    uncosigned(
      'a cosignature of another checkpoint',
      cosignatureLine(WITNESS, checkpointText({ size: 4, root: ROOT }), TIME),
    ),
    uncosigned('the signature of a log in the place of a cosignature', signatureLine(WITNESS, text)),
    uncosigned(
      'a cosignature by a stranger in the name of the witness',
      cosignatureLine({ ...WITNESS, key: signingKey(fixed('seed/stranger')) }, text, TIME),
    ),
    uncosigned(
      'a cosignature that is right and one that is wrong',
      `${cosignatureLine(WITNESS, text, TIME)}${line(WITNESS, concat(stamp(TIME), filled(64, 0)))}`,
    ),
  ],
});
