import { cryptoReady, openErasureCounts, signingKey } from '@fit4work/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { select } from './adapters/testing/raw-database.js';
import { ErasureCounts } from './counting.js';
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
  expect(headers).toMatchObject({ 'content-type': 'application/cose', 'cache-control': 'max-age=60' });
  return openErasureCounts(bytes, desk.signingKey).months;
};

it('tells an auditor that there were a few certificates of erasure, and their number from five on', async () => {
  expect(await counts()).toEqual([]);
  const seen: unknown[] = [];
  for (let i = 1; i <= 5; i += 1) {
    const person = new Employee(i);
    await desk.enrol(person);
    await desk.publishSealed(person, 'erasure', person.erasure());
    desk.now += 60;
    seen.push((await counts()).map(({ certificates }) => certificates));
  }
  expect(seen).toEqual([[null], [null], [null], [null], [5]]);
});

it('looks for them through no other letter', () => {
  const plan = select(desk.database, `EXPLAIN QUERY PLAN SELECT time FROM letters WHERE kind = 'erasure'`);
  expect(plan).toMatchObject([{ detail: expect.stringContaining('USING COVERING INDEX letters_erasures') }]);
});

it('counts by month of UTC, in order', async () => {
  const key = signingKey(new Uint8Array(32).fill(7));
  const november = Date.UTC(2026, 10, 1) / 1000;
  const times = [november, november - 1, ...Array.from({ length: 5 }, () => november + 86_400 * 29)];
  const letters = { timesOfErasures: async () => times };
  const bytes = await new ErasureCounts({ letters, signingKey: key, clock: { now: () => november } }).signed();
  expect(openErasureCounts(bytes, key.publicKey)).toEqual({
    months: [
      { month: '2026-10', certificates: null },
      { month: '2026-11', certificates: 6 },
    ],
    issued: november,
  });
});

it('counts once a minute, however often it is asked, and again at once where that failed or the clock went back', async () => {
  const key = signingKey(new Uint8Array(32).fill(7));
  let [now, counted] = [1_000, 0];
  const failures = [new TypeError('away')];
  const timesOfErasures = async () => {
    counted += 1;
    const failure = failures.pop();
    if (failure !== undefined) throw failure;
    return [1];
  };
  const counts = new ErasureCounts({ letters: { timesOfErasures }, signingKey: key, clock: { now: () => now } });
  const asked = async () => openErasureCounts(await counts.signed(), key.publicKey).issued;
  await expect(counts.signed()).rejects.toThrow('away');
  expect(await Promise.all([asked(), asked()])).toEqual([1_000, 1_000]);
  now = 1_059;
  expect([await asked(), counted]).toEqual([1_000, 2]);
  now = 1_060;
  expect([await asked(), counted]).toEqual([1_060, 3]);
  now = 1_059;
  expect([await asked(), counted]).toEqual([1_059, 4]);
});
