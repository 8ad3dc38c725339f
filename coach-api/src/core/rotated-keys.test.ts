import {
  boxKeyPair,
  cryptoReady,
  followRotations,
  MAX_ROTATIONS,
  openRotation,
  placeInRotations,
  signingKey,
} from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import type { Secrets } from './key-file.js';
import { checkRotations, HELD_DAYS, heardBy, type NewKeys, rotated, signersOf } from './rotated-keys.js';

await cryptoReady;
const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const FIRST: Secrets = { signingSeed: bytes(1), boxes: [{ secret: bytes(2), made: 10 }] };
const next = (fill: number, signingSeed?: Uint8Array): NewKeys => ({
  ...{ box: { secret: bytes(fill), made: fill }, signingSeed, salt: bytes(fill) },
});
const listOf = ({ rotations }: Secrets): readonly Uint8Array[] => rotations?.list ?? [];
const pairOf = ({ signingSeed, boxes }: Secrets) => ({
  ...{ signingKey: signingKey(signingSeed).publicKey, boxKey: boxKeyPair(boxes[0].secret).publicKey },
});

describe('new keys of a coach API', () => {
  it('are named by a statement that leads to them from any that were before', () => {
    const second = rotated(FIRST, next(11));
    const third = rotated(second, next(12, bytes(5)));
    const fourth = rotated(third, next(13));
    for (const secrets of [FIRST, second, third, fourth]) {
      const place = placeInRotations(pairOf(secrets), listOf(fourth));
      expect(place.rotation).toBe(listOf(secrets).length);
      const { signingKey: signer, boxKey } = followRotations(place, listOf(fourth).slice(place.rotation));
      expect({ signingKey: signer, boxKey }).toEqual(pairOf(fourth));
    }
    expect(fourth.boxes.map(({ made }) => made)).toEqual([13, 12, 11, 10]);
    expect(fourth.signingSeed).toEqual(bytes(5));
    const opened = openRotation(listOf(second)[0] ?? bytes(0), placeInRotations(pairOf(FIRST), []));
    expect(opened).toMatchObject({ rotation: 1, issued: 11, salt: bytes(11) });
  });

  it('leave the signing keys before them known, the newest first, each once', () => {
    const turned = rotated(rotated(rotated(FIRST, next(11)), next(12, bytes(5))), next(13));
    const keys = [bytes(5), bytes(1)].map((seed) => signingKey(seed).publicKey);
    expect([signersOf(FIRST), signersOf(turned)]).toEqual([keys.slice(1), keys]);
  });

  it('are no more than a list may name', () => {
    let held = FIRST;
    for (let i = 0; i < MAX_ROTATIONS; i += 1) held = { ...rotated(held, next(11)), boxes: [next(11).box] };
    expect(() => rotated(held, next(12))).toThrow('rotated as often as they may be');
  });

  it('are refused where the statements lead to others', () => {
    const second = rotated(FIRST, next(11));
    expect(checkRotations(FIRST)).toBe(FIRST);
    expect(checkRotations(second)).toBe(second);
    for (const change of [{ boxes: FIRST.boxes }, { signingSeed: bytes(9) }]) {
      expect(() => checkRotations({ ...second, ...change })).toThrow('do not lead to its keys');
    }
    const foreign = { from: bytes(3), list: listOf(second) };
    expect(() => checkRotations({ ...second, rotations: foreign })).toThrow('do not follow on each other');
  });

  it('are heard of by who asks daily, long before the older ones go', () => {
    expect([heardBy(FIRST), heardBy(rotated(FIRST, next(11)))]).toEqual([undefined, 11 + HELD_DAYS * 86_400]);
  });
});
