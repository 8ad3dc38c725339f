import { hash } from 'node:crypto';
import sodium from 'libsodium-wrappers';
import { nodeHasher } from '../node-hasher/dist/index.js';
import * as protocol from '../protocol/dist/index.js';
import { paired } from '../scripts/bench/paired.mjs';

/*
 * What a quarter of an hour costs: fifteen minutes of steps and heart rate in the three boxes of one envelope. Ours runs
 * as the services do, with the hasher of Node. The floor of a row is what nobody can leave out of the very same work, by
 * direct calls over bytes that were made beforehand: AEAD and Ed25519 by libsodium, because the same code has to run in a
 * browser, and SHA-256 by node:crypto.
 *
 *   seal         three boxes encrypted, one signature, three key ids.
 *   open         what a party that receives the bytes does: read them, hash them to their leaf, verify the agent's signature,
 *                compute three key ids, decrypt three boxes. Floor: the hash, the verification, the ids, three decryptions.
 *   open-stored  an envelope that was verified when it was stored: read it, hash it and compare with its leaf, compute three
 *                key ids, decrypt three boxes. Floor: all of that but the reading. No signature hides our own cost here.
 *   leaf         one hash of the envelope.
 *   sign, verify one Ed25519 operation; verify reads the envelope too, and its floor has the hash to the leaf.
 *   proof        a hash for each level of the tree and one for the leaf, a verification for the log and for each witness.
 *
 * A key id is an HMAC over ten bytes, and so two hashes: of 74 bytes, and of 96.
 */

const { METRICS } = protocol;
const START = 1_790_000_100;
const WITNESSES = 2;
const filled = (/** @type {number} */ length, /** @type {number} */ byte) => new Uint8Array(length).fill(byte);

/** The plaintexts of a quarter of an hour. */
function plaintexts() {
  const minutes = Array.from({ length: 15 }, (_, i) => ({ start: START + i * 60, value: 60 + ((i * 7) % 40) }));
  const worn = [{ start: START, duration: 900 }];
  const samples = {
    steps: minutes.map((minute) => ({ metric: 'steps', duration: 60, ...minute })),
    'heart-rate': minutes.map((minute) => ({ metric: 'heart-rate', ...minute })),
    sleep: [],
  };
  return METRICS.map((metric) => protocol.encodeSeries({ metric, worn, samples: samples[metric] }, START));
}

/** What sealing needs, as the agent has it: a day's keys lie in one array, of which each window takes its views anew. */
function sealing() {
  const keys = Uint8Array.from({ length: 96 }, (_, i) => i);
  const header = {
    pseudonym: filled(16, 0xaa),
    agent: 1,
    sequence: 1,
    previous: filled(32, 0),
    windowStart: START,
    granularity: 'raw',
    revision: 0,
    salt: filled(32, 9),
  };
  const boxes = plaintexts().map((plaintext, i) => ({
    plaintext,
    dataKey: keys.subarray(32 * i, 32 * (i + 1)),
    nonce: filled(12, i),
  }));
  return { header, boxes, key: protocol.signingKey(filled(32, 1)) };
}

/** The primitives of one envelope, over bytes that were made beforehand. */
function primitives() {
  const { header, boxes, key } = sealing();
  const bytes = protocol.sealEnvelope(header, boxes, key);
  const envelope = protocol.parseEnvelope(bytes);
  const { payload, protectedHeader } = envelope.signed;
  const message = protocol.encodeCbor(['Signature1', protectedHeader, new Uint8Array(0), payload]);
  const signature = protocol.sign(key, message);
  const aad = filled(90, 7);
  const padded = envelope.boxes.map(({ ciphertext }) => filled(ciphertext.length - 16, 3));
  const encrypt = () =>
    padded.map((plaintext, i) =>
      sodium.crypto_aead_chacha20poly1305_ietf_encrypt(plaintext, aad, null, boxes[i].nonce, boxes[i].dataKey),
    );
  const sealed = encrypt();
  const [inner, outer] = [filled(64 + 10, 1), filled(64 + 32, 2)];
  return {
    ...{ header, boxes, key, bytes, message, leaf: envelope.leaf, encrypt },
    decrypt: () =>
      sealed.map((ciphertext, i) =>
        sodium.crypto_aead_chacha20poly1305_ietf_decrypt(null, ciphertext, aad, boxes[i].nonce, boxes[i].dataKey),
      ),
    sign: () => sodium.crypto_sign_detached(message, key.secret),
    verify: () => sodium.crypto_sign_verify_detached(signature, message, key.publicKey),
    hash: () => hash('sha256', bytes, 'binary'),
    keyIds: () => METRICS.map(() => [hash('sha256', inner, 'binary'), hash('sha256', outer, 'binary')]),
  };
}

/** The boxes of an envelope by the keys of its day. @param {ReturnType<typeof protocol.parseEnvelope>} envelope */
const openBoxes = (envelope, boxes) => METRICS.map((metric, i) => protocol.openBox(envelope, metric, boxes[i].dataKey));

/** Sealing and opening: what the agent and the coach API do with each envelope. */
async function envelopeRows() {
  const { header, boxes, key, bytes, leaf, ...floor } = primitives();
  const anew = (/** @type {typeof boxes[number]} */ box) => ({ ...box, dataKey: box.dataKey.subarray() });
  return [
    await paired({
      name: 'seal',
      unit: 'µs',
      ours: () => protocol.sealEnvelope(header, boxes.map(anew), key),
      floor: () => [floor.keyIds(), floor.encrypt(), floor.sign()],
    }),
    await paired({
      name: 'open',
      unit: 'µs',
      ours: () => {
        const envelope = protocol.parseEnvelope(bytes);
        protocol.verifyEnvelope(envelope, key.publicKey);
        return openBoxes(envelope, boxes);
      },
      floor: () => [floor.hash(), floor.verify(), floor.keyIds(), floor.decrypt()],
    }),
    await paired({
      name: 'open-stored',
      unit: 'µs',
      ours: () => {
        const envelope = protocol.parseEnvelope(bytes);
        if (!protocol.equalBytes(envelope.leaf, leaf)) throw new Error('not the envelope that was stored');
        return openBoxes(envelope, boxes);
      },
      floor: () => [floor.hash(), floor.keyIds(), floor.decrypt()],
    }),
  ];
}

/** The parts of which sealing and opening are made. */
async function partRows() {
  const { key, bytes, message, ...floor } = primitives();
  return [
    await paired({ name: 'leaf', unit: 'µs', ours: () => protocol.leafOf(bytes), floor: floor.hash }),
    await paired({ name: 'sign', unit: 'µs', ours: () => protocol.sign(key, message), floor: floor.sign }),
    await paired({
      name: 'verify',
      unit: 'µs',
      ours: () => {
        const envelope = protocol.parseEnvelope(bytes);
        protocol.verifyEnvelope(envelope, key.publicKey);
        return envelope.leaf;
      },
      floor: () => [floor.verify(), floor.hash()],
    }),
  ];
}

/** The root above an entry's hash with these siblings, at the index whose bits are all 0. */
const climb = (/** @type {Uint8Array} */ start, /** @type {readonly Uint8Array[]} */ siblings) =>
  siblings.reduce((below, sibling) => protocol.nodeHash(below, sibling), start);

/** A proof in a log of 2^17 leaves, of which only the path is made, under a policy of two witnesses. */
async function proofRow() {
  const leaf = filled(32, 1);
  const hashes = Array.from({ length: 17 }, (_, i) => filled(32, 100 + i));
  const log = protocol.noteSigner('log.example/bench', 1, filled(32, 2));
  const witnesses = Array.from({ length: WITNESSES }, (_, i) =>
    protocol.noteSigner(`witness.example/${i}`, 4, filled(32, 3 + i)),
  );
  const root = climb(protocol.entryHash(leaf), hashes);
  const note = protocol.signCheckpoint({ origin: log.key.name, size: 2 ** 17, root }, log);
  const lines = witnesses.map((witness) => protocol.cosign(note.text, START, witness));
  const checkpoint = protocol.formatSignedCheckpoint(protocol.addSignatures(note, lines));
  const names = witnesses.map((_, i) => `w${i}`);
  const policy = protocol.parsePolicy(
    [
      `log ${protocol.encodeVkey(log.key)}`,
      ...witnesses.map(({ key }, i) => `witness w${i} ${protocol.encodeVkey(key)}`),
      `group all all ${names.join(' ')}`,
      'quorum all\n',
    ].join('\n'),
  );
  const file = protocol.formatProof({ index: 0, hashes, checkpoint });
  const text = protocol.utf8(note.text);
  const signature = log.sign(text);
  const node = filled(65, 1);
  return paired({
    name: 'proof',
    unit: 'µs',
    ours: () => protocol.verifyProof(protocol.parseProof(file), leaf, policy),
    floor: () => [
      Array.from({ length: hashes.length + 1 }, () => hash('sha256', node, 'binary')),
      Array.from({ length: 1 + WITNESSES }, () =>
        sodium.crypto_sign_verify_detached(signature, text, log.key.publicKey),
      ),
    ],
  });
}

export async function rows() {
  await protocol.cryptoReady;
  protocol.useHasher(nodeHasher);
  return [...(await envelopeRows()), ...(await partRows()), await proofRow()];
}
