import { cryptoReady, ProtocolError, toBase64Url } from '@fit4work/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { IDENTITY } from '../../test/contracts/vault-contract.js';
import { RotatingCoach } from '../../test/rotating-coach.js';
import type { Identity } from '../ports.js';
import { judgeRotations, openSigned, pinnedKeys, readRotationList, signersOf, withFollowed } from './coach-keys.js';

await cryptoReady;
let coach: RotatingCoach;
let identity: Identity;
beforeEach(() => {
  coach = new RotatingCoach();
  identity = { ...IDENTITY, pins: { ...IDENTITY.pins, ...coach.pins } };
});
const keysOf = ({ pins: { coachSigningKey, coachBoxKey } }: Identity) => [coachSigningKey, coachBoxKey];
const newest = () => [coach.key.publicKey, coach.box.publicKey];

describe('a list of rotations', () => {
  it('leads from the keys that were pinned to the newest, and what was pinned stays known', () => {
    for (const signing of [false, true, false]) coach.rotate(0x50 + coach.list.length, { signing });
    const verdict = judgeRotations(identity, coach.list);
    expect(verdict).toEqual({ newer: coach.list });
    const next = withFollowed(identity, coach.list);
    expect(keysOf(next)).toEqual(newest());
    expect(pinnedKeys(next)).toEqual(coach.pinned);
    expect(judgeRotations(next, coach.list)).toEqual({ newer: [] });
    const more = coach.rotate(0x60, { signing: true });
    expect(judgeRotations(next, coach.list)).toEqual({ newer: [more] });
  });

  it('leads on from the middle for who was invited then', () => {
    coach.rotate(0x50, { signing: true });
    const pins = { ...identity.pins, coachSigningKey: coach.key.publicKey, coachBoxKey: coach.box.publicKey };
    const later = coach.rotate(0x51);
    expect(judgeRotations({ ...identity, pins }, coach.list)).toEqual({ newer: [later] });
  });

  it('that is shorter than what was followed was taken back', () => {
    coach.rotate(0x50);
    coach.rotate(0x51);
    const next = withFollowed(identity, coach.list);
    for (const list of [[], coach.list.slice(0, 1)]) expect(judgeRotations(next, list)).toBe('taken-back');
  });

  it('of another coach API, of two faces, or broken anywhere is refused as a whole', () => {
    coach.rotate(0x50);
    const next = withFollowed(identity, coach.list);
    const twin = new RotatingCoach();
    twin.rotate(0x70);
    twin.rotate(0x71);
    expect(judgeRotations(next, twin.list)).toBe('refused');
    const stranger = { ...identity, pins: { ...identity.pins, coachSigningKey: new Uint8Array(32).fill(9) } };
    expect(judgeRotations(stranger, coach.list)).toBe('refused');
    coach.rotate(0x51);
    const forged = Uint8Array.from(coach.rotate(0x52));
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    expect(judgeRotations(next, [...coach.list.slice(0, 2), forged])).toBe('refused');
    expect(judgeRotations(identity, [new Uint8Array(9)])).toBe('refused');
  });

  it('leads, where one of those that are kept was lost, as far as the others do', () => {
    for (const fill of [0x50, 0x51, 0x52]) coach.rotate(fill);
    const [first = coach.leaf, , third = coach.leaf] = coach.list;
    expect(withFollowed(identity, [third, first]).followed?.rotations).toEqual([first]);
    expect(withFollowed(identity, [new Uint8Array(9)])).toBe(identity);
  });

  it('is read from a set of keys, and from nothing else', () => {
    const text = toBase64Url(coach.rotate(0x50));
    expect(readRotationList({ keys: [], f4w_rotations: [text] })).toEqual(coach.list);
    for (const other of [null, {}, { f4w_rotations: text }, { f4w_rotations: ['='] }, { f4w_rotations: [7] }]) {
      expect(readRotationList(other)).toBeUndefined();
    }
    expect(readRotationList({ f4w_rotations: Array.from({ length: 257 }, () => text) })).toBeUndefined();
  });
});

describe('what the coach API signed', () => {
  /** Stands for a record: who signed it, and when it says so. */
  const open = (record: { readonly by: Uint8Array; readonly time: number }) => (key: Uint8Array) => {
    if (key === record.by || Buffer.from(key).equals(record.by)) return record;
    throw new ProtocolError('bad-signature', 'x');
  };
  const opens = (by: Uint8Array, time: number) => () =>
    openSigned(signersOf(withFollowed(identity, coach.list)), open({ by, time }), (record) => record.time);

  it('counts under the newest key, and under one before it for what it signed before it was replaced', () => {
    coach.rotate(0x50, { issued: 900 });
    coach.rotate(0x51, { signing: true, issued: 1_000 });
    coach.rotate(0x52, { issued: 2_000 });
    expect(opens(coach.key.publicKey, 3_000)().time).toBe(3_000);
    expect(opens(coach.pinned.signingKey, 1_000)().time).toBe(1_000);
    expect(opens(coach.pinned.signingKey, 1_001)).toThrow('replaced before this was signed');
    expect(opens(new Uint8Array(32), 1)).toThrow('no key of the coach API');
  });

  it('that is malformed is so under every key', () => {
    const malformed = () => {
      throw new ProtocolError('malformed', 'x');
    };
    expect(() => openSigned(signersOf(identity), malformed, () => 0)).toThrow('x');
  });
});
