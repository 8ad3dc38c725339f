import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import sodium from 'libsodium-wrappers';
import { beforeAll, describe, expect, it } from 'vitest';
import seam from './verify-only-sodium.js';

const { Point } = ed25519;
const L = Point.Fn.ORDER;
const number = (bytes: Uint8Array): bigint => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
const bytes = (value: bigint): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
const join = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const mod = (value: bigint): bigint => ((value % L) + L) % L;

/** Of order 8. */
const TORSION = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
const message = Uint8Array.of(1, 2, 3);
const secret = 123_456_789_012_345_678_901_234_567_890n;
const nonce = 987_654_321_098_765_432_109_876_543_210n;

/** A signature of which the key, the nonce's point or the scalar are bent. */
function bent({
  key = Point.ZERO,
  point = Point.ZERO,
  add = 0n,
  text = message,
}): [Uint8Array, Uint8Array, Uint8Array] {
  const publicKey = Point.BASE.multiply(secret).add(key).toBytes();
  const r = Point.BASE.multiply(nonce).add(point).toBytes();
  const k = mod(number(sha512(join(r, publicKey, text))));
  return [join(r, bytes(mod(nonce + k * secret) + add)), text, publicKey];
}

const zero = new Uint8Array(32);
const CASES: readonly (readonly [title: string, signature: Uint8Array, text: Uint8Array, publicKey: Uint8Array])[] = [
  ['an honest one', ...bent({})],
  ['an honest one over nothing', ...bent({ text: new Uint8Array(0) })],
  ['a scalar beyond the order of the group', ...bent({ add: L })],
  ['a key with a point of small order in it', ...bent({ key: TORSION })],
  ['a nonce with a point of small order in it', ...bent({ point: TORSION })],
  ['both', ...bent({ key: TORSION, point: TORSION })],
  ['a key of small order', join(Point.ZERO.toBytes(), zero), message, TORSION.toBytes()],
  ['the neutral point as a key', join(Point.ZERO.toBytes(), zero), message, Point.ZERO.toBytes()],
  ['a nonce of small order', join(TORSION.toBytes(), bytes(secret)), message, Point.BASE.multiply(secret).toBytes()],
  ['a key that is encoded beyond the field', join(Point.ZERO.toBytes(), zero), message, bytes(2n ** 255n - 18n)],
  ['a key that is no point', bent({})[0], message, bytes(2n)],
  ['zeros', new Uint8Array(64), message, zero],
];

describe('the verifying half of libsodium', () => {
  beforeAll(() => sodium.ready);

  for (const [title, signature, text, publicKey] of CASES) {
    it(`judges as libsodium does: ${title}`, () => {
      const theirs = sodium.crypto_sign_verify_detached(signature, text, publicKey);
      expect(seam.crypto_sign_verify_detached(signature, text, publicKey)).toBe(theirs);
    });
  }

  it('accepts the honest and refuses each of their bits flipped, as libsodium does', () => {
    const [signature, text, publicKey] = bent({});
    expect(seam.crypto_sign_verify_detached(signature, text, publicKey)).toBe(true);
    for (let bit = 0; bit < 512; bit += 7) {
      const flipped = Uint8Array.from(signature, (byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(sodium.crypto_sign_verify_detached(flipped, text, publicKey)).toBe(false);
      expect(seam.crypto_sign_verify_detached(flipped, text, publicKey)).toBe(false);
    }
  });
});
