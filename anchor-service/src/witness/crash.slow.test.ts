import sodium from 'libsodium-wrappers';
import { beforeAll, expect, it } from 'vitest';
import { witnessKills } from '../../test/witness-kills.js';

beforeAll(() => sodium.ready);

it('keeps every size that it answered, and one root a size, through 500 kills under load', async () => {
  const { kills, answered } = await witnessKills({ kills: 500, seed: 1 });
  expect(kills).toBe(500);
  expect(answered).toBeGreaterThan(500);
}, 3_600_000);
