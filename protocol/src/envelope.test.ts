import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aeadOpen } from './aead.js';
import { concat, equalBytes, fromHex } from './bytes.js';
import { encodeCbor, fields, MAX_TIME } from './cbor.js';
import { sign1 } from './cose.js';
import {
  type EnvelopeHeader,
  isKeyOf,
  MAX_ENVELOPE,
  openBox,
  parseEnvelope,
  sealEnvelope,
  verifyEnvelope,
} from './envelope.js';
import { leafOf } from './hash.js';
import { dataKeyId } from './key-id.js';
import { unpad } from './padding.js';
import { AGENT, boxInputs, codeOf, filled, flipped, HEADER, STRANGER } from './records.fixture.js';
import { METRICS } from './sample.js';
import { encodeSeries } from './series.js';
import { WINDOW_KIND } from './window.js';

const BYTES = sealEnvelope(HEADER, boxInputs(filled(30, 1)), AGENT);
const ENVELOPE = parseEnvelope(BYTES);
const KEY = filled(32, 0x10);

/** A signed envelope of any body. */
const signedBody = (...values: readonly unknown[]): Uint8Array =>
  sign1(AGENT, 'envelope', encodeCbor(fields(...values)));

const box = (size: number, id = filled(16, 1)): unknown => [
  encodeCbor(new Map([[1, 24]])),
  new Map([
    [4, id],
    [5, filled(12, 1)],
  ]),
  filled(size + 16, 0),
];

const body = (change: Readonly<Record<number, unknown>> = {}): readonly unknown[] => {
  const { pseudonym, agent, sequence, previous, windowStart, revision, salt } = HEADER;
  const boxes = [box(160), box(160), box(160)];
  const values = [1, pseudonym, agent, sequence, previous, windowStart, 900, revision, salt, boxes];
  return values.map((value, key) => (key in change ? change[key] : value));
};

describe('an envelope', () => {
  it('gives back its header and its boxes', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.integer({ min: 1 }), fc.nat(), fc.uint8Array({ maxLength: 95 }), (...given) => {
        const [agent, sequence, revision, plaintext] = given;
        const header: EnvelopeHeader = { ...HEADER, agent, sequence, revision, granularity: 'hour' };
        const bytes = sealEnvelope(header, boxInputs(plaintext), AGENT);
        const envelope = parseEnvelope(bytes);
        expect(envelope).toMatchObject(header);
        expect(envelope.leaf).toEqual(leafOf(bytes));
        expect(codeOf(() => verifyEnvelope(envelope, AGENT.publicKey))).toBe('accepted');
        for (const [i, metric] of METRICS.entries()) {
          expect(openBox(envelope, metric, filled(32, 0x10 + i))).toEqual(plaintext);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is the same bytes for the same input, so that it can be sent again', () => {
    expect(sealEnvelope(HEADER, boxInputs(filled(30, 1)), AGENT)).toEqual(BYTES);
  });

  it('verifies under no other key and with no bit turned', () => {
    expect(codeOf(() => verifyEnvelope(ENVELOPE, STRANGER.publicKey))).toBe('bad-signature');
    for (let i = 0; i < BYTES.length; i += 5) {
      const code = codeOf(() => verifyEnvelope(parseEnvelope(flipped(BYTES, i)), AGENT.publicKey));
      expect(code).not.toBe('accepted');
    }
  });

  it('has one size whether a window is empty or full of minutes', () => {
    const start = HEADER.windowStart;
    const minutes = Array.from({ length: 15 }, (_, i) => start + i * 60);
    const full = encodeSeries(
      {
        metric: 'steps',
        worn: [{ start, duration: 900 }],
        samples: minutes.map((at, i) => ({ metric: 'steps', start: at, duration: 60, value: i % 2 === 0 ? 300 : 1 })),
      },
      start,
    );
    const empty = encodeSeries({ metric: 'steps', worn: [], samples: [] }, start);
    const [one, two] = [empty, full].map((plaintext) => sealEnvelope(HEADER, boxInputs(plaintext), AGENT).length);
    expect(one).toBe(two);
  });

  it('has boxes of the size that one of them has at least, and opens as ever', () => {
    const [first, ...others] = boxInputs(new Uint8Array(9));
    if (first === undefined) throw new Error('no box');
    const bytes = sealEnvelope({ ...HEADER, granularity: 'raw' }, [{ ...first, least: 1024 }, ...others], AGENT);
    const envelope = parseEnvelope(bytes);
    expect(envelope.boxes.map(({ ciphertext }) => ciphertext.length)).toEqual([1040, 1040, 1040]);
    expect(openBox(envelope, 'steps', first.dataKey)).toEqual(new Uint8Array(9));
  });

  it('with a plaintext that no size class holds is not made', () => {
    const inputs = boxInputs(filled(16_384, 0));
    expect(codeOf(() => sealEnvelope(HEADER, inputs, AGENT))).toBe('too-large');
    expect(sealEnvelope(HEADER, boxInputs(filled(16_383, 0)), AGENT).length).toBeLessThan(MAX_ENVELOPE);
  });

  it('that nobody would accept is not signed', () => {
    const [first, second, third] = boxInputs(filled(3, 0));
    if (first === undefined || second === undefined || third === undefined) throw new TypeError('three boxes');
    const wrong: readonly [Partial<EnvelopeHeader>, string][] = [
      [{ pseudonym: filled(15, 0) }, 'malformed'],
      [{ sequence: 0 }, 'out-of-range'],
      [{ previous: filled(31, 0) }, 'malformed'],
      [{ salt: filled(16, 0) }, 'malformed'],
      [{ windowStart: -900 }, 'malformed'],
      [{ windowStart: Number.MAX_SAFE_INTEGER }, 'malformed'],
      [{ revision: 0.5 }, 'malformed'],
      [{ agent: 65_536 }, 'malformed'],
    ];
    for (const [change, code] of wrong) {
      expect(codeOf(() => sealEnvelope({ ...HEADER, ...change }, [first, second, third], AGENT))).toBe(code);
    }
    const boxes = [
      [first, second],
      [first, second, third, third],
      [first, second, { ...third, dataKey: filled(31, 0) }],
      [first, second, { ...third, nonce: filled(24, 0) }],
    ];
    expect(boxes.map((inputs) => codeOf(() => sealEnvelope(HEADER, inputs, AGENT)))).toEqual(
      boxes.map(() => 'malformed'),
    );
  });

  it.each([
    ['of version 2', { 0: 2 }, 'unsupported-version'],
    ['with a short pseudonym', { 1: filled(15, 0) }, 'malformed'],
    ['with an agent number above 16 bits', { 2: 65_536 }, 'malformed'],
    ['with sequence 0', { 3: 0 }, 'out-of-range'],
    ['that is the first and follows another', { 4: Uint8Array.of(...filled(31, 0), 1) }, 'out-of-range'],
    ['with a window start after the year 9999', { 5: 253_402_300_800 }, 'malformed'],
    ['with another window kind', { 6: 60 }, 'malformed'],
    ['with two boxes', { 9: [box(160), box(160)] }, 'malformed'],
    ['with no boxes', { 9: [] }, 'malformed'],
    ['with boxes of two sizes', { 9: [box(160), box(1024), box(160)] }, 'malformed'],
    ['with boxes of no size class', { 9: [box(161), box(161), box(161)] }, 'malformed'],
    ['with boxes of another granularity', { 9: [box(96), box(96), box(96)] }, 'malformed'],
  ] as const)('%s is refused', (_, change, code) => {
    expect(codeOf(() => parseEnvelope(signedBody(...body())))).toBe('accepted');
    expect(codeOf(() => parseEnvelope(signedBody(...body(change))))).toBe(code);
  });

  it('stays what it was when its transport is used again, and is no part of it', () => {
    const transport = Buffer.from(BYTES);
    const envelope = parseEnvelope(transport);
    transport.fill(0);
    expect(envelope).toEqual(ENVELOPE);
    expect(Object.getPrototypeOf(envelope.salt)).toBe(Uint8Array.prototype);
  });

  it('with a field more or less, another encoding, or too many bytes is refused', () => {
    expect(codeOf(() => parseEnvelope(signedBody(...body(), 0)))).toBe('malformed');
    expect(codeOf(() => parseEnvelope(signedBody(...body().slice(0, 9))))).toBe('malformed');
    const padded = concat(Uint8Array.of(0xaa, 0x18, 0x00), encodeCbor(fields(...body())).subarray(2));
    expect(codeOf(() => parseEnvelope(sign1(AGENT, 'envelope', padded)))).toBe('not-canonical');
    expect(codeOf(() => parseEnvelope(new Uint8Array(MAX_ENVELOPE + 1)))).toBe('too-large');
  });
});

describe('a box', () => {
  it('does not open in another envelope', () => {
    const places: Partial<EnvelopeHeader>[] = [
      { pseudonym: filled(16, 0xbb) },
      { windowStart: HEADER.windowStart + 900 },
      { revision: 1 },
      { granularity: 'hour' },
    ];
    for (const place of places) {
      expect(codeOf(() => openBox({ ...ENVELOPE, ...place }, 'steps', KEY))).toBe('decryption-failed');
    }
  });

  it('is bound to its place by the structures of clause 5.4 and RFC 9052, whatever the numbers', () => {
    const numbers = [0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1];
    const places = numbers.flatMap((revision) => [
      { ...HEADER, revision, windowStart: revision },
      { ...HEADER, revision, windowStart: MAX_TIME, granularity: 'day' as const },
    ]);
    for (const place of places) {
      const { boxes } = parseEnvelope(sealEnvelope(place, boxInputs(filled(3, 1)), AGENT));
      for (const [metric, { nonce, ciphertext }] of boxes.entries()) {
        const { pseudonym, windowStart, granularity, revision } = place;
        const bound = encodeCbor(['f4w/v1/box', 1, pseudonym, windowStart, WINDOW_KIND[granularity], revision, metric]);
        const aad = encodeCbor(['Encrypt0', fromHex('a1011818'), bound]);
        const opened = aeadOpen({ key: filled(32, 0x10 + metric), nonce, aad }, ciphertext);
        expect(unpad(opened)).toEqual(filled(3, 1));
      }
    }
  });

  it('does not open as another metric, even under its own key', () => {
    const swapped = { ...ENVELOPE, boxes: [...ENVELOPE.boxes].reverse() };
    const keys = boxInputs(filled(3, 1)).map(({ dataKey }) => dataKey);
    const [steps = KEY, heartRate = KEY, sleep = KEY] = keys;
    expect(codeOf(() => openBox(swapped, 'steps', sleep))).toBe('decryption-failed');
    expect(codeOf(() => openBox(swapped, 'sleep', steps))).toBe('decryption-failed');
    expect(codeOf(() => openBox(swapped, 'heart-rate', heartRate))).toBe('accepted');
  });

  it('is sealed under a data key of its own metric alone', () => {
    const inputs = boxInputs(filled(3, 1));
    for (const [one, other] of [
      [0, 1],
      [1, 2],
      [2, 0],
    ] as const) {
      const same = inputs.map((input, i) => (i === one ? { ...input, dataKey: inputs[other]?.dataKey ?? KEY } : input));
      expect(codeOf(() => sealEnvelope(HEADER, same, AGENT))).toBe('malformed');
    }
  });

  it('refuses a key that it does not name before it tries it', () => {
    expect(isKeyOf(ENVELOPE, 'steps', KEY)).toBe(true);
    expect(isKeyOf(ENVELOPE, 'sleep', KEY)).toBe(false);
    expect(codeOf(() => openBox(ENVELOPE, 'sleep', KEY))).toBe('wrong-key');
    expect(codeOf(() => openBox(ENVELOPE, 'steps', filled(31, 0x10)))).toBe('wrong-key');
    expect(codeOf(() => openBox({ ...ENVELOPE, boxes: [] }, 'steps', KEY))).toBe('wrong-key');
  });

  it('names its key by a commitment of 16 bytes', () => {
    expect(dataKeyId(KEY)).toHaveLength(16);
    expect(equalBytes(dataKeyId(KEY), dataKeyId(filled(32, 0x11)))).toBe(false);
  });

  it('knows a key by its content, whatever was in its array before, and in an id of its own', () => {
    const key = filled(32, 0x10);
    const id = dataKeyId(key);
    expect(id).toEqual(dataKeyId(KEY));
    id.fill(0);
    expect(dataKeyId(key)).toEqual(dataKeyId(KEY));
    key.fill(0);
    expect(dataKeyId(key)).toEqual(dataKeyId(filled(32, 0)));
    expect(codeOf(() => openBox(ENVELOPE, 'steps', key))).toBe('wrong-key');
  });
});
