import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex } from './bytes.js';
import { encodeCbor } from './cbor.js';
import { readKnown } from './cbor-reader.js';
import { decrypt0, type Encrypt0, encrypt0, MAX_RECORD, parseSign1, readEncrypt0, sign1, verifySign1 } from './cose.js';
import { utf8 } from './hash.js';
import { AGENT, codeOf, filled, flipped, STRANGER } from './records.fixture.js';
import { sign } from './signature.js';

const PAYLOAD = utf8('payload');
const SIGNED = sign1(AGENT, 'receipt', PAYLOAD);

/** A COSE_Sign1 with another protected header, rightly signed. */
function withHeader(header: ReadonlyMap<number, unknown>): Uint8Array {
  const protectedHeader = encodeCbor(header);
  const signature = sign(AGENT, encodeCbor(['Signature1', protectedHeader, new Uint8Array(0), PAYLOAD]));
  return concat(Uint8Array.of(0xd2), encodeCbor([protectedHeader, new Map(), PAYLOAD, signature]));
}

const HEADER: readonly (readonly [number, unknown])[] = [
  [1, -8],
  [4, AGENT.keyId],
  [16, 'f4w-receipt+cose'],
];

describe('COSE_Sign1', () => {
  it('carries its payload and verifies', () => {
    const message = parseSign1(SIGNED, 'receipt');
    expect(message.payload).toEqual(PAYLOAD);
    expect(message.keyId).toEqual(AGENT.keyId);
    expect(codeOf(() => verifySign1(message, AGENT.publicKey))).toBe('accepted');
    expect(withHeader(new Map(HEADER))).toEqual(SIGNED);
  });

  it('verifies under no other key', () => {
    expect(codeOf(() => verifySign1(parseSign1(SIGNED, 'receipt'), STRANGER.publicKey))).toBe('bad-signature');
  });

  it('does not name another key than the one that signed', () => {
    const misnamed = withHeader(new Map([...HEADER, [4, STRANGER.keyId]]));
    expect(codeOf(() => verifySign1(parseSign1(misnamed, 'receipt'), AGENT.publicKey))).toBe('bad-signature');
  });

  it('of one kind is not taken for another', () => {
    expect(codeOf(() => parseSign1(SIGNED, 'read'))).toBe('malformed');
  });

  it('is refused with any bit turned', () => {
    for (let i = 0; i < SIGNED.length; i++) {
      const code = codeOf(() => verifySign1(parseSign1(flipped(SIGNED, i), 'receipt'), AGENT.publicKey));
      expect(code).not.toBe('accepted');
    }
  });

  it.each([
    ['another algorithm', [...HEADER, [1, -7]]],
    ['no kid', HEADER.filter(([label]) => label !== 4)],
    ['a short kid', [...HEADER, [4, new Uint8Array(31)]]],
    ['no typ', HEADER.filter(([label]) => label !== 16)],
    ['a critical header more', [...HEADER, [2, [16]]]],
  ] as const)('with %s is refused', (_, header) => {
    expect(codeOf(() => parseSign1(withHeader(new Map<number, unknown>(header)), 'receipt'))).toBe('malformed');
  });

  it.each([
    ['something unprotected', [new Uint8Array(0), new Map([[4, AGENT.keyId]]), PAYLOAD, filled(64, 0)]],
    ['a header that is not bytes', [new Map(), new Map(), PAYLOAD, filled(64, 0)]],
    ['no payload', [encodeCbor(new Map(HEADER)), new Map(), null, filled(64, 0)]],
    ['a short signature', [encodeCbor(new Map(HEADER)), new Map(), PAYLOAD, filled(63, 0)]],
    ['three items', [encodeCbor(new Map(HEADER)), new Map(), PAYLOAD]],
    ['five items', [encodeCbor(new Map(HEADER)), new Map(), PAYLOAD, filled(64, 0), 0]],
  ] as const)('with %s is refused', (_, items) => {
    const bytes = concat(Uint8Array.of(0xd2), encodeCbor(items));
    expect(codeOf(() => parseSign1(bytes, 'receipt'))).toBe('malformed');
  });

  it('with another encoding of the right header is refused as not canonical', () => {
    const header = `a30127045820${toHex(AGENT.keyId)}1070${toHex(utf8('f4w-receipt+cose'))}`;
    const signed = (hex: string) =>
      concat(Uint8Array.of(0xd2), encodeCbor([fromHex(hex), new Map(), PAYLOAD, filled(64, 0)]));
    expect(codeOf(() => parseSign1(signed(header), 'receipt'))).toBe('accepted');
    const longer = header.replace('0127', '013807');
    const others = [longer, header.replace('0127', '0126'), header.replace(/10(70.*)$/, '1810$1'), `${header}00`];
    expect(others.map((other) => codeOf(() => parseSign1(signed(other), 'receipt')))).toEqual([
      'not-canonical',
      'malformed',
      'not-canonical',
      'malformed',
    ]);
  });

  it('without its tag, or with bytes after it, is refused', () => {
    expect(codeOf(() => parseSign1(SIGNED.subarray(1), 'receipt'))).toBe('malformed');
    expect(codeOf(() => parseSign1(concat(SIGNED, Uint8Array.of(0)), 'receipt'))).toBe('malformed');
    expect(codeOf(() => parseSign1(new Uint8Array(0), 'receipt'))).toBe('malformed');
  });

  it('above its limit is refused before it is read', () => {
    expect(codeOf(() => parseSign1(new Uint8Array(MAX_RECORD + 1), 'receipt'))).toBe('too-large');
  });
});

describe('COSE_Encrypt0', () => {
  const key = { id: filled(16, 1), secret: filled(32, 2), nonce: filled(12, 3) };
  const read = (shape: unknown): Encrypt0 => readKnown(encodeCbor(shape), readEncrypt0);
  const message = read(encrypt0(key, PAYLOAD, utf8('place')));

  it('opens under its key, at its place', () => {
    expect(decrypt0(message, key.secret, utf8('place'))).toEqual(PAYLOAD);
  });

  it('opens nowhere else, under no other key and with no bit turned', () => {
    const attempts = [
      () => decrypt0(message, key.secret, utf8('elsewhere')),
      () => decrypt0(message, filled(32, 9), utf8('place')),
      () => decrypt0({ ...message, nonce: filled(12, 9) }, key.secret, utf8('place')),
      () => decrypt0({ ...message, ciphertext: flipped(message.ciphertext, 0) }, key.secret, utf8('place')),
      () => decrypt0({ ...message, ciphertext: new Uint8Array(3) }, key.secret, utf8('place')),
    ];
    expect(attempts.map(codeOf)).toEqual(attempts.map(() => 'decryption-failed'));
  });

  it('of another shape is refused', () => {
    const [alg] = encrypt0(key, PAYLOAD, new Uint8Array(0)) as [Uint8Array];
    const header = new Map([
      [4, key.id],
      [5, key.nonce],
    ]);
    const shapes = [
      [encodeCbor(new Map([[1, 1]])), header, PAYLOAD],
      [alg, new Map([[5, key.nonce]]), PAYLOAD],
      [alg, new Map([...header, [6, key.nonce]]), PAYLOAD],
      [alg, new Map([...header, [5, filled(24, 0)]]), PAYLOAD],
      [alg, header, null],
      [alg, header],
      null,
    ];
    expect(shapes.map((shape) => codeOf(() => read(shape)))).toEqual(shapes.map(() => 'malformed'));
  });
});
