import { cryptoReady, openErasureCounts, signingKey } from '@fit4work/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countErasures } from './counting.js';
import { Desk } from './testing/desk.js';
import { Employee } from './testing/employee.js';

await cryptoReady;
let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.close());

const counts = async () => {
  const { bytes, headers } = await desk.http('GET', '/v1/audit/erasures');
  expect(headers?.['content-type']).toBe('application/cose');
  return openErasureCounts(bytes, desk.signingKey).months;
};

it('tells an auditor that there were a few certificates of erasure, and their number from five on', async () => {
  expect(await counts()).toEqual([]);
  const seen: unknown[] = [];
  for (let i = 1; i <= 5; i += 1) {
    const person = new Employee(i);
    await desk.enrol(person);
    await desk.publishSealed(person, 'erasure', person.erasure());
    seen.push((await counts()).map(({ certificates }) => certificates));
  }
  expect(seen).toEqual([[null], [null], [null], [null], [5]]);
});

it('counts by month of UTC, in order', async () => {
  const key = signingKey(new Uint8Array(32).fill(7));
  const november = Date.UTC(2026, 10, 1) / 1000;
  const times = [november, november - 1, ...Array.from({ length: 5 }, () => november + 86_400 * 29)];
  const letters = { timesOfErasures: async () => times };
  const bytes = await countErasures({ letters, signingKey: key, clock: { now: () => november } });
  expect(openErasureCounts(bytes, key.publicKey)).toEqual({
    months: [
      { month: '2026-10', certificates: null },
      { month: '2026-11', certificates: 6 },
    ],
    issued: november,
  });
});
