import { cryptoReady } from '@fit4work/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { aimedBits } from '../../test/aimed-flips.js';
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
      overwritten: of('unread').filter(({ dead }) => dead === 'overwritten').length,
      behindTheLog: of('unread').filter(({ dead }) => dead === 'behind the log').length,
      room: of('unread').filter(({ dead }) => dead === 'room').length,
      flippedInTheLog: outcomes.filter(({ what }) => what.includes('vault.db-wal')).length,
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

describe('flipped bits where a lookup is decided, in keys and indexes of every table', () => {
  it('leave nothing out of an answer that does not say so', { timeout: 1_200_000 }, async () => {
    const vault = await FlippedVault.make(true);
    const silent: string[] = [];
    const bits = aimedBits(vault, { seed: 20_260_311, each: 25 });
    for (const { tree, bit } of bits) {
      const outcome = await vault.flip('vault.db', bit);
      if (outcome.kind !== 'noticed' || outcome.silent.length > 0) silent.push(`${tree}: ${outcome.what}`);
    }
    const trees = new Set(bits.map(({ tree }) => tree)).size;
    process.stdout.write(`flips in keys and indexes: ${JSON.stringify({ flips: bits.length, trees, silent })}\n`);
    vault.close();
    expect(silent).toEqual([]);
  });
});
