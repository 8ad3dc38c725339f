import sodium from 'libsodium-wrappers';
import { expect, it } from 'vitest';
import { killAnchor } from '../test/anchor-kills.js';

it('an anchor that is killed five hundred times under load has every acknowledged leaf once, in a sound log', async () => {
  await sodium.ready;
  const started = performance.now();
  const outcome = await killAnchor({ kills: 500, seed: 1, wholeEvery: 25 });
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stdout.write(`${JSON.stringify({ ...outcome, seconds })}\n`);
  expect(outcome).toMatchObject({ kills: 500, refused: 0, found: outcome.sent });
  expect(outcome.whileStarting).toBeGreaterThan(20);
  expect(outcome.verifiedWhole).toBeGreaterThanOrEqual(20);
}, 3_600_000);
