import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from './bytes.js';
import { checkVersion, decodeCbor, readArray, readBytes, readFields, readTime, readUint } from './cbor.js';
import { parseSign1, sign1 } from './cose.js';
import { type Envelope, parseEnvelope, sealEnvelope } from './envelope.js';
import { ProtocolError } from './error.js';
import { AGENT, boxInputs, codeOf, filled, HEADER } from './records.fixture.js';

/* An envelope is read in place, item by item; here that reading is held against the general reader of CBOR. */

const RIGHT = parseSign1(sealEnvelope(HEADER, boxInputs(filled(30, 1)), AGENT), 'envelope').payload;

/** The body as the general reader and the fields of a record have it: slower, and written apart. */
function generalRead(bytes: Uint8Array): Partial<Envelope> {
  const read = readFields(decodeCbor(bytes), 10, 'a body');
  checkVersion(read[0], 'a body');
  const sequence = readUint(read[3], 'x');
  if (sequence === 0 || ![900, 3600, 86_400].includes(readUint(read[6], 'x')))
    throw new ProtocolError('malformed', 'x');
  const boxes = readArray(read[9], 'x', 3).map((one) => {
    const [alg, header, ciphertext] = readArray(one, 'x', 3);
    if (!(header instanceof Map) || header.size !== 2) throw new ProtocolError('malformed', 'x');
    if (toHex(readBytes(alg, 'x')) !== 'a1011818') throw new ProtocolError('malformed', 'x');
    return {
      keyId: readBytes(header.get(4), 'x', 16),
      nonce: readBytes(header.get(5), 'x', 12),
      ciphertext: readBytes(ciphertext, 'x', { 900: 176, 3600: 112, 86400: 400 }[readUint(read[6], 'x')]),
    };
  });
  if (boxes.length !== 3) throw new ProtocolError('malformed', 'x');
  const previous = readBytes(read[4], 'x', 32);
  if (sequence === 1 && previous.some((byte) => byte !== 0)) throw new ProtocolError('out-of-range', 'x');
  return {
    pseudonym: readBytes(read[1], 'x', 16),
    agent: readUint(read[2], 'x', 65_535),
    sequence,
    previous,
    windowStart: readTime(read[5], 'x'),
    revision: readUint(read[7], 'x', 2 ** 32 - 1),
    salt: readBytes(read[8], 'x', 32),
    boxes,
  };
}

/** What an envelope says, as text: the matchers take thousandfold for arrays of bytes. */
function fieldsOf(bytes: Uint8Array): string {
  const { pseudonym, agent, sequence, previous, windowStart, revision, salt, boxes } = parseEnvelope(bytes);
  return JSON.stringify({ pseudonym, agent, sequence, previous, windowStart, revision, salt, boxes });
}

describe('an envelope', () => {
  it.each([
    ['a key in two bytes', (hex: string) => hex.replace(/^aa00/, 'aa1800'), 'not-canonical'],
    [
      'two fields in the other order',
      (hex: string) => hex.replace(`0150${'aa'.repeat(16)}0201`, `02010150${'aa'.repeat(16)}`),
      'not-canonical',
    ],
    ['a field twice', (hex: string) => hex.replace('0201' + '0301', '0201' + '0201'), 'malformed'],
    ['another key', (hex: string) => hex.replace(/^aa00/, 'aa20'), 'not-canonical'],
    ['a text where its salt should be', (hex: string) => hex.replace('085820', '087820'), 'malformed'],
    ['a short salt', (hex: string) => hex.replace(`085820${'09'.repeat(32)}`, `08581f${'09'.repeat(31)}`), 'malformed'],
    [
      'a short previous leaf',
      (hex: string) => hex.replace(`045820${'00'.repeat(32)}`, `04581f${'00'.repeat(31)}`),
      'malformed',
    ],
    ['a revision above 32 bits', (hex: string) => hex.replace('0700', '071b0000000100000000'), 'malformed'],
    ['a negative sequence', (hex: string) => hex.replace('0301', '0320'), 'malformed'],
    [
      'a version in two bytes beside sequence 0',
      (hex: string) => hex.replace('0001', '001801').replace('0301', '0300'),
      'not-canonical',
    ],
  ] as const)('with %s is refused', (_, change, code) => {
    const right = toHex(RIGHT);
    expect(change(right)).not.toBe(right);
    expect(codeOf(() => parseEnvelope(sign1(AGENT, 'envelope', fromHex(change(right)))))).toBe(code);
  });

  it('is accepted exactly where the general reader finds the fields of clause 6.1, and gives what it finds', () => {
    const mutated = fc.tuple(fc.nat(RIGHT.length - 1), fc.nat(255), fc.boolean()).map(([at, byte, near]) => {
      const copy = new Uint8Array(RIGHT);
      copy[near ? at % 140 : at] = byte;
      return copy;
    });
    fc.assert(
      fc.property(mutated, (bytes) => {
        const signed = sign1(AGENT, 'envelope', bytes);
        const code = codeOf(() => parseEnvelope(signed));
        const expected = codeOf(() => generalRead(bytes));
        expect(code === 'accepted').toBe(expected === 'accepted');
        if (code === 'accepted') expect(fieldsOf(signed)).toBe(JSON.stringify(generalRead(bytes)));
        const encoding = codeOf(() => decodeCbor(bytes));
        if (encoding !== 'accepted') expect(code).toBe(encoding);
      }),
      { seed: 6, numRuns: 1000 },
    );
  });
});
