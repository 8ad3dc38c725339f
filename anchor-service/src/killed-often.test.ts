import sodium from 'libsodium-wrappers';
import { expect, it } from 'vitest';
import { killAnchor } from '../test/anchor-kills.js';

it('an anchor that is killed four times under load has every acknowledged leaf once, in a sound log', async () => {
  await sodium.ready;
  const { found, sent, ...outcome } = await killAnchor({ kills: 4, seed: 3, wholeEvery: 2 });
  expect(outcome).toMatchObject({ kills: 4, refused: 0, verifiedWhole: 3 });
  expect(found).toBe(sent);
  expect(outcome.acknowledged).toBeGreaterThan(10);
}, 120_000);
