import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCbor, fields } from './cbor.js';
import { MAX_RECORD, sign1 } from './cose.js';
import { type KeptKeys, openKeptKeys, parseKeptKeys, signKeptKeys } from './kept-keys.js';
import { AGENT, codeOf, filled, flipped, IDENTITY, KEPT_KEYS, STRANGER } from './records.fixture.js';

const BYTES = signKeptKeys(KEPT_KEYS, AGENT);
const open = (bytes: Uint8Array): KeptKeys => openKeptKeys(bytes, AGENT.publicKey);

describe('kept keys', () => {
  it('are what the agent signed', () => {
    expect(open(BYTES)).toEqual(KEPT_KEYS);
    const other = { ...KEPT_KEYS, agent: 0xffff, generation: 0, sealed: filled(0, 0) };
    expect(open(signKeptKeys(other, AGENT))).toEqual(other);
  });

  it('survive a round trip', () => {
    const some = fc.record({
      pseudonym: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      agent: fc.nat(0xffff),
      day: fc.constantFrom('2024-02-29', '9999-12-31'),
      generation: fc.maxSafeNat(),
      sealed: fc.uint8Array({ maxLength: 400 }),
    });
    fc.assert(
      fc.property(some, (kept) => {
        expect(open(signKeptKeys(kept, AGENT))).toEqual(kept);
      }),
      { seed: 20, numRuns: 40 },
    );
  });

  it('are read without their signer being known, where they are sound', () => {
    expect(parseKeptKeys(signKeptKeys(KEPT_KEYS, STRANGER))).toEqual(KEPT_KEYS);
    expect(codeOf(() => parseKeptKeys(BYTES.subarray(1)))).toBe('malformed');
  });

  it('of another signer or with a bit turned are refused', () => {
    expect(codeOf(() => open(signKeptKeys(KEPT_KEYS, IDENTITY)))).toBe('bad-signature');
    expect(codeOf(() => openKeptKeys(BYTES, STRANGER.publicKey))).toBe('bad-signature');
    expect(codeOf(() => open(flipped(BYTES, BYTES.length - 1)))).toBe('bad-signature');
  });

  it.each([
    ['of another version', [0, 2], 'unsupported-version'],
    ['of a short pseudonym', [1, filled(15, 0)], 'malformed'],
    ['of an agent above 16 bits', [2, 0x1_0000], 'malformed'],
    ['of no day of the calendar', [3, '2026-02-29'], 'malformed'],
    ['of a generation below 0', [4, -1], 'malformed'],
    ['with text in the place of what is sealed', [5, 'sealed'], 'malformed'],
  ] as const)('%s are refused', (_, [key, value], code) => {
    const { pseudonym, agent, day, generation, sealed } = KEPT_KEYS;
    const body = [1, pseudonym, agent, day, generation, sealed].map((old, i) => (i === key ? value : old));
    expect(codeOf(() => open(sign1(AGENT, 'kept-keys', encodeCbor(fields(...body)))))).toBe(code);
  });

  it('that nobody would accept are not signed', () => {
    expect(codeOf(() => signKeptKeys({ ...KEPT_KEYS, generation: -1 }, AGENT))).toBe('malformed');
    expect(codeOf(() => signKeptKeys({ ...KEPT_KEYS, sealed: filled(MAX_RECORD, 0) }, AGENT))).toBe('too-large');
  });
});
