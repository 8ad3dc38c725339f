import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { redated } from '../../test/block-attacks.js';
import { type CliKit, createCliKit } from '../../test/cli-kit.js';
import { NOW } from '../../test/kit.js';
import { writeLog } from '../../test/memory-log.js';

/** More than a day before all that the witnesses of the kit cosigned. */
const BEFORE = NOW - 86_401;

let kit: CliKit;
const at: CliKit['at'] = (...parts) => kit.at(...parts);
beforeAll(async () => {
  kit = await createCliKit();
});
afterAll(() => kit.remove());

it('does not count witnesses whose clock is more than a day ahead of this one', async () => {
  for (const args of [
    ['log', at('log')],
    ['compare', at('log'), at('early')],
    ['sample', at('log'), '--count', '3', '--seed', 's'],
  ]) {
    expect((await kit.run(args, { now: BEFORE })).json).toMatchObject({ verdict: 'unknown', kind: 'bad-checkpoint' });
    expect((await kit.run(args, { now: BEFORE + 1 })).judgement).toBe('sound');
  }
});

it('says so offline, where the clock of this machine may be the wrong one', async () => {
  const args = ['proof', at('good.tlog-proof'), '--record', at('record')];
  const ahead = await kit.run(args, { now: BEFORE });
  expect(ahead.json).toMatchObject({ verdict: 'sound', ahead: ['council', 'university', 'city'] });
  expect((await kit.run(args, { now: BEFORE, json: false })).text).toMatch(
    /meer dan een dag voor .*klokken is fout\.\n$/,
  );
  expect((await kit.run(args)).json).not.toHaveProperty('ahead');
});

it('says from which block on the chain is dated more than a day ahead, and convicts nobody by it', async () => {
  const last = 4;
  const judged = async (seconds: number, ...more: string[]) => {
    writeLog(at('dated'), redated(kit.log, last, seconds));
    return kit.run(['log', at('dated'), ...more], { json: more.length === 0 });
  };
  expect((await judged(86_400)).json).not.toHaveProperty('blockAhead');
  const ahead = await judged(86_401);
  expect([ahead.judgement, ahead.json]).toEqual(['sound', expect.objectContaining({ blockAhead: last })]);
  expect((await judged(86_401, '--language', 'nl')).text).toMatch(
    /^In orde\..* Vanaf blok 4, van 2026-09-22T.*klokken is fout/,
  );
  expect((await judged(86_401, '--language', 'en')).text).toMatch(
    /^Sound\..* From block 4 on, of 2026-09-22T.*clocks is wrong/,
  );
});

it('warns where two quorums of the policy need not have a witness in common', async () => {
  const policy = kit.log.keys.policyText.replace(/^group (\S+) 2 /m, 'group $1 any ');
  writeFileSync(at('policy.any'), policy);
  const line = ['log', at('log'), '--language', 'en'];
  const warned = await kit.run(line, { policy: at('policy.any') });
  expect(warned.json).toMatchObject({ verdict: 'sound', quorumsMeet: false });
  expect((await kit.run(line, { policy: at('policy.any'), json: false })).text).toMatch(
    /Mind: two quorums .* lies\.\n$/,
  );
  expect((await kit.run(line)).json).not.toHaveProperty('quorumsMeet');
});
