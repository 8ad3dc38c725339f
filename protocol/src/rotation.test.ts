import { describe, expect, it } from 'vitest';
import { encodeCbor, fields } from './cbor.js';
import { sign1 } from './cose.js';
import { leafOf } from './hash.js';
import { boxKeyPair } from './keys.js';
import { COACH_API, codeOf, filled, flipped, NEXT_KEYS, RECIPIENT, ROTATION, STRANGER } from './records.fixture.js';
import {
  type CoachApiKeys,
  followRotations,
  openRotation,
  placeInRotations,
  proveRotation,
  signRotation,
} from './rotation.js';
import { type SigningKey, signingKey } from './signature.js';

const PAIR = { signingKey: COACH_API.publicKey, boxKey: RECIPIENT.publicKey };
const PINNED: CoachApiKeys = { ...PAIR, rotation: 0, leaf: filled(32, 0) };
const BYTES = signRotation(ROTATION, COACH_API);

/** Signing keys one after the other; with the last the box key alone is changed. */
const KEYS = [COACH_API, ...[1, 2, 3, 3].map((i) => signingKey(filled(32, 0x60 + i)))];
const boxKeyOf = (i: number): Uint8Array => boxKeyPair(filled(32, 0x70 + i)).publicKey;

/** The rotation that leads to each from the one before. */
const CHAIN: Uint8Array[] = [];
for (const [i, key] of KEYS.slice(1).entries()) {
  const last = CHAIN.at(-1);
  const previous = last === undefined ? filled(32, 0) : leafOf(last);
  const next = { ...NEXT_KEYS, rotation: i + 1, signingKey: key.publicKey, boxKey: boxKeyOf(i), previous };
  CHAIN.push(signRotation(proveRotation(next, key), KEYS[i] ?? COACH_API));
}

/** Keys after some of the chain. */
const after = (count: number): CoachApiKeys => followRotations(PINNED, CHAIN.slice(0, count));

const signed = (body: readonly unknown[], key: SigningKey = COACH_API): Uint8Array =>
  sign1(key, 'key-rotation', encodeCbor(fields(...body)));

describe('a rotation of the coach API’s keys', () => {
  it('names the next keys under the present one', () => {
    expect(openRotation(BYTES, PINNED)).toEqual(ROTATION);
  });

  it('leads step by step from the keys that were pinned to those of today', () => {
    expect(followRotations(PINNED, [])).toEqual(PINNED);
    expect(after(4)).toEqual({
      rotation: 4,
      signingKey: KEYS[4]?.publicKey,
      boxKey: boxKeyOf(3),
      leaf: leafOf(CHAIN[3] ?? BYTES),
    });
    expect(followRotations(after(1), CHAIN.slice(1))).toEqual(after(4));
  });

  it('left out, repeated or out of order leads nowhere', () => {
    const [first = BYTES, second = BYTES, third = BYTES, fourth = BYTES] = CHAIN;
    for (const wrong of [[second], [first, third], [first, first], [second, first]]) {
      expect(codeOf(() => followRotations(PINNED, wrong))).toBe('bad-signature');
    }
    expect(codeOf(() => followRotations(after(4), [fourth]))).toBe('out-of-range');
  });

  it('by the right key but not the next is refused', () => {
    for (const rotation of [1, 3]) {
      const bytes = signRotation(proveRotation({ ...NEXT_KEYS, rotation }, STRANGER), COACH_API);
      expect(codeOf(() => openRotation(bytes, { ...PINNED, rotation: 1 }))).toBe('out-of-range');
    }
  });

  it('that comes after another one of that number is refused', () => {
    const other = signRotation(proveRotation({ ...NEXT_KEYS, previous: filled(32, 1) }, STRANGER), COACH_API);
    expect(codeOf(() => openRotation(other, PINNED))).toBe('out-of-range');
  });

  it('by the new key itself, by a stranger or with a bit turned is refused', () => {
    expect(codeOf(() => openRotation(signRotation(ROTATION, STRANGER), PINNED))).toBe('bad-signature');
    expect(codeOf(() => openRotation(flipped(BYTES, BYTES.length - 1), PINNED))).toBe('bad-signature');
  });

  it('is refused where the key that it names did not sign for exactly these keys', () => {
    expect(codeOf(() => signRotation(proveRotation(NEXT_KEYS, COACH_API), COACH_API))).toBe('bad-signature');
    const { salt, previous, proof } = ROTATION;
    const other = signed([1, 1, STRANGER.publicKey, boxKeyOf(0), NEXT_KEYS.issued, salt, previous, proof]);
    expect(codeOf(() => openRotation(other, PINNED))).toBe('bad-signature');
  });

  it.each([
    ['of another version', [0, 2], 'unsupported-version'],
    ['that is the zeroth', [1, 0], 'out-of-range'],
    ['above 32 bits', [1, 2 ** 32], 'malformed'],
    ['to a short signing key', [2, filled(31, 0)], 'malformed'],
    ['to a short box key', [3, filled(31, 0)], 'malformed'],
    ['before time', [4, -1], 'malformed'],
    ['with a short salt', [5, filled(31, 0)], 'malformed'],
    ['after something that is no leaf', [6, filled(31, 0)], 'malformed'],
    ['with a short proof', [7, filled(63, 0)], 'malformed'],
  ] as const)('%s is refused', (_, [key, value], code) => {
    const { signingKey: next, boxKey, issued, salt, previous, proof } = ROTATION;
    const body = [1, 1, next, boxKey, issued, salt, previous, proof].map((old, i) => (i === key ? value : old));
    expect(codeOf(() => openRotation(signed(body), PINNED))).toBe(code);
  });

  it('that nobody would accept is not signed', () => {
    const signs = (change: object) => () =>
      signRotation(proveRotation({ ...NEXT_KEYS, ...change }, STRANGER), COACH_API);
    expect(codeOf(signs({ rotation: 0 }))).toBe('out-of-range');
    expect(codeOf(signs({ boxKey: filled(1, 0) }))).toBe('malformed');
  });
});

describe('the place of keys in a list of rotations', () => {
  it('is after the rotation that names both, else before the first', () => {
    for (const count of [1, 2, 3, 4]) {
      const { signingKey: key, boxKey } = after(count);
      expect(placeInRotations({ signingKey: key, boxKey }, CHAIN)).toEqual(after(count));
    }
    expect(placeInRotations(PAIR, CHAIN)).toEqual(PINNED);
    expect(placeInRotations(PAIR, [])).toEqual(PINNED);
    const mixed = { signingKey: after(3).signingKey, boxKey: boxKeyOf(0) };
    expect(placeInRotations(mixed, CHAIN)).toEqual({ ...mixed, rotation: 0, leaf: filled(32, 0) });
  });

  it('is not looked for in what is no list of rotations', () => {
    expect(codeOf(() => placeInRotations(PAIR, [BYTES, filled(9, 1)]))).toBe('malformed');
  });
});
