import { type ConsentRecord, cryptoReady, jwsText, openConsent } from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { Employee } from './testing/employee.js';
import { VerifiedConsents } from './verified-consents.js';

await cryptoReady;
const ann = new Employee(1);
const record = openConsent(jwsText(ann.grant({}).text), ann.identity.publicKey);

/** Goes through so many records in one order, as whoever looks at everybody's consent. @returns how many had to be verified */
function pass(verified: VerifiedConsents, count: number): number {
  let fresh = 0;
  for (let i = 0; i < count; i += 1) {
    if (verified.find(`ann ${i}`) !== undefined) continue;
    fresh += 1;
    verified.keep(`ann ${i}`, record, 100);
  }
  return fresh;
}
const passes = (verified: VerifiedConsents, count: number): readonly number[] =>
  [0, 1, 2].map(() => pass(verified, count));

it('are all found again where there is room, by name', () => {
  expect(passes(new VerifiedConsents(100_000), 1_000)).toEqual([1_000, 0, 0]);
  const verified = new VerifiedConsents(200);
  verified.keep('ann 1', record, 100);
  expect([verified.find('ann 1'), verified.find('ann 2')]).toEqual([record, undefined]);
});

it('are mostly found again where there is a little too little of it', () => {
  const [first, ...later] = passes(new VerifiedConsents(100_000), 1_100);
  expect(first).toBe(1_100);
  for (const fresh of later) expect(fresh).toBeLessThan(120);
});

it('take no more room than they are given, and give it to others in time', () => {
  const verified = new VerifiedConsents(1_000);
  const others: ConsentRecord[] = [];
  for (let i = 0; i < 10 * 32; i += 1) {
    verified.keep(`ann ${i % 10}`, record, 100);
    verified.keep(`ben ${i % 10}`, record, 100);
  }
  for (let i = 0; i < 10; i += 1)
    others.push(...[verified.find(`ann ${i}`), verified.find(`ben ${i}`)].flatMap((each) => each ?? []));
  expect(others).toHaveLength(10);
  verified.keep('large', record, 1_001);
  for (let i = 0; i < 64; i += 1) verified.keep('large', record, 1_001);
  expect(verified.find('large')).toBeUndefined();
});
