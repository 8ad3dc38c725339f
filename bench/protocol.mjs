import { hash } from 'node:crypto';
import sodium from 'libsodium-wrappers';
import * as protocol from '../protocol/dist/index.js';
import { paired } from '../scripts/bench/paired.mjs';

/*
 * What a quarter of an hour costs: fifteen minutes of steps and heart rate in the three boxes of one envelope. The floor
 * of a row is its primitives alone, over bytes made beforehand: AEAD and Ed25519 by libsodium, because the same code has
 * to run in a browser, SHA-256 by node:crypto. Key ids and everything about CBOR are ours.
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
  const keys = filled(96, 0x10);
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

async function envelopeRows() {
  const { header, boxes, key } = sealing();
  const bytes = protocol.sealEnvelope(header, boxes, key);
  const envelope = protocol.parseEnvelope(bytes);
  const { payload, protectedHeader } = envelope.signed;
  const message = protocol.encodeCbor(['Signature1', protectedHeader, new Uint8Array(0), payload]);
  const signature = protocol.sign(key, message);
  const aad = filled(90, 7);
  const padded = envelope.boxes.map(({ ciphertext }) => filled(ciphertext.length - 16, 3));
  const encrypt = (/** @type {Uint8Array} */ plaintext, /** @type {number} */ i) =>
    sodium.crypto_aead_chacha20poly1305_ietf_encrypt(plaintext, aad, null, boxes[i].nonce, boxes[i].dataKey);
  const sealed = padded.map(encrypt);
  const decrypt = (/** @type {Uint8Array} */ ciphertext, /** @type {number} */ i) =>
    sodium.crypto_aead_chacha20poly1305_ietf_decrypt(null, ciphertext, aad, boxes[i].nonce, boxes[i].dataKey);
  const anew = (/** @type {typeof boxes[number]} */ box) => ({ ...box, dataKey: box.dataKey.subarray() });
  const pair = { unit: 'µs' };
  return [
    await paired({
      ...pair,
      name: 'seal',
      ours: () => protocol.sealEnvelope(header, boxes.map(anew), key),
      floor: () => [padded.map(encrypt), sodium.crypto_sign_detached(message, key.secret)],
    }),
    await paired({
      ...pair,
      name: 'open',
      ours: () => {
        const parsed = protocol.parseEnvelope(bytes);
        return METRICS.map((metric, i) => protocol.openBox(parsed, metric, boxes[i].dataKey));
      },
      floor: () => sealed.map(decrypt),
    }),
    await paired({
      ...pair,
      name: 'leaf',
      ours: () => protocol.leafOf(bytes),
      floor: () => hash('sha256', bytes, 'binary'),
    }),
    await paired({
      ...pair,
      name: 'sign',
      ours: () => protocol.sign(key, message),
      floor: () => sodium.crypto_sign_detached(message, key.secret),
    }),
    await paired({
      ...pair,
      name: 'verify',
      ours: () => {
        const parsed = protocol.parseEnvelope(bytes);
        protocol.verifyEnvelope(parsed, key.publicKey);
        return parsed.leaf;
      },
      floor: () => [
        sodium.crypto_sign_verify_detached(signature, message, key.publicKey),
        hash('sha256', bytes, 'binary'),
      ],
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
  return [...(await envelopeRows()), await proofRow()];
}
