import type { NoteKey, Policy } from '@fit4work/anchor-service/verifier';
import { expect, it } from 'vitest';
import { daysStill, newestOf } from './newest-state.js';

const DAY = 86_400;
const WITNESSES = ['council', 'university', 'city'];

const keyOf = (name: string): NoteKey => ({ name, keyId: new Uint8Array(4), type: 4, publicKey: new Uint8Array(32) });

function policyOf(threshold: number): Policy {
  const witnesses = WITNESSES.map((name) => ({ name, key: keyOf(`${name}.example`), url: undefined }));
  return { logs: [], witnesses, groups: [{ name: 'some', threshold, members: WITNESSES }], quorum: 'some' };
}

/** A log without a block, whose newest state these cosigned at these times. */
function toldOf(cosigned: Readonly<Record<string, number>>, policy: Policy) {
  const checkpoint = { cosigned: new Map(Object.entries(cosigned)) };
  return { log: { checkpoint, last: undefined }, policy };
}

it('tells the last time from which on a quorum stands behind the newest state', () => {
  const cosigned = { council: 300, university: 100, city: 200 };
  const times = [1, 2, 3].map((threshold) => newestOf(toldOf(cosigned, policyOf(threshold)))?.time);
  expect(times).toEqual([300, 200, 100]);
});

it('is as old as its quorum where one witness alone cosigns it anew', () => {
  const now = 200 * DAY;
  const cosigned = { council: now, university: 10 * DAY, city: 9 * DAY };
  expect(daysStill(toldOf(cosigned, policyOf(2)), now)).toBe(190);
  expect(daysStill(toldOf(cosigned, policyOf(1)), now)).toBeUndefined();
});

it('tells who cosigned last where the policy asks for nobody, and of nobody’s state nothing', () => {
  const policy = { ...policyOf(2), quorum: 'none' };
  expect(newestOf(toldOf({ council: 100, city: 200 }, policy))).toEqual({ time: 200, isCosigned: true });
  expect(newestOf(toldOf({}, policy))).toBeUndefined();
});
