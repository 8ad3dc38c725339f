import sodium from 'libsodium-wrappers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ATTACKS, attack, race } from '../../test/witness-attacks.js';

beforeAll(() => sodium.ready);

describe('a witness process that is attacked', () => {
  it.each(Object.keys(ATTACKS))('refuses each %s, and keeps evidence where there is some', async (kind) => {
    const evident = await attack(kind, { count: 40, seed: 4 });
    expect(evident > 0).toBe(kind === 'fork' || kind === 'truncation');
  });

  it('cosigns one of submissions that race from one old size', async () => {
    expect(await race({ count: 40, seed: 5 })).toBe(40);
  });
});
