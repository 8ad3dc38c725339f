import { base64, fixed, utf8 } from '../bytes.mjs';
import { invalid, valid } from '../cases.mjs';
import { inclusionPath, rootOf } from '../merkle-tree.mjs';
import { checkpointText, cosignatureLine, LOG, note, noteKey, OTHER_LOG, signatureLine, WITNESSES } from '../notes.mjs';
import { TIME } from './sample-values.mjs';

/* Clause 15.4: policies, and proofs that a policy believes (C2SP tlog-policy, tlog-proof). */

const witnessLines = WITNESSES.map(({ vkey }, i) => `witness w${i} ${vkey}`);
const HEAD = [`log ${LOG.vkey}`, ...witnessLines];
const policyText = (/** @type {string[]} */ ...lines) => `${[...HEAD, ...lines].join('\n')}\n`;
const SECOND_KEY = noteKey(LOG.name, 1, fixed('seed/other log'));
const SECOND_NAME = noteKey(OTHER_LOG.name, 1, fixed('seed/log'));
const TWO = policyText('group two 2 w0 w1 w2', 'quorum two');

/** @param {string} name @param {string} policy @param {readonly (readonly [cosigned: string, quorum: boolean])[]} quorums */
const policyCase = (name, policy, quorums) =>
  valid(name, '15.4', {
    policy,
    expect: quorums.map(([cosigned, quorum]) => ({
      cosigned: cosigned.split(' ').filter((one) => one !== ''),
      quorum,
    })),
  });

/** @type {readonly (readonly [name: string, policy: string, refused?: string])[]} */
const NO_POLICIES = [
  ['no quorum', policyText()],
  ['two quorums', policyText('quorum w0', 'quorum w1')],
  ['a quorum of a name that is not defined', policyText('quorum w9')],
  ['a quorum that is defined below it', `${HEAD[0]}\nquorum w0\n${HEAD[1]}\n`],
  ['a group of itself', policyText('group a any a', 'quorum a')],
  ['a group without a rule', policyText('group a', 'quorum a')],
  ['a group of nobody', policyText('group a any', 'quorum a')],
  ['a group that asks for more than it has', policyText('group a 4 w0 w1 w2', 'quorum a')],
  ['a group that asks for none', policyText('group a 0 w0', 'quorum a')],
  ['a group that asks for 01', policyText('group a 01 w0', 'quorum a')],
  ['a group that asks for some', policyText('group a some w0', 'quorum a')],
  ['a member of two groups', policyText('group a any w0', 'group b any w0', 'quorum b')],
  ['a name that is taken', policyText('group w0 any w1', 'quorum w0')],
  ['a name that is none', policyText('group none any w1', 'quorum w0')],
  ['a witness twice', policyText(`witness w3 ${WITNESSES[0]?.vkey}`, 'quorum w3')],
  ['a log twice', policyText(`log ${LOG.vkey}`, 'quorum w0')],
  ['a log with two keys', policyText(`log ${SECOND_KEY.vkey}`, 'quorum w0')],
  ['a key of two logs', policyText(`log ${SECOND_NAME.vkey}`, 'quorum w0')],
  ['a log with the key of a witness', policyText(`log ${WITNESSES[0]?.vkey}`, 'quorum w0')],
  ['a witness with the key of a log', policyText(`witness w3 ${OTHER_LOG.vkey}`, 'quorum w3')],
  ['a key that is none', policyText('witness w3 nobody', 'quorum w3'), 'malformed-key malformed-policy'],
  ['an unknown word', policyText('trust w0', 'quorum w0')],
  ['a control character', policyText('quorum w0\r')],
  ['nothing', ''],
];

export const policy = () => ({
  description: 'Policies, and which cosignatures make their quorum.',
  spec: 'SPEC.md clause 15.4, C2SP tlog-policy',
  cases: [
    policyCase('two of three', TWO, [
      ['', false],
      ['w0', false],
      ['w0 w1', true],
      ['w1 w2', true],
      ['w0 w1 w2', true],
      ['w0 stranger', false],
    ]),
    policyCase('one of them by name', policyText('quorum w1'), [
      ['w0 w2', false],
      ['w1', true],
    ]),
    policyCase('all', policyText('group a all w0 w1 w2', 'quorum a'), [
      ['w0 w1', false],
      ['w0 w1 w2', true],
    ]),
    policyCase('any', policyText('group a any w0 w1', 'quorum a'), [
      ['w2', false],
      ['w1', true],
    ]),
    policyCase('none', policyText('quorum none'), [['', true]]),
    policyCase('groups of groups', policyText('group a all w0 w1', 'group b any a w2', 'quorum b'), [
      ['w0', false],
      ['w2', true],
      ['w0 w1', true],
    ]),
    policyCase(
      'comments, tabs, empty lines and addresses',
      `# ours\n\n\tlog ${LOG.vkey}  https://log.example/\nwitness w0 ${WITNESSES[0]?.vkey} https://w0.example/\nquorum\tw0`,
      [['w0', true]],
    ),
    policyCase('two logs', policyText(`log ${OTHER_LOG.vkey}`, 'quorum w0'), [['w0', true]]),
    ...NO_POLICIES.map(([name, text, refused = 'malformed-policy']) =>
      invalid(name, '15.4', { policy: text, refused }),
    ),
  ],
});

const LEAVES = Array.from({ length: 11 }, (_, i) => fixed(`leaf ${i}`));
const HEADER = 'c2sp.org/tlog-proof@v1';

/** @param {{ size?: number, root?: Uint8Array, log?: import('../notes.mjs').NoteKey, witnesses?: number }} [of] */
function signedCheckpoint({ size = 11, root = rootOf(LEAVES), log = LOG, witnesses = 2 } = {}) {
  const text = checkpointText({ origin: log.name, size, root });
  const lines = WITNESSES.slice(0, witnesses).map((witness, i) => cosignatureLine(witness, text, TIME + i));
  return note(text, [signatureLine(log, text), ...lines]);
}

const PATH = inclusionPath(6, LEAVES).map(base64);
/** @param {{ lines?: readonly string[], checkpoint?: string }} [of] */
const proofBytes = ({ lines = [HEADER, 'index 6', ...PATH], checkpoint = signedCheckpoint() } = {}) =>
  utf8(`${lines.join('\n')}\n\n${checkpoint}`);

/** @param {string} name @param {object} members */
const proven = (name, members) =>
  valid(name, '15.4', { leaf: LEAVES[6], policy: TWO, proof: proofBytes(), ...members });

/** @type {readonly (readonly [name: string, proof: Uint8Array])[]} */
const NO_PROOFS = [
  ['no header', proofBytes({ lines: ['index 6', ...PATH] })],
  ['another header', proofBytes({ lines: ['c2sp.org/tlog-proof@v2', 'index 6', ...PATH] })],
  ['no index', proofBytes({ lines: [HEADER, ...PATH] })],
  ['an index with a zero before it', proofBytes({ lines: [HEADER, 'index 06', ...PATH] })],
  ['a hash of 31 bytes', proofBytes({ lines: [HEADER, 'index 6', base64(fixed('hash', 31))] })],
  ['extra data after its index', proofBytes({ lines: [HEADER, 'index 6', 'extra AA==', ...PATH] })],
  ['extra data that is not base64', proofBytes({ lines: [HEADER, 'extra !', 'index 6', ...PATH] })],
  ['no checkpoint', utf8([HEADER, 'index 6', ...PATH].join('\n'))],
  ['what is not UTF-8', new Uint8Array([...proofBytes(), 0xff])],
  ['nothing', utf8('')],
];

/** @param {string} name @param {string} refused @param {object} members */
const unproven = (name, refused, members) =>
  invalid(name, '15.4', { leaf: LEAVES[6], policy: TWO, proof: proofBytes(), ...members, refused });

const TIMES = [
  ['w0', TIME],
  ['w1', TIME + 1],
];

export const tlogProof = () => ({
  description: 'Proofs of a leaf, its checkpoint with them, under the policy of who reads; who cosigned, and when.',
  spec: 'SPEC.md clause 15.4, C2SP tlog-proof',
  cases: [
    proven('the seventh of eleven leaves', { expect: { index: 6, size: 11, cosigned: TIMES } }),
    proven('with extra data, which nobody signed', {
      proof: proofBytes({ lines: [HEADER, `extra ${base64(utf8('hello'))}`, 'index 6', ...PATH] }),
      expect: { index: 6, size: 11, cosigned: TIMES },
    }),
    proven('the only leaf of a log', {
      leaf: LEAVES[0],
      proof: proofBytes({
        lines: [HEADER, 'index 0'],
        checkpoint: signedCheckpoint({ size: 1, root: rootOf(LEAVES.slice(0, 1)) }),
      }),
      expect: { index: 0, size: 1, cosigned: TIMES },
    }),
    ...NO_PROOFS.map(([name, proof]) => invalid(name, '15.4', { op: 'parse', proof, refused: 'malformed-proof' })),
    unproven('another leaf', 'wrong-proof', { leaf: LEAVES[5] }),
    unproven('another index', 'wrong-proof', { proof: proofBytes({ lines: [HEADER, 'index 5', ...PATH] }) }),
    unproven('an index beyond the log', 'out-of-range', {
      proof: proofBytes({ lines: [HEADER, 'index 11', ...PATH] }),
    }),
    unproven('a hash missing', 'wrong-proof', { proof: proofBytes({ lines: [HEADER, 'index 6', ...PATH.slice(1)] }) }),
    unproven('one witness short of the quorum', 'quorum-not-met', {
      proof: proofBytes({ checkpoint: signedCheckpoint({ witnesses: 1 }) }),
    }),
    unproven('a log that the policy does not name', 'unknown-log', {
      proof: proofBytes({ checkpoint: signedCheckpoint({ log: OTHER_LOG }) }),
    }),
    unproven('the name of the log, and another key', 'bad-signature', {
      proof: proofBytes({ checkpoint: signedCheckpoint({ log: { ...OTHER_LOG, name: LOG.name } }) }),
    }),
    unproven('a checkpoint that says another size', 'bad-signature', {
      proof: proofBytes({ checkpoint: signedCheckpoint().replace('\n11\n', '\n12\n') }),
    }),
    unproven('an empty log with a root of its own', 'malformed-checkpoint', {
      proof: proofBytes({ lines: [HEADER, 'index 0'], checkpoint: signedCheckpoint({ size: 0 }) }),
    }),
    unproven('a checkpoint that is none', 'malformed-note', { proof: proofBytes({ checkpoint: 'nothing\n' }) }),
  ],
});
