import { describe, expect, it } from 'vitest';
import { encodeCbor, fields } from './cbor.js';
import { sign1 } from './cose.js';
import { openReceipt, signReceipt } from './receipt.js';
import { COACH_API, codeOf, filled, flipped, RECEIPT, STRANGER } from './records.fixture.js';

const BYTES = signReceipt(RECEIPT, COACH_API);

describe('a receipt', () => {
  it('says what the coach API signed', () => {
    expect(openReceipt(BYTES, COACH_API.publicKey)).toEqual(RECEIPT);
  });

  it('of another key or with a bit turned is refused', () => {
    expect(codeOf(() => openReceipt(BYTES, STRANGER.publicKey))).toBe('bad-signature');
    expect(codeOf(() => openReceipt(flipped(BYTES, BYTES.length - 1), COACH_API.publicKey))).toBe('bad-signature');
  });

  it('that nobody would accept is not signed', () => {
    const wrong = [{ sequence: -1 }, { leaf: filled(31, 0) }, { time: -1 }, { records: [filled(31, 0)] }];
    for (const change of wrong)
      expect(codeOf(() => signReceipt({ ...RECEIPT, ...change }, COACH_API))).toBe('malformed');
    const records = Array.from({ length: 257 }, () => filled(32, 0));
    expect(codeOf(() => signReceipt({ ...RECEIPT, records }, COACH_API))).toBe('malformed');
    expect(codeOf(() => signReceipt({ ...RECEIPT, records: records.slice(1) }, COACH_API))).toBe('accepted');
  });

  it('for no envelope has no leaf', () => {
    const first = { ...RECEIPT, sequence: 0 };
    expect(codeOf(() => signReceipt(first, COACH_API))).toBe('out-of-range');
    expect(codeOf(() => signReceipt({ ...first, leaf: Uint8Array.of(...filled(31, 0), 1) }, COACH_API))).toBe(
      'out-of-range',
    );
    expect(codeOf(() => signReceipt({ ...first, leaf: filled(32, 0) }, COACH_API))).toBe('accepted');
    expect(codeOf(() => signReceipt({ ...RECEIPT, sequence: 1 }, COACH_API))).toBe('accepted');
  });

  it.each([
    ['the pseudonym', { pseudonym: filled(15, 0) }],
    ['the agent number', { agent: 65_536 }],
    ['the sequence', { sequence: -1 }],
    ['the leaf', { leaf: filled(31, 0) }],
    ['the time', { time: -1 }],
  ])('that nobody would accept is refused by the name of %s', (named, change) => {
    expect(() => signReceipt({ ...RECEIPT, ...change }, COACH_API)).toThrow(`${named} must be`);
  });

  it('of another version is refused', () => {
    const bytes = sign1(COACH_API, 'receipt', encodeCbor(fields(2, 0, 0, 0, 0, 0, 0)));
    expect(codeOf(() => openReceipt(bytes, COACH_API.publicKey))).toBe('unsupported-version');
  });
});
