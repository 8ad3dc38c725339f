import { chmod, writeFile } from 'node:fs/promises';
import {
  cryptoReady,
  fromBase64Url,
  fromHex,
  leafOf,
  openReceipt,
  parsePolicy,
  parseProof,
  type Receipt,
  seal,
  TOPICS,
  toHex,
  unseal,
  utf8,
  verifyProof,
} from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { select } from './adapters/testing/raw-database.js';
import { type DayToSeal, Employee } from './testing/employee.js';
import { enrolled, House } from './testing/house.js';

await cryptoReady;
let house: House;
let env: Record<string, string>;
const file = (name: string): string => house.file(name);

beforeEach(async () => {
  house = await House.open();
  env = house.env;
});
afterEach(() => house.close());

const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };

describe('the coach API among real processes', () => {
  it('goes from invitation to summary, killed in the middle, and each read is in the log', async () => {
    const running = await house.startAll();
    const { restart, api, rss } = running;
    const ann = new Employee(1);
    const { invitation, client, told } = await enrolled(running, ann);
    const receipts = (): readonly Receipt[] =>
      told('receipt').map((bytes) => openReceipt(bytes, fromBase64Url(invitation.coachApi.signingKey)));
    const reads = () => told('read').map((sealed) => unseal(sealed, ann.vault));
    const up = (kind: 'envelope' | 'consent' | 'release', payload: Uint8Array) =>
      client.publishAsync(TOPICS.up(ann.name, kind), Buffer.from(payload), { qos: 1 });
    const envelopes = Array.from({ length: 40 }, () => ann.seal(DAY));
    for (const each of envelopes) {
      await up('envelope', each);
      await client.publishAsync(TOPICS.leaves, Buffer.from(leafOf(each)), { qos: 1 });
    }
    await expect.poll(() => receipts().at(-1)?.sequence, { timeout: 10_000 }).toBe(40);
    await restart();
    const before = receipts().length;
    // An agent that has no receipt sends again; the coach API's session keeps it, connected already or not yet.
    await up('envelope', envelopes[0] ?? new Uint8Array());
    await expect.poll(() => receipts().at(-1)?.sequence, { timeout: 10_000 }).toBe(40);
    const { text, id } = ann.grant({});
    await up('consent', seal(text, fromBase64Url(invitation.coachApi.boxKey)));
    await up('release', ann.release(fromHex(id), fromBase64Url(invitation.coachApi.boxKey)));
    await expect
      .poll(
        () =>
          receipts()
            .slice(before)
            .flatMap(({ records }) => records).length,
        { timeout: 10_000 },
      )
      .toBe(2);
    const url = `${api}/v1/people/${ann.name}/summaries?metrics=steps&granularity=day&from=2026-05-01&to=2026-05-01`;
    const get = async (address: string) =>
      JSON.parse(await (await fetch(address, { headers: { authorization: 'Bearer coach' } })).text());
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => get(`${url}&purpose=talk-${i}`)));
    for (const {
      days,
      reads: [read],
      ...answer
    } of answers) {
      expect(days).toMatchObject([
        { date: '2026-05-01', wornSeconds: 3_000, steps: { total: 1_000, activeMinutes: 10 } },
      ]);
      expect(answer.figures.metrics).toMatchObject([
        { metric: 'steps', staleSince: null, figures: [{ total: 1_000 }, {}] },
      ]);
      verifyProof(parseProof(utf8(read.proof)), fromHex(read.leaf), parsePolicy(invitation.log.policy));
    }
    await expect.poll(() => reads().length, { timeout: 10_000 }).toBe(20);
    expect(
      reads()
        .map((read) => toHex(leafOf(read)))
        .sort(),
    ).toEqual(answers.map(({ reads: [read] }) => read.leaf).sort());
    const counted = 'SELECT count(*) AS stored, count(anchored_index) AS anchored FROM envelopes';
    const anchored = () => select(house.file('state/coach.db'), counted);
    await expect.poll(anchored, { timeout: 15_000 }).toEqual([{ stored: 40, anchored: 40 }]);
    expect((await fetch(`${api}/readyz`)).status).toBe(200);
    expect(await rss()).toBeLessThan(200 * 1024);
    await client.endAsync();
  }, 60_000);

  it.each(['SIGTERM', 'SIGINT'] as const)('says once where it listens and stops with 0 on %s', async (signal) => {
    house.makeKeys();
    const { child, exited, port } = await house.processes.start('coach-api', env);
    expect(port).toBeGreaterThan(0);
    child.kill(signal);
    expect((await exited)[0]).toBe(0);
  });

  it.each([
    [
      'a key file that is not there',
      async () => undefined,
      /^The key file .* cannot be read: point FIT4WORK_COACH_KEYS to it\.\n$/,
    ],
    [
      'a key file that others may read',
      async () => chmod(file('keys.json'), 0o644),
      /^The key file .* set its mode to 0600\.\n$/,
    ],
    [
      'a key file that is malformed',
      async () => writeFile(file('keys.json'), '{"version":1}'),
      /^The key file .* is malformed: it must have version 2/,
    ],
    [
      'coaches that are malformed',
      async () => writeFile(file('coaches.json'), '[{"id":"x"}]'),
      /^The coaches file .* is malformed: coach 1 must have/,
    ],
    [
      'a policy that is malformed',
      async () => writeFile(file('policy'), 'log x\n'),
      /^The policy file .* is malformed: /,
    ],
  ])('names %s and exits with 1', async (title, damage, message) => {
    if (!title.includes('not there')) house.makeKeys();
    await damage();
    const { exited, stderr } = house.processes.launch('coach-api', env);
    expect((await exited)[0]).toBe(1);
    expect(stderr()).toMatch(message);
  });

  it('names a busy port', async () => {
    house.makeKeys();
    const { port } = await house.processes.start('coach-api', env);
    const second = { ...env, FIT4WORK_COACH_PORT: String(port), FIT4WORK_COACH_STATE: file('other') };
    const { exited, stderr } = house.processes.launch('coach-api', second);
    expect((await exited)[0]).toBe(1);
    expect(
      stderr()
        .split('\n')
        .filter((line) => line.startsWith('Port')),
    ).toEqual([`Port ${port} is in use: stop what listens there or set FIT4WORK_COACH_PORT.`]);
  });
});
