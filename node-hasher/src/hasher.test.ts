import { createHash } from 'node:crypto';
import { fromHex, type Hasher, pureHasher, sha256, toHex, useHasher, utf8 } from '@fit4work/protocol';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { hasherOf, nodeHasher } from './index.js';

/* The contract of the protocol's Hasher, over every hasher that the project has. */

const HASHERS: readonly (readonly [name: string, hasher: Hasher])[] = [
  ['the pure one', pureHasher],
  ['that of node:crypto', nodeHasher],
  ['that of a node:crypto without a one-shot hash', hasherOf({ createHash })],
];

/** @source FIPS 180-2 appendix B, and the first and a multi-block message of NIST's SHA256ShortMsg.rsp */
const PUBLISHED: readonly (readonly [message: Uint8Array, digest: string])[] = [
  [new Uint8Array(0), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  [fromHex('d3'), '28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1'],
  [utf8('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    utf8('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'),
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  [new Uint8Array(1_000_000).fill(0x61), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
];

afterEach(() => useHasher(pureHasher));

describe.each(HASHERS)('a hasher, %s', (_, hasher) => {
  it('gives the published digests', () => {
    expect(PUBLISHED.map(([message]) => toHex(hasher.sha256(message)))).toEqual(PUBLISHED.map(([, digest]) => digest));
  });

  it('agrees with another author about any bytes, in an array of their own or out of the midst of one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(10), (bytes, before) => {
        const around = new Uint8Array(bytes.length + 20).fill(0x5a);
        around.set(bytes, before);
        const view = around.subarray(before, before + bytes.length);
        expect(hasher.sha256(bytes)).toEqual(nobleSha256(bytes));
        expect(hasher.sha256(view)).toEqual(nobleSha256(bytes));
        expect(hasher.sha256(Buffer.from(bytes))).toEqual(nobleSha256(bytes));
      }),
    );
  });

  it('leaves its input as it was, and each digest in an array of its own', () => {
    const input = utf8('abc');
    const first = hasher.sha256(input);
    const kept = first.slice();
    const second = hasher.sha256(input);
    second.fill(0);
    hasher.sha256(utf8('another'));
    expect([input, first]).toEqual([utf8('abc'), kept]);
    expect(Object.getPrototypeOf(first)).toBe(Uint8Array.prototype);
    expect(first.buffer.byteLength).toBe(32);
  });

  it('is taken by the protocol, which then hashes with it', () => {
    let asked = 0;
    useHasher({
      sha256: (bytes) => {
        asked++;
        return hasher.sha256(bytes);
      },
    });
    asked = 0;
    expect(toHex(sha256(utf8('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(asked).toBe(1);
  });
});
