import { cryptoReady } from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { RecoveryWorld } from '../../test/recovery-world.js';
import { DAY, dayBounds } from '../../test/vault-world.js';

const YEAR = 365 * 86_400;
const MIB = 2 ** 20;
/** What a recovery may hold beyond what was held before it: a page as it comes, a day of samples, and where each window is. */
const MOST = 96;

it('a year comes back on a new machine within a bounded memory', { timeout: 3_600_000 }, async () => {
  await cryptoReady;
  const world = await RecoveryWorld.open(dayBounds(DAY).start + YEAR);
  const held = (): number => {
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return (heapUsed + arrayBuffers) / MIB;
  };
  try {
    const before = held();
    let most = 0;
    const look = (): void => {
      most = Math.max(most, held() - before);
    };
    const told = await world.recover({}, { onStep: look });
    look();
    process.stdout.write(
      `a year recovered: ${JSON.stringify({ days: told.days, envelopes: told.envelopes, samples: told.samples, mebibytes: most })}\n`,
    );
    expect(told).toMatchObject({ days: 365, findings: [] });
    expect(most).toBeLessThan(MOST);
  } finally {
    await world.close();
  }
});
