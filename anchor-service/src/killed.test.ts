import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeVictim, type Victim } from '../test/killing.js';

/* The crash table of the README, a row each; killed.slow.test.ts dies before every single call. */

const STEPS: readonly (readonly [step: string, call: RegExp])[] = [
  ['before the transaction of the batch', /^run BEGIN/],
  ['in it', /^run INSERT OR REPLACE INTO edge/],
  ['at its commit', /^run COMMIT/],
  ['with the batch committed and nothing of it public', /^mkdir log\/tile/],
  ['with tiles half written', /^write log\/tile\/0\/000.tmp/],
  ['before tiles are on disk', /^fsync log\/tile\/0\/000.tmp/],
  ['among the renames', /^rename log\/tile\/0\/000.tmp/],
  ['before the names are on disk', /^fsync log\/blocks$/],
  ['before the signature is saved', /^run INSERT OR REPLACE INTO signed/],
  ['with a signature that no witness saw', /^open [a-z]+\.json\.tmp/],
  ['while a witness replaces its record', /^rename [a-z]+\.json\.tmp/],
  ['with witnesses ahead of the public', /^open log\/checkpoint.tmp/],
  ['before the checkpoint has its name', /^rename log\/checkpoint.tmp/],
  ['with the checkpoint out and the latest block older', /^open log\/blocks\/latest.tmp/],
  ['before the broker is told', /^announce/],
];

let victim: Victim;
beforeAll(async () => {
  await sodium.ready;
  victim = await makeVictim();
});
afterAll(() => victim.remove());

describe('an anchor that is killed', () => {
  it.each(STEPS)('%s loses and doubles no leaf', async (_, call) => {
    const at = victim.calls.findIndex((made) => call.test(made)) + 1;
    expect(await victim.killBefore(at)).toEqual({
      signal: 'SIGKILL',
      diedBefore: expect.stringMatching(call),
      leaves: 310,
      distinct: 310,
    });
  });
});
