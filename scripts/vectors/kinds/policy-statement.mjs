import { base64, fixed, sha256, utf8 } from '../bytes.mjs';
import { invalid, valid } from '../cases.mjs';
import { cosignatureLine, LOG, note, noteKey, OTHER_LOG, signatureLine, WITNESSES } from '../notes.mjs';
import { LAST_TIME, TIME } from './sample-values.mjs';

/* Clauses 15.12 to 15.15: how a policy gives way to another, and how a reader follows. */

const NEW_LOG = noteKey(LOG.name, 1, fixed('seed/log after rotation'));
/** @param {number} at */
const witness = (at) => WITNESSES[at] ?? LOG;

/** @param {import('../notes.mjs').NoteKey} log @param {readonly number[]} witnesses @param {string} [quorum] */
const policyText = (log, witnesses, quorum = 'group two 2 w0 w1\nquorum two') =>
  [`log ${log.vkey}`, ...witnesses.map((at, i) => `witness w${i} ${witness(at).vkey}`), quorum, ''].join('\n');

const TEXTS = /** @type {const} */ ([
  policyText(LOG, [0, 1]),
  `# the new key\n\n${policyText(NEW_LOG, [0, 1])}`,
  policyText(NEW_LOG, [0, 2]),
  policyText(NEW_LOG, [0, 2], 'quorum w0'),
]);

/** @typedef {{ origin?: string, number?: number | string, time?: number | string, from?: string, to?: string }} Said */
/** @param {Said} [said] */
const statementText = ({ origin = LOG.name, number = 1, time = TIME, from = TEXTS[0], to = TEXTS[1] } = {}) =>
  `${origin}\npolicy ${number}\ntime ${time}\nprevious ${base64(sha256(utf8(from)))}\n${to}`;

/**
 * A statement with who signs it.
 * @param {Said} said @param {readonly import('../notes.mjs').NoteKey[]} logs @param {readonly number[]} witnesses
 */
function statement(said, logs, witnesses) {
  const text = statementText(said);
  const lines = witnesses.map((at) => cosignatureLine(witness(at), text, TIME + at));
  return utf8(note(text, [...logs.map((log) => signatureLine(log, text)), ...lines]));
}

const BOTH = [LOG, NEW_LOG];
const STATEMENTS = [
  statement({}, BOTH, [0, 1]),
  statement({ number: 2, time: TIME + 60, from: TEXTS[1], to: TEXTS[2] }, [NEW_LOG], [0, 1, 2]),
  statement({ number: 3, time: TIME + 120, from: TEXTS[2], to: TEXTS[3] }, [NEW_LOG], [2, 0]),
];
/** @param {number} at */
const statementAt = (at) => STATEMENTS[at] ?? utf8('');

/** @param {string} name @param {Uint8Array} bytes @param {{ pinned?: string, number?: number | null, said: Said }} of */
const succeeds = (
  name,
  bytes,
  { pinned = TEXTS[0], number = 0, said: { number: next = 1, time = TIME, to = TEXTS[1] } },
) =>
  valid(name, '15.14', {
    ...{ pinned, number, statement: bytes },
    expect: { number: next, time, leaf: sha256(bytes), text: to },
  });

/** @param {string} name @param {string} refused @param {Uint8Array} bytes of a statement after the first policy */
const fails = (name, refused, bytes) =>
  failsAfter({ pinned: TEXTS[0], number: 0 }, name, { statement: bytes, refused });

/** @param {{ pinned: string, number: number | null }} before @param {string} name @param {{ statement: Uint8Array, refused: string }} of */
const failsAfter = (before, name, { statement: bytes, refused }) =>
  invalid(name, '15.14', { ...before, statement: bytes, refused });

const WITHOUT = policyText(LOG, [], 'quorum none');
const ONE = policyText(LOG, [0, 1], 'quorum w0');
const LEFT = policyText(LOG, [0], 'quorum w0');

const SUCCESSIONS = [
  succeeds('a new key of the log', statementAt(0), { said: {} }),
  succeeds('a new witness', statementAt(1), {
    ...{ pinned: TEXTS[1], number: 1 },
    said: { number: 2, time: TIME + 60, to: TEXTS[2] },
  }),
  succeeds('another quorum, and more signatures than it needs', statementAt(2), {
    ...{ pinned: TEXTS[2], number: null },
    said: { number: 3, time: TIME + 120, to: TEXTS[3] },
  }),
  succeeds('witnesses where there were none', statement({ from: WITHOUT }, BOTH, [0, 1]), {
    pinned: WITHOUT,
    said: {},
  }),
  succeeds('a witness that leaves and does not sign', statement({ from: ONE, to: LEFT }, [LOG], [0]), {
    ...{ pinned: ONE },
    said: { to: LEFT },
  }),
  succeeds('a stranger’s signature besides', statement({}, [...BOTH, OTHER_LOG], [0, 1, 2]), { said: {} }),
];

const OTHER = policyText(OTHER_LOG, [0, 1]);
const FAILURES = [
  fails('the old key of the log missing', 'bad-signature', statement({}, [NEW_LOG], [0, 1])),
  fails('the new key of the log missing', 'bad-signature', statement({}, [LOG], [0, 1])),
  fails('no witness at all', 'quorum-not-met', statement({}, BOTH, [])),
  fails('one witness of two', 'quorum-not-met', statement({}, BOTH, [1])),
  fails('a quorum of the new policy alone', 'quorum-not-met', statement({ to: TEXTS[2] }, BOTH, [0, 2])),
  fails('a new witness without its key', 'bad-signature', statement({ to: TEXTS[2] }, BOTH, [0, 1])),
  fails('a number that is skipped', 'wrong-succession', statement({ number: 2 }, BOTH, [0, 1])),
  fails('the hash of another policy', 'wrong-succession', statement({ from: TEXTS[2] }, BOTH, [0, 1])),
  fails('nothing that changes', 'wrong-succession', statement({ to: TEXTS[0] }, [LOG], [0, 1])),
  fails('another log', 'wrong-succession', statement({ origin: OTHER_LOG.name, to: OTHER }, [LOG, OTHER_LOG], [0, 1])),
  fails(
    'the witnesses given up',
    'wrong-succession',
    statement({ to: policyText(NEW_LOG, [0, 1], 'quorum none') }, BOTH, [0, 1]),
  ),
  failsAfter({ pinned: TEXTS[1], number: 1 }, 'a statement played again', {
    ...{ statement: statementAt(0), refused: 'wrong-succession' },
  }),
  failsAfter({ pinned: TEXTS[1], number: null }, 'a statement played again to who knows no number', {
    ...{ statement: statementAt(0), refused: 'wrong-succession' },
  }),
  fails(
    'cosignatures of a checkpoint',
    'bad-signature',
    utf8(
      note(statementText(), [
        ...BOTH.map((log) => signatureLine(log, statementText())),
        ...[0, 1].map((at) => cosignatureLine(witness(at), `${LOG.name}\n0\n${base64(sha256(utf8('')))}\n`, TIME)),
      ]),
    ),
  ),
];

/** @type {readonly (readonly [name: string, text: string, refused?: string])[]} */
const NO_STATEMENTS = [
  ['a number for its second line', statementText().replace('policy 1', '1')],
  ['number 0', statementText({ number: 0 })],
  ['a number with a zero before it', statementText({ number: '01' })],
  ['time 0', statementText({ time: 0 })],
  ['a time after the year 9999', statementText({ time: LAST_TIME + 1 })],
  ['no time', statementText().replace('time ', '')],
  ['a previous policy by a hash of three bytes', statementText().replace(/previous .*/, 'previous AAAA')],
  ['lines in another order', statementText().replace(/(policy 1)\n(time .*)/, '$2\n$1')],
  ['a tab', statementText({ to: TEXTS[0].replace('log ', 'log\t') })],
  ['no newline at its end', statementText().slice(0, -1)],
  ['a policy of another origin', statementText({ to: OTHER })],
  ['no policy', statementText({ to: '' }), 'malformed-statement malformed-policy'],
  ['a policy of two logs', statementText({ to: `log ${OTHER_LOG.vkey}\n${TEXTS[0]}` }), 'malformed-policy'],
  ['a policy that is none', statementText({ to: 'trust me\n' }), 'malformed-policy'],
];

/** @param {string} name @param {{ pinned: string, number: number | null }} before @param {readonly number[]} numbers */
const follows = (name, before, numbers) =>
  valid(name, '15.15', { op: 'follow', ...before, statements: STATEMENTS, expect: numbers });

/** @param {string} name @param {readonly Uint8Array[]} statements @param {{ pinned?: string, number?: number | null }} [of] */
const lost = (name, statements, { pinned = TEXTS[0], number = 0 } = {}) =>
  invalid(name, '15.15', { op: 'follow', pinned, number, statements, refused: 'wrong-succession' });

export const policyStatement = () => ({
  description: 'Policy statements: who must sign them, and how a reader follows them from the policy that it pinned.',
  spec: 'SPEC.md clauses 15.12 to 15.15',
  cases: [
    ...SUCCESSIONS,
    follows('three changes at once', { pinned: TEXTS[0], number: 0 }, [1, 2, 3]),
    follows('from a policy whose number is not known', { pinned: TEXTS[1], number: null }, [2, 3]),
    follows('from the newest', { pinned: TEXTS[3], number: 3 }, []),
    follows('from the newest without its number', { pinned: TEXTS[3], number: null }, []),
    ...FAILURES,
    ...NO_STATEMENTS.map(([name, text, refused = 'malformed-statement']) =>
      invalid(name, '15.13', { op: 'parse', text, refused }),
    ),
    lost('one left out', [statementAt(0), statementAt(2)]),
    lost('the first left out', [statementAt(1), statementAt(2)]),
    lost('a policy that is not in the history', STATEMENTS, {
      pinned: policyText(LOG, [2], 'quorum w0'),
      number: null,
    }),
    lost('a policy that returns', [
      statementAt(0),
      statement({ number: 2, from: TEXTS[1], to: TEXTS[0] }, BOTH, [0, 1]),
    ]),
  ],
});
