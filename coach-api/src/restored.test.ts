import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  cryptoReady,
  fromBase64Url,
  leafOf,
  readRecoveryEnvelopes,
  seal,
  signRecoveryToken,
  TOPICS,
  toHex,
  type UpKind,
  unseal,
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

it('a service stays erased when a copy of its database from before the erasure is brought back', async () => {
  const running = await house.startAll();
  const { restart, stop, api } = running;
  const ann = new Employee(1);
  const { invitation, client, told } = await enrolled(running, ann);
  const boxKey = fromBase64Url(invitation.coachApi.boxKey);
  const up = (kind: UpKind, payload: Uint8Array) =>
    client.publishAsync(TOPICS.up(ann.name, kind), Buffer.from(payload), { qos: 1 });
  const sealed = ann.seal(DAY);
  await up('envelope', sealed);
  await expect.poll(() => told('receipt').length, { timeout: 10_000 }).toBe(1);
  await stop();
  await cp(house.file('state'), house.file('copy'), { recursive: true });
  await restart();
  const erasure = ann.erasure();
  await up('erasure', seal(erasure, boxKey));
  await expect.poll(() => told('erasure').length, { timeout: 10_000 }).toBeGreaterThan(0);
  const before = told('erasure').length;
  await stop();
  await rm(house.file('state'), { recursive: true });
  await cp(house.file('copy'), house.file('state'), { recursive: true });
  const trace = Buffer.from(sealed.subarray(400, 440)).toString('latin1');
  const stored = async (): Promise<string> => {
    const names = await readdir(house.file('state'));
    return (await Promise.all(names.map((name) => readFile(join(house.file('state'), name), 'latin1')))).join('');
  };
  expect(await stored()).toContain(trace);
  await restart();
  expect(await stored()).not.toContain(trace);
  const answer = await fetch(`${api}/v1/recovery/envelopes`, {
    headers: { authorization: `Bearer ${signRecoveryToken(ann.identity, Math.floor(Date.now() / 1000))}` },
  });
  expect(readRecoveryEnvelopes(new Uint8Array(await answer.arrayBuffer()))).toMatchObject([
    { sequence: 1, bytes: null, leaf: leafOf(sealed) },
  ]);
  await up('envelope', sealed);
  await expect.poll(() => told('erasure').length, { timeout: 10_000 }).toBeGreaterThan(before);
  const certificates = new Set(told('erasure').map((payload) => toHex(unseal(payload, ann.vault))));
  expect(certificates.size).toBe(1);
  await client.endAsync();
}, 60_000);
