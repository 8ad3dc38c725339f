import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCbor, fields } from './cbor.js';
import { sign1 } from './cose.js';
import { type KeptPins, MAX_KEPT_PINS, openKeptPins, signKeptPins } from './kept-pins.js';
import { AGENT, codeOf, filled, flipped, IDENTITY, KEPT_PINS, STRANGER } from './records.fixture.js';

const BYTES = signKeptPins(KEPT_PINS, IDENTITY);
const open = (bytes: Uint8Array): KeptPins => openKeptPins(bytes, IDENTITY.publicKey);
const ROOM = MAX_KEPT_PINS - (BYTES.length - KEPT_PINS.sealed.length);

describe('kept pins', () => {
  it('are what the identity signed', () => {
    expect(open(BYTES)).toEqual(KEPT_PINS);
  });

  it('survive a round trip', () => {
    const some = fc.record({
      pseudonym: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      issued: fc.nat(),
      sealed: fc.uint8Array({ maxLength: 400 }),
    });
    fc.assert(
      fc.property(some, (kept) => {
        expect(open(signKeptPins(kept, IDENTITY))).toEqual(kept);
      }),
      { seed: 20, numRuns: 40 },
    );
  });

  it('by an agent, which a thief may have, are refused', () => {
    expect(codeOf(() => open(signKeptPins(KEPT_PINS, AGENT)))).toBe('bad-signature');
    expect(codeOf(() => openKeptPins(BYTES, STRANGER.publicKey))).toBe('bad-signature');
    expect(codeOf(() => open(flipped(BYTES, BYTES.length - 1)))).toBe('bad-signature');
  });

  it.each([
    ['of another version', [0, 2], 'unsupported-version'],
    ['of a short pseudonym', [1, filled(15, 0)], 'malformed'],
    ['with text in the place of what is sealed', [2, 'sealed'], 'malformed'],
    ['before time', [3, -1], 'malformed'],
  ] as const)('%s are refused', (_, [key, value], code) => {
    const body = [1, KEPT_PINS.pseudonym, KEPT_PINS.sealed, KEPT_PINS.issued].map((old, i) =>
      i === key ? value : old,
    );
    expect(codeOf(() => open(sign1(IDENTITY, 'kept-pins', encodeCbor(fields(...body)))))).toBe(code);
  });

  it('have 16,384 bytes at most, written or read', () => {
    expect(open(signKeptPins({ ...KEPT_PINS, sealed: filled(ROOM, 1) }, IDENTITY)).sealed).toHaveLength(ROOM);
    expect(codeOf(() => signKeptPins({ ...KEPT_PINS, sealed: filled(ROOM + 1, 1) }, IDENTITY))).toBe('too-large');
    expect(codeOf(() => open(filled(MAX_KEPT_PINS + 1, 0)))).toBe('too-large');
    expect(codeOf(() => signKeptPins({ ...KEPT_PINS, issued: -1 }, IDENTITY))).toBe('malformed');
  });
});
