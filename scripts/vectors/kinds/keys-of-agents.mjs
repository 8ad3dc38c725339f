import { sha256 } from '../bytes.mjs';
import { invalid, valid } from '../cases.mjs';
import { cbor } from '../cbor.mjs';
import { record } from '../cose.mjs';
import { bytes, leaf, time, uint, uint16, uint53 } from '../fields.mjs';
import { KEYS, sign } from '../keys.mjs';
import { recordFile } from '../records.mjs';
import { LAST_TIME, PSEUDONYM, salt, TIME, ZEROS } from './sample-values.mjs';

const CERTIFICATE = {
  pseudonym: PSEUDONYM,
  agent: 1,
  agentPublicKey: KEYS.agent.publicKey,
  vaultPublicKey: KEYS.vault.publicKey,
  issued: TIME,
};

export const agentCertificate = () =>
  recordFile({
    kind: 'agent-certificate',
    clause: '7.4',
    description: 'The identity certifies the key of an agent and the key of the vault.',
    key: 'identity',
    body: (c) => [1, c.pseudonym, c.agent, c.agentPublicKey, c.vaultPublicKey, c.issued],
    types: { 1: bytes(16), 2: uint16, 3: bytes(32), 4: bytes(32), 5: time },
    right: [
      { name: 'certifies an agent', value: CERTIFICATE },
      { name: 'has the least agent number and time', value: { ...CERTIFICATE, agent: 0, issued: 0 } },
      { name: 'has the greatest agent number and time', value: { ...CERTIFICATE, agent: 65_535, issued: LAST_TIME } },
    ],
    wrong: [
      {
        name: 'is signed by the agent about itself',
        body: [1, PSEUDONYM, 1, KEYS.agent.publicKey, KEYS.vault.publicKey, TIME],
        signer: 'agent',
        refused: 'bad-signature',
      },
    ],
  });

const RETIREMENT = { pseudonym: PSEUDONYM, agent: 1, lastSequence: 12, issued: TIME, salt: salt('retirement') };

export const agentRetirement = () =>
  recordFile({
    kind: 'agent-retirement',
    clause: '7.5',
    description: 'The identity ends an agent.',
    key: 'identity',
    body: (r) => [1, r.pseudonym, r.agent, r.lastSequence, r.issued, r.salt],
    types: { 1: bytes(16), 2: uint16, 3: uint53, 4: time, 5: leaf },
    right: [
      { name: 'ends an agent after its twelfth envelope', value: RETIREMENT },
      { name: 'lets no envelope count', value: { ...RETIREMENT, lastSequence: 0 } },
      { name: 'names the greatest sequence', value: { ...RETIREMENT, lastSequence: Number.MAX_SAFE_INTEGER } },
    ],
    wrong: [],
  });

/**
 * A rotation that the key signed for which it names.
 *
 * @param {number} rotation @param {import('../keys.mjs').SigningKey} key @param {Uint8Array} [previous] leaf of the one before
 */
function rotationTo(rotation, key, previous = ZEROS) {
  const signingKey = key.publicKey;
  const boxKey = KEYS.strangerBox.publicKey;
  const issued = TIME + rotation;
  const body = [rotation, signingKey, boxKey, issued, salt('rotation'), previous];
  const proof = sign(key, cbor(['f4w/v1/rotation', ...body]));
  return { rotation, signingKey, boxKey, issued, salt: salt('rotation'), previous, proof };
}
const ROTATION = rotationTo(1, KEYS.stranger);
const PINNED = {
  ...{ rotation: 0, signingKey: KEYS.coachApi.publicKey, boxKey: KEYS.coachApiBox.publicKey },
  leaf: ZEROS,
};
const rotationBody = (/** @type {typeof ROTATION} */ r) => [
  ...[1, r.rotation, r.signingKey, r.boxKey, r.issued, r.salt],
  ...[r.previous, r.proof],
];

/** @param {import('../keys.mjs').SigningKey} key @param {typeof ROTATION} rotation */
const signedRotation = (key, rotation) => record({ kind: 'key-rotation', key, body: rotationBody(rotation) });

/** Keys that are trusted, rotations in the order of their arrival, and the keys that are trusted in the end. */
function rotationChains() {
  const first = signedRotation(KEYS.coachApi, ROTATION);
  const second = signedRotation(KEYS.stranger, rotationTo(2, KEYS.agent, sha256(first)));
  const stale = signedRotation(KEYS.coachApi, rotationTo(2, KEYS.agent, sha256(first)));
  const elsewhere = signedRotation(KEYS.stranger, rotationTo(2, KEYS.agent, sha256(second)));
  const boxKey = KEYS.strangerBox.publicKey;
  const half = { rotation: 1, signingKey: KEYS.stranger.publicKey, boxKey, leaf: sha256(first) };
  const trusted = { rotation: 2, signingKey: KEYS.agent.publicKey, boxKey, leaf: sha256(second) };
  const unknown = { ...PINNED, boxKey };
  const chain = (/** @type {Uint8Array[]} */ ...rotations) => ({ op: 'follow', present: PINNED, rotations });
  const place = (/** @type {typeof PINNED} */ present) => ({ op: 'place', present, rotations: [first, second] });
  return [
    valid('leads nowhere without a rotation', '7.6', { ...chain(), expect: PINNED }),
    valid('leads over two rotations', '7.6', { ...chain(first, second), expect: trusted }),
    invalid('is followed in the wrong order', '7.6', {
      ...chain(second, first),
      refused: 'bad-signature out-of-range',
    }),
    invalid('is followed twice', '7.6', { ...chain(first, first), refused: 'bad-signature out-of-range' }),
    invalid('goes on under a key that was rotated out', '7.6', { ...chain(first, stale), refused: 'bad-signature' }),
    invalid('comes after another rotation', '7.6', { ...chain(first, elsewhere), refused: 'out-of-range' }),
    valid('has keys in the middle of the list', '7.11', { ...place(half), expect: half }),
    valid('has keys at the end of the list', '7.11', { ...place(trusted), expect: trusted }),
    valid('has keys that no rotation names', '7.11', { ...place(PINNED), expect: PINNED }),
    valid('has one key of a rotation beside another', '7.11', { ...place(unknown), expect: unknown }),
  ];
}

/** `present` are the keys that the reader trusts. */
export function keyRotation() {
  const file = rotations();
  // A reader can be made to trust a key of small order by nothing but the keys that it holds already.
  const present = { ...PINNED, signingKey: KEYS.smallOrder.publicKey };
  return { ...file, cases: file.cases.map((one) => (one.key === 'smallOrder' ? { ...one, present } : one)) };
}

const rotations = () =>
  recordFile({
    kind: 'key-rotation',
    clause: '7.6',
    description: 'The coach API replaces its keys, each pair naming the next; chains of rotations from pinned keys.',
    key: 'coachApi',
    body: rotationBody,
    types: { 1: uint(4_294_967_295, 1), 2: bytes(32), 3: bytes(32), 4: time, 5: leaf, 6: leaf, 7: bytes(64) },
    more: { present: PINNED },
    right: [
      { name: 'is the first', value: ROTATION },
      {
        name: 'is the last that can be counted',
        value: rotationTo(4_294_967_295, KEYS.stranger),
        more: { present: { ...PINNED, rotation: 4_294_967_294 } },
      },
    ],
    wrong: [
      { name: 'is of no number', body: rotationBody(rotationTo(0, KEYS.stranger)) },
      { name: 'leaves one out', body: rotationBody(rotationTo(2, KEYS.stranger)), refused: 'out-of-range' },
      {
        name: 'was taken already',
        body: rotationBody(ROTATION),
        more: { present: { ...PINNED, rotation: 1 } },
        refused: 'out-of-range',
      },
      {
        name: 'is signed by the key that it names',
        body: rotationBody(rotationTo(1, KEYS.identity)),
        signer: 'identity',
        refused: 'bad-signature',
      },
      {
        name: 'is signed by the key before the one that is trusted',
        body: rotationBody(rotationTo(2, KEYS.agent)),
        more: { present: { ...PINNED, rotation: 1, signingKey: KEYS.stranger.publicKey } },
        refused: 'bad-signature',
      },
      {
        name: 'is not signed by the key that it names',
        body: rotationBody({ ...ROTATION, signingKey: KEYS.agent.publicKey }),
        refused: 'bad-signature',
      },
      {
        name: 'comes after another than the one that is trusted',
        body: rotationBody(rotationTo(1, KEYS.stranger, salt('another'))),
        refused: 'out-of-range',
      },
    ],
    others: rotationChains(),
  });
