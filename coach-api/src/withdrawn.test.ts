import { cp, rm } from 'node:fs/promises';
import {
  cryptoReady,
  fromBase64Url,
  fromHex,
  leafOf,
  openReceipt,
  seal,
  TOPICS,
  toHex,
  type UpKind,
} from '@fit4work/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type DayToSeal, Employee } from './testing/employee.js';
import { enrolled, House } from './testing/house.js';

await cryptoReady;
let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(() => house.close());

const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const PATIENCE = { timeout: 20_000 };

it('a withdrawal ends reads that race it within five seconds, and stands when a database from before it is brought back', async () => {
  const running = await house.startAll();
  const { restart, stop, api } = running;
  const ann = new Employee(1);
  const { invitation, client, told } = await enrolled(running, ann);
  const boxKey = fromBase64Url(invitation.coachApi.boxKey);
  const up = (kind: UpKind, payload: Uint8Array) =>
    client.publishAsync(TOPICS.up(ann.name, kind), Buffer.from(payload), { qos: 1 });
  const confirmed = (): readonly string[] =>
    told('receipt').flatMap((bytes) =>
      openReceipt(bytes, fromBase64Url(invitation.coachApi.signingKey)).records.map(toHex),
    );
  const read = async (purpose: string): Promise<number> => {
    const asked = { metrics: 'steps', granularity: 'day', from: DAY.day, to: DAY.day, purpose };
    const url = `${api}/v1/people/${ann.name}/summaries?${new URLSearchParams(asked)}`;
    return (await fetch(url, { headers: { authorization: 'Bearer coach' } })).status;
  };
  await up('envelope', ann.seal(DAY));
  const { text, id } = ann.grant({});
  await up('consent', seal(text, boxKey));
  await up('release', ann.release(fromHex(id), boxKey));
  await expect.poll(() => confirmed().length, PATIENCE).toBe(2);
  expect(await read('talk')).toBe(200);
  await stop();
  await cp(house.file('state'), house.file('copy'), { recursive: true });
  await restart();
  await expect.poll(() => read('talk'), PATIENCE).toBe(200);

  const withdrawal = ann.withdraw(id, Math.floor(Date.now() / 1000));
  // Half of them go on with the read that is held, and half wait for a proof of their own.
  const racing = Array.from({ length: 24 }, (_, i) => read(i % 2 === 0 ? 'talk' : `talk ${i}`));
  const from = performance.now();
  await up('consent', seal(withdrawal, boxKey));
  await expect.poll(() => confirmed(), { ...PATIENCE, interval: 20 }).toContain(toHex(leafOf(withdrawal)));
  expect(await read('talk')).toBe(403);
  expect(performance.now() - from).toBeLessThan(5_000);
  expect([200, 403]).toEqual(expect.arrayContaining([...new Set(await Promise.all(racing))]));

  await stop();
  await rm(house.file('state'), { recursive: true });
  await cp(house.file('copy'), house.file('state'), { recursive: true });
  await restart();
  expect(await read('talk')).toBe(403);
  expect(await read('another talk')).toBe(403);
  await client.endAsync();
}, 90_000);
