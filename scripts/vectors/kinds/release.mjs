import { brokenRecords } from '../breaks.mjs';
import { filled, fixed, sha256 } from '../bytes.mjs';
import { invalid, valid } from '../cases.mjs';
import { cbor } from '../cbor.mjs';
import { record } from '../cose.mjs';
import { brokenFields, bytes, leaf, list, uint16 } from '../fields.mjs';
import { KEYS, sealedBox } from '../keys.mjs';
import { leafOf, PSEUDONYM } from './sample-values.mjs';

const METRICS = ['steps', 'heart-rate', 'sleep'];
const GRANULARITIES = ['raw', 'hour', 'day'];
const HEADS = [leafOf('head 1'), leafOf('head 2')].sort(Buffer.compare);

const HEADER = {
  pseudonym: PSEUDONYM,
  agent: 1,
  grant: leafOf('grant'),
  recipient: KEYS.coachApiBox.publicKey,
  consent: HEADS,
};
const DATA_KEYS = [
  { day: '2026-11-14', metric: 'steps', granularity: 'day', key: fixed('released 1') },
  { day: '2026-11-15', metric: 'sleep', granularity: 'hour', key: fixed('released 2') },
];

/** @param {typeof HEADER} h */
const contextOf = (h) => sha256(cbor(['f4w/v1/release', h.pseudonym, h.agent, h.grant, h.recipient, h.consent]));

/** @param {typeof DATA_KEYS[number]} one */
const entry = ({ day, metric, granularity, key }) => [
  ...[day, METRICS.indexOf(metric), GRANULARITIES.indexOf(granularity), key],
];

/** @param {typeof HEADER} h @param {Uint8Array} sealed */
const bodyOf = (h, sealed) => [1, h.pseudonym, h.agent, h.grant, h.recipient, h.consent, sealed];

/** @param {unknown} plaintext @param {string} label */
const sealedKeys = (plaintext, label) =>
  sealedBox(plaintext instanceof Uint8Array ? plaintext : cbor(plaintext), KEYS.coachApiBox, label);

/** @param {readonly unknown[]} body */
const signed = (body) => record({ kind: 'release', key: KEYS.agent, body });
const MEMBERS = { key: 'agent', recipient: 'coachApiBox' };

/** @param {string} name @param {typeof DATA_KEYS} keys @param {typeof HEADER} [header] */
function right(name, keys, header = HEADER) {
  const plaintext = cbor([contextOf(header), keys.map(entry)]);
  const bytes = signed(bodyOf(header, sealedKeys(plaintext, name)));
  const clause = name.includes('most') ? '18' : '9.1';
  return valid(name, clause, { ...MEMBERS, bytes, context: contextOf(header), plaintext, expect: { ...header, keys } });
}

/** @param {string} name @param {unknown} plaintext @param {string} [clause] */
const wrongKeys = (name, plaintext, clause = '9.1') =>
  invalid(name, clause, {
    ...MEMBERS,
    op: 'open',
    bytes: signed(bodyOf(HEADER, sealedKeys(plaintext, name))),
    refused: 'malformed not-canonical out-of-range',
  });

/** @param {number} at @param {unknown} value */
const oneWrong = (at, value) => {
  const items = ['2026-11-14', 0, 2, fixed('released 1')].map((old, i) => (i === at ? value : old));
  return [contextOf(HEADER), [items]];
};

/** Releases whose body reads and verifies, and whose sealed keys are refused. */
function wrongPlaintexts() {
  const entries = DATA_KEYS.map(entry);
  const whole = cbor([contextOf(HEADER), entries]);
  const elsewhere = { ...HEADER, grant: leafOf('another grant') };
  const [one] = entries;
  return [
    wrongKeys('carries keys that were sealed for another grant', [contextOf(elsewhere), entries], '9.2'),
    wrongKeys('carries keys that were sealed by another agent', [contextOf({ ...HEADER, agent: 2 }), entries], '9.2'),
    wrongKeys(
      'carries keys sealed under other heads',
      [contextOf({ ...HEADER, consent: HEADS.slice(1) }), entries],
      '9.2',
    ),
    wrongKeys('carries keys without a context', [entries], '9.2'),
    wrongKeys('carries keys with a context of 31 bytes', [contextOf(HEADER).slice(1), entries], '9.2'),
    wrongKeys('carries an item after its keys', [contextOf(HEADER), entries, 0]),
    wrongKeys('carries a byte after its keys', Buffer.concat([whole, Buffer.of(0)])),
    wrongKeys('carries keys counted in two bytes', Buffer.concat([Buffer.of(0x98, 2), whole.subarray(1)])),
    wrongKeys('carries a key for no day of the calendar', oneWrong(0, '2026-02-29')),
    wrongKeys('carries a key for an unknown metric', oneWrong(1, 3)),
    wrongKeys('carries a key for an unknown granularity', oneWrong(2, 3)),
    wrongKeys('carries a key of 31 bytes', oneWrong(3, fixed('released 1', 31))),
    wrongKeys('carries a key of three items', [contextOf(HEADER), [one?.slice(0, 3)]]),
    wrongKeys('carries a key of five items', [contextOf(HEADER), [[...(one ?? []), 0]]]),
    wrongKeys('carries 513 keys', [contextOf(HEADER), Array.from({ length: 513 }, () => one)], '18'),
  ];
}

/** Releases whose sealed box does not open, or whose body is refused. */
function wrongBodies() {
  const sealed = sealedKeys([contextOf(HEADER), []], 'wrong bodies');
  const toStranger = sealedBox(cbor([contextOf(HEADER), []]), KEYS.strangerBox, 'to a stranger');
  const toOther = { ...HEADER, recipient: KEYS.strangerBox.publicKey };
  const open = { ...MEMBERS, op: 'open', refused: 'decryption-failed' };
  const consent = (/** @type {Uint8Array[]} */ ...heads) => ({
    ...MEMBERS,
    bytes: signed(bodyOf({ ...HEADER, consent: heads }, sealed)),
    refused: 'malformed out-of-range',
  });
  const [low = filled(32, 0), high = filled(32, 1)] = HEADS;
  return [
    invalid('names no record of consent', '9.1', consent()),
    invalid('names records of consent in descending order', '9.1', consent(high, low)),
    invalid('names a record of consent twice', '9.1', consent(low, low)),
    invalid('names 17 records of consent', '18', consent(...Array.from({ length: 17 }, (_, i) => filled(32, i)))),
    invalid('is sealed to a stranger', '9.1', { ...open, bytes: signed(bodyOf(HEADER, toStranger)) }),
    invalid('names a stranger and is sealed to the coach API', '9.2', {
      ...open,
      bytes: signed(bodyOf(toOther, sealedKeys([contextOf(toOther), []], 'names a stranger'))),
    }),
    invalid('has a sealed box with a bit turned', '7.7', { ...open, bytes: signed(bodyOf(HEADER, turned(sealed))) }),
    invalid('has a sealed box of 47 bytes', '7.7', { ...open, bytes: signed(bodyOf(HEADER, sealed.subarray(0, 47))) }),
    invalid('is opened with the key of a stranger', '9.1', {
      ...open,
      recipient: 'strangerBox',
      bytes: signed(bodyOf(HEADER, sealed)),
    }),
  ];
}

const turned = (/** @type {Uint8Array} */ bytes) => bytes.map((byte, i) => (i === 60 ? byte ^ 1 : byte));

const TYPES = {
  1: bytes(16),
  2: uint16,
  3: leaf,
  4: bytes(32),
  5: list(16, { item: leafOf('head'), breaks: leaf }),
  6: /** @type {const} */ ([['as text', 'a']]),
};

/** A sealed box is random: `bytes` are one of many. A reader opens them; a writer's are compared after they were opened. */
export function release() {
  const whole = {
    kind: 'release',
    key: KEYS.agent,
    body: bodyOf(HEADER, sealedKeys([contextOf(HEADER), []], 'whole')),
  };
  const broken = [
    ...brokenRecords(whole, 'agent'),
    ...brokenFields(whole, { key: 'agent', clause: '9.1', types: TYPES }),
  ];
  const many = Array.from({ length: 512 }).flatMap(() => DATA_KEYS.slice(0, 1));
  const heads = Array.from({ length: 16 }, (_, i) => filled(32, i));
  const { agent, stranger, smallOrder, coachApiBox, strangerBox } = KEYS;
  return {
    description:
      'Data keys sealed to the coach API. The sealed boxes have fixed ephemeral keys; those of a writer are random.',
    spec: 'SPEC.md section 9',
    keys: { agent, stranger, smallOrder, coachApiBox, strangerBox },
    cases: [
      right('releases two keys', DATA_KEYS),
      right('releases none', []),
      right('releases the most keys that it may', many),
      right('names the most records of consent that it may', DATA_KEYS, { ...HEADER, consent: heads }),
      ...wrongBodies(),
      ...wrongPlaintexts(),
      ...broken.map((one) => ({ ...one, recipient: 'coachApiBox' })),
    ],
  };
}
