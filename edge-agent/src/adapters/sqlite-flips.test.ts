import { cryptoReady } from '@fit4work/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aimedBits } from '../../test/aimed-flips.js';
import { bitsOf, FlippedVault } from '../../test/flipped-vault.js';

beforeAll(() => cryptoReady);

describe.each([
  ['that was closed', true, ['vault.db', 'vault.db-head']],
  ['whose process was killed', false, ['vault.db', 'vault.db-wal', 'vault.db-head']],
] as const)('one flipped bit in the files of a vault %s', (_, closed, files) => {
  let vault: FlippedVault;
  beforeAll(async () => {
    vault = await FlippedVault.make(closed);
  });
  afterAll(() => vault.close());

  it('is noticed or touches nothing, and nothing is served that was changed', async () => {
    expect([...vault.asked.values()].filter((answer) => answer instanceof Error)).toEqual([]);
    for (const { file, bit } of bitsOf(vault, files, { seed: 5, count: 18 })) {
      const outcome = await vault.flip(file, bit);
      expect(outcome.kind, outcome.what).not.toBe('served');
    }
  });
});

describe('one flipped bit where a lookup is decided, in a key or an index of any table', () => {
  let vault: FlippedVault;
  beforeAll(async () => {
    vault = await FlippedVault.make(true);
  });
  afterAll(() => vault.close());

  it('leaves nothing out of an answer that does not say so', async () => {
    // Every table and index has its turn in the slow form.
    const ranges = ['sealed_window', 'record_waiting', 'past_unproven', 'outbox_unproven', 'past_envelope', 'census'];
    for (const { tree, bit } of aimedBits(vault, { seed: 11, each: 2 }).filter(({ tree }) => ranges.includes(tree))) {
      const { kind, silent, what } = await vault.flip('vault.db', bit);
      expect([tree, what, kind, silent]).toEqual([tree, what, 'noticed', []]);
    }
  });
});
