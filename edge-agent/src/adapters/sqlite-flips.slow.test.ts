import { cryptoReady } from '@fit4work/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { bitsOf, FlippedVault, type Outcome } from '../../test/flipped-vault.js';

const FLIPS = 1_000;

beforeAll(() => cryptoReady);

describe.each([
  ['that was closed', true, ['vault.db', 'vault.db-head'], 0],
  ['whose process was killed', false, ['vault.db', 'vault.db-wal', 'vault.db-head'], FLIPS],
] as const)('a thousand single flipped bits in the files of a vault %s', (title, closed, files, unreadAtMost) => {
  it('are noticed or touch nothing; none is served', { timeout: 1_200_000 }, async () => {
    const vault = await FlippedVault.make(closed);
    const outcomes: Outcome[] = [];
    for (const { file, bit } of bitsOf(vault, files, { seed: 20_260_310, count: FLIPS })) {
      outcomes.push(await vault.flip(file, bit));
    }
    const of = (kind: Outcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind);
    const refused = of('noticed')
      .map((outcome) => outcome.refused)
      .sort((a, b) => a - b);
    const figures = {
      noticed: of('noticed').length,
      unread: of('unread').length,
      served: of('served').length,
      wholeVaultRefused: outcomes.filter((outcome) => outcome.closed).length,
      asked: vault.asked.size,
      refusedAtTheMedian: refused[refused.length >> 1],
    };
    process.stdout.write(`flips of a vault ${title}: ${JSON.stringify(figures)}\n`);
    vault.close();
    expect(of('served').map(({ what }) => what)).toEqual([]);
    expect(figures.unread).toBeLessThanOrEqual(unreadAtMost);
  });
});
