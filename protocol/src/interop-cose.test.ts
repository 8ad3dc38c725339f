import { createHash, createHmac } from 'node:crypto';
import { ChaCha20Poly1305Key } from '@ldclabs/cose-ts/chacha20poly1305';
import { Ed25519Key } from '@ldclabs/cose-ts/ed25519';
import { Encrypt0Message } from '@ldclabs/cose-ts/encrypt0';
import { Header } from '@ldclabs/cose-ts/header';
import { Sign1Message } from '@ldclabs/cose-ts/sign1';
import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { describe, expect, it } from 'vitest';
import { openBox, parseEnvelope, sealEnvelope, verifyEnvelope } from './envelope.js';
import { signCertificate } from './keys.js';
import { signRead } from './read.js';
import { signReceipt } from './receipt.js';
import {
  AGENT,
  boxInputs,
  CERTIFICATE,
  COACH_API,
  codeOf,
  DATA_KEYS,
  filled,
  flipped,
  HEADER,
  IDENTITY,
  READ,
  RECEIPT,
  RELEASE_HEADER,
  STRANGER,
} from './records.fixture.js';
import { signRelease } from './release.js';
import { METRICS } from './sample.js';
import { type SigningKey, signingKey } from './signature.js';

/* Against the COSE of another author, with the CBOR of a third. What stands on their side of a test uses this package for
   no byte: their Ed25519, ChaCha20-Poly1305 and structures, Node's hashes, and the numbers of SPEC.md written out. */

const encodeThere = (value: unknown): Uint8Array => encode(value, rfc8949EncodeOptions);
const decodeThere = (bytes: Uint8Array): unknown => decode(bytes, { useMaps: true });

const PLAINTEXT = Uint8Array.of(1, 2, 3, 0x80, 0, 7);
const SIZE_CLASS = 160;
const SEED = filled(32, 0x61);
const AUTHOR = signingKey(SEED);

/** Key id of an Ed25519 key by clause 7.1, of a data key by clause 5.2. */
const thumbprint = (publicKey: Uint8Array): Uint8Array =>
  new Uint8Array(
    createHash('sha256')
      .update(`{"crv":"Ed25519","kty":"OKP","x":"${Buffer.from(publicKey).toString('base64url')}"}`)
      .digest(),
  );
const commitment = (dataKey: Uint8Array): Uint8Array =>
  new Uint8Array(createHmac('sha256', dataKey).update('f4w/v1/kid').digest().subarray(0, 16));

/** The external_aad of a box (clause 5.4). */
const aadOf = (metric: number, revision = HEADER.revision): Uint8Array =>
  encodeThere(['f4w/v1/box', 1, HEADER.pseudonym, HEADER.windowStart, 900, revision, metric]);

const verifiedThere = (bytes: Uint8Array, publicKey: Uint8Array): Sign1Message =>
  Sign1Message.fromBytes(Ed25519Key.fromPublic(publicKey), bytes);

/** The fields of an envelope's body, by their numbers. */
const bodyThere = (bytes: Uint8Array): Map<number, unknown> =>
  decodeThere(verifiedThere(bytes, AGENT.publicKey).payload) as Map<number, unknown>;

/** The boxes of an envelope, each a COSE_Encrypt0 of its own. */
const boxesThere = (bytes: Uint8Array): readonly Uint8Array[] =>
  (bodyThere(bytes).get(9) as readonly unknown[]).map(encodeThere);

async function openedThere(box: Uint8Array, dataKey: Uint8Array, aad: Uint8Array): Promise<Encrypt0Message> {
  return Encrypt0Message.fromBytes(ChaCha20Poly1305Key.fromSecret(dataKey), box, aad);
}

function padded(plaintext: Uint8Array): Uint8Array {
  const whole = new Uint8Array(SIZE_CLASS);
  whole.set([...plaintext, 0x80]);
  return whole;
}

/**
 * The kid is put beside the IV afterwards, since cose-ts 1.5.0 garbles a map of two entries within an array. Nothing
 * unprotected is under the tag, so the ciphertext is the same.
 */
async function boxMadeThere(dataKey: Uint8Array, metric: number): Promise<unknown> {
  const unprotected = new Header(new Map([[5, filled(12, metric)]]));
  const message = new Encrypt0Message(padded(PLAINTEXT), new Header(new Map([[1, 24]])), unprotected);
  const bytes = await message.toBytes(ChaCha20Poly1305Key.fromSecret(dataKey), aadOf(metric));
  const [header, iv, ciphertext] = decodeThere(bytes) as [Uint8Array, Map<number, Uint8Array>, Uint8Array];
  return [header, new Map([...iv, [4, commitment(dataKey)]]), ciphertext];
}

/** An envelope of which the other author's package made every box and the signature. */
async function envelopeMadeThere(kind = 'f4w-envelope+cose'): Promise<Uint8Array> {
  const { pseudonym, agent, sequence, previous, windowStart, revision, salt } = HEADER;
  const boxes = await Promise.all(METRICS.map((_, metric) => boxMadeThere(filled(32, 0x70 + metric), metric)));
  const values = [1, pseudonym, agent, sequence, previous, windowStart, 900, revision, salt, boxes];
  const protectedHeader = new Map<number, number | string | Uint8Array>([
    [1, -8],
    [4, thumbprint(AUTHOR.publicKey)],
    [16, kind],
  ]);
  const payload = encodeThere(new Map(values.map((value, field) => [field, value])));
  const message = new Sign1Message(payload, new Header(protectedHeader), new Header());
  return Sign1Message.withTag(message.toBytes(Ed25519Key.fromSecret(SEED)));
}

describe('an envelope made here', () => {
  const bytes = sealEnvelope(HEADER, boxInputs(PLAINTEXT), AGENT);

  it('verifies with the COSE of another author, which finds in it what went in', () => {
    const { protected: header } = verifiedThere(bytes, AGENT.publicKey);
    expect(header?.getText(16)).toBe('f4w-envelope+cose');
    expect(header?.getBytes(4)).toEqual(thumbprint(AGENT.publicKey));
    const { pseudonym, agent, sequence, previous, windowStart, revision, salt } = HEADER;
    expect([...bodyThere(bytes)].slice(0, 9)).toEqual(
      [1, pseudonym, agent, sequence, previous, windowStart, 900, revision, salt].map((value, field) => [field, value]),
    );
  });

  it('opens with it, each box under its data key and at its place alone', async () => {
    const boxes = boxesThere(bytes);
    expect(boxes).toHaveLength(3);
    for (const [metric, box] of boxes.entries()) {
      const dataKey = filled(32, 0x10 + metric);
      const { payload, unprotected } = await openedThere(box, dataKey, aadOf(metric));
      expect(payload).toEqual(padded(PLAINTEXT));
      expect(unprotected?.getBytes(4)).toEqual(commitment(dataKey));
      await expect(openedThere(box, dataKey, aadOf(metric, 1))).rejects.toThrow('invalid tag');
      await expect(openedThere(box, dataKey, aadOf((metric + 1) % 3))).rejects.toThrow('invalid tag');
      await expect(openedThere(box, filled(32, 0x55), aadOf(metric))).rejects.toThrow('invalid tag');
      await expect(openedThere(flipped(box, box.length - 1), dataKey, aadOf(metric))).rejects.toThrow('invalid tag');
    }
  });

  it('is refused by it under another key and with any bit turned', () => {
    expect(() => verifiedThere(bytes, STRANGER.publicKey)).toThrow('signature mismatch');
    for (let i = 0; i < bytes.length; i += 7) {
      expect(() => verifiedThere(flipped(bytes, i), AGENT.publicKey)).toThrow();
    }
  });
});

describe('a record of each other kind made here', () => {
  it.each<[string, Uint8Array, SigningKey]>([
    ['f4w-agent-certificate+cose', signCertificate(CERTIFICATE, IDENTITY), IDENTITY],
    ['f4w-release+cose', signRelease(RELEASE_HEADER, DATA_KEYS, AGENT), AGENT],
    ['f4w-receipt+cose', signReceipt(RECEIPT, COACH_API), COACH_API],
    ['f4w-read+cose', signRead(READ, COACH_API), COACH_API],
  ])('verifies as %s with the COSE of another author, under its key alone', (kind, bytes, { publicKey }) => {
    const { protected: header } = verifiedThere(bytes, publicKey);
    expect([header?.getText(16), header?.getBytes(4)]).toEqual([kind, thumbprint(publicKey)]);
    expect(() => verifiedThere(bytes, STRANGER.publicKey)).toThrow('signature mismatch');
  });
});

describe('an envelope made with the COSE of another author', () => {
  it('is read, verified and opened here', async () => {
    const envelope = parseEnvelope(await envelopeMadeThere());
    expect(envelope).toMatchObject(HEADER);
    expect(codeOf(() => verifyEnvelope(envelope, AUTHOR.publicKey))).toBe('accepted');
    for (const [i, metric] of METRICS.entries()) {
      expect(openBox(envelope, metric, filled(32, 0x70 + i))).toEqual(PLAINTEXT);
    }
  });

  it('is the envelope that this package makes of the same input, byte for byte', async () => {
    const inputs = METRICS.map((_, metric) => ({
      plaintext: PLAINTEXT,
      dataKey: filled(32, 0x70 + metric),
      nonce: filled(12, metric),
    }));
    expect(await envelopeMadeThere()).toEqual(sealEnvelope(HEADER, inputs, AUTHOR));
  });

  it('is refused here under another key, as another kind and with any bit turned', async () => {
    const bytes = await envelopeMadeThere();
    expect(codeOf(() => verifyEnvelope(parseEnvelope(bytes), STRANGER.publicKey))).toBe('bad-signature');
    const another = await envelopeMadeThere('f4w-read+cose');
    expect(codeOf(() => parseEnvelope(another))).toBe('malformed');
    for (let i = 0; i < bytes.length; i += 7) {
      const code = codeOf(() => verifyEnvelope(parseEnvelope(flipped(bytes, i)), AUTHOR.publicKey));
      expect(code).not.toBe('accepted');
    }
  });

  it('does not open here at another place, nor with a bit of a box turned', async () => {
    const envelope = parseEnvelope(await envelopeMadeThere());
    const key = filled(32, 0x70);
    expect(codeOf(() => openBox({ ...envelope, revision: 1 }, 'steps', key))).toBe('decryption-failed');
    expect(codeOf(() => openBox(envelope, 'steps', filled(32, 0x71)))).toBe('wrong-key');
    const [first, ...rest] = envelope.boxes;
    const boxes = first === undefined ? [] : [{ ...first, ciphertext: flipped(first.ciphertext, 9) }, ...rest];
    expect(codeOf(() => openBox({ ...envelope, boxes }, 'steps', key))).toBe('decryption-failed');
  });
});
