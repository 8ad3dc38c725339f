import sodium from 'libsodium-wrappers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ATTACKS, attack, race } from '../../test/witness-attacks.js';

const COUNT = 1000;
const PATIENCE = 1_200_000;

beforeAll(() => sodium.ready);

describe('a witness process that is attacked a thousand times', () => {
  it.each(Object.keys(ATTACKS))(
    'refuses each %s, and keeps evidence where there is some',
    async (kind) => {
      const evident = await attack(kind, { count: COUNT, seed: 6 });
      expect(evident > 0).toBe(kind === 'fork' || kind === 'truncation');
    },
    PATIENCE,
  );

  it(
    'cosigns one of submissions that race from one old size',
    async () => {
      expect(await race({ count: COUNT, seed: 7 })).toBe(COUNT);
    },
    PATIENCE,
  );
});
