import { afterEach, describe, expect, it } from 'vitest';
import { toHex } from './bytes.js';
import { hmacLabel, leafOf, utf8 } from './hash.js';
import { type Hasher, pureHasher, sha256, useHasher } from './hasher.js';
import { emptyRoot, entryHash, nodeHash } from './log/index.js';
import { AGENT, codeOf, filled } from './records.fixture.js';
import { keyIdOf } from './signature.js';

/* What every hasher owes is in the contract suite of node-hasher; here: what the protocol does with one. */

const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

/** The pure hasher, and how often it was asked. */
function counting(): { readonly hasher: Hasher; readonly asked: () => number } {
  let count = 0;
  const sha256 = (bytes: Uint8Array): Uint8Array => {
    count++;
    return pureHasher.sha256(bytes);
  };
  return { hasher: { sha256 }, asked: () => count };
}

afterEach(() => useHasher(pureHasher));

describe('the hasher of a process', () => {
  it('is the pure one until another is chosen', () => {
    expect(toHex(sha256(utf8('abc')))).toBe(ABC);
    expect(sha256(utf8('abc'))).toEqual(pureHasher.sha256(utf8('abc')));
  });

  it('makes every digest from then on: leaves, trees, notes, key ids and commitments', () => {
    const { hasher, asked } = counting();
    useHasher(hasher);
    const acts = [
      () => sha256(filled(1, 1)),
      () => emptyRoot(),
      () => leafOf(filled(1, 1)),
      () => entryHash(filled(32, 1)),
      () => nodeHash(filled(32, 1), filled(32, 2)),
      () => keyIdOf(AGENT.publicKey),
      () => hmacLabel(filled(32, 1), 'label'),
    ];
    const costs = acts.map((act) => {
      const before = asked();
      act();
      return asked() - before;
    });
    expect(costs).toEqual([1, 1, 1, 1, 1, 1, 2]);
  });

  it('is asked before it is taken for the digests of four messages, twice, and then compared', () => {
    const { hasher, asked } = counting();
    useHasher(hasher);
    expect(asked()).toBe(8);
  });
});

describe('a hasher is refused, and the one before stays,', () => {
  const lengths = [0, 3, 56, 112];

  it.each(lengths)('that errs about a message of %i bytes alone', (length) => {
    const erring: Hasher = {
      sha256: (bytes) => pureHasher.sha256(bytes.length === length ? filled(7, 7) : bytes),
    };
    expect(codeOf(() => useHasher(erring))).toBe('malformed');
    expect(toHex(sha256(utf8('abc')))).toBe(ABC);
  });

  const shared = new Uint8Array(32);
  it.each<[string, Hasher['sha256']]>([
    ['that hashes the array behind a view', (bytes) => pureHasher.sha256(new Uint8Array(bytes.buffer))],
    [
      'that begins too early in the array behind a view',
      (bytes) => {
        return pureHasher.sha256(new Uint8Array(bytes.buffer, 0, bytes.length));
      },
    ],
    [
      'that spoils its input',
      (bytes) => {
        const digest = pureHasher.sha256(bytes);
        bytes.fill(0);
        return digest;
      },
    ],
    [
      'that gives out one array for all',
      (bytes) => {
        shared.set(pureHasher.sha256(bytes));
        return shared;
      },
    ],
    ['that cuts digests short', (bytes) => pureHasher.sha256(bytes).subarray(0, 31)],
    ['that gives a list of numbers', (bytes) => [...pureHasher.sha256(bytes)] as unknown as Uint8Array],
  ])('%s', (_, hash) => {
    expect(codeOf(() => useHasher({ sha256: hash }))).toBe('malformed');
    expect(toHex(sha256(utf8('abc')))).toBe(ABC);
  });

  it('that throws, with what it throws', () => {
    const broken: Hasher = {
      sha256: () => {
        throw new RangeError('no digest today');
      },
    };
    expect(() => useHasher(broken)).toThrow('no digest today');
    expect(toHex(sha256(utf8('abc')))).toBe(ABC);
  });
});
