import { describe, expect, it } from 'vitest';
import { encodeCbor, fields } from './cbor.js';
import { sign1 } from './cose.js';
import { boxKeyPair } from './keys.js';
import { COACH_API, codeOf, filled, flipped, RECIPIENT, ROTATION, STRANGER } from './records.fixture.js';
import { type CoachApiKeys, followRotations, openRotation, signRotation } from './rotation.js';
import { signingKey } from './signature.js';

const PINNED: CoachApiKeys = { signingKey: COACH_API.publicKey, boxKey: RECIPIENT.publicKey, rotation: 0 };
const BYTES = signRotation(ROTATION, COACH_API);

/** Signing keys one after the other, and the rotation that leads to each from the one before. */
const KEYS = [COACH_API, ...[1, 2, 3].map((i) => signingKey(filled(32, 0x60 + i)))];
const CHAIN = KEYS.slice(1).map((next, i) =>
  signRotation(
    { ...ROTATION, rotation: i + 1, signingKey: next.publicKey, boxKey: boxKeyPair(filled(32, 0x70 + i)).publicKey },
    KEYS[i] ?? COACH_API,
  ),
);

describe('a rotation of the coach API’s keys', () => {
  it('names the next keys under the present one', () => {
    expect(openRotation(BYTES, PINNED)).toEqual(ROTATION);
  });

  it('leads step by step from the keys that were pinned to those of today', () => {
    expect(followRotations(PINNED, [])).toEqual(PINNED);
    expect(followRotations(PINNED, CHAIN)).toMatchObject({
      rotation: 3,
      signingKey: KEYS[3]?.publicKey,
      boxKey: boxKeyPair(filled(32, 0x72)).publicKey,
    });
    const [first, ...rest] = CHAIN;
    const half = followRotations(PINNED, first === undefined ? [] : [first]);
    expect(followRotations(half, rest)).toEqual(followRotations(PINNED, CHAIN));
  });

  it('left out, repeated or out of order leads nowhere', () => {
    const [first = BYTES, second = BYTES, third = BYTES] = CHAIN;
    for (const wrong of [[second], [first, third], [first, first], [second, first]]) {
      expect(codeOf(() => followRotations(PINNED, wrong))).toBe('bad-signature');
    }
  });

  it('by the right key but not the next is refused', () => {
    for (const rotation of [1, 3]) {
      const bytes = signRotation({ ...ROTATION, rotation }, COACH_API);
      expect(codeOf(() => openRotation(bytes, { ...PINNED, rotation: 1 }))).toBe('out-of-range');
    }
  });

  it('by the new key itself, by a stranger or with a bit turned is refused', () => {
    expect(codeOf(() => openRotation(signRotation(ROTATION, STRANGER), PINNED))).toBe('bad-signature');
    expect(codeOf(() => openRotation(flipped(BYTES, BYTES.length - 1), PINNED))).toBe('bad-signature');
  });

  it.each([
    ['of another version', [0, 2], 'unsupported-version'],
    ['that is the zeroth', [1, 0], 'out-of-range'],
    ['above 32 bits', [1, 2 ** 32], 'malformed'],
    ['to a short signing key', [2, filled(31, 0)], 'malformed'],
    ['to a short box key', [3, filled(31, 0)], 'malformed'],
    ['before time', [4, -1], 'malformed'],
    ['with a short salt', [5, filled(31, 0)], 'malformed'],
  ] as const)('%s is refused', (_, [key, value], code) => {
    const { signingKey: next, boxKey, issued, salt } = ROTATION;
    const body = [1, 1, next, boxKey, issued, salt].map((old, i) => (i === key ? value : old));
    const bytes = sign1(COACH_API, 'key-rotation', encodeCbor(fields(...body)));
    expect(codeOf(() => openRotation(bytes, PINNED))).toBe(code);
  });

  it('that nobody would accept is not signed', () => {
    expect(codeOf(() => signRotation({ ...ROTATION, rotation: 0 }, COACH_API))).toBe('out-of-range');
    expect(codeOf(() => signRotation({ ...ROTATION, boxKey: filled(1, 0) }, COACH_API))).toBe('malformed');
  });
});
