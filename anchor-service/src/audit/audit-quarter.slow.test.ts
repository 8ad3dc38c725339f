import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { quarterOf } from '../../test/audit-quarter.js';
import { createKit, type LogKit } from '../../test/kit.js';

beforeAll(() => sodium.ready);
let kit: LogKit;
afterEach(() => kit.remove());

describe('a report on a quarter of a year of blocks each half second', () => {
  it('counts nearly 16 million blocks, and answers at once', { timeout: 1_800_000 }, async () => {
    kit = createKit();
    const { blocks, counting, report, held, days } = await quarterOf(kit, 172_800);
    process.stdout.write(
      `${blocks} blocks: counted in ${Math.round(counting / 1000)} s, reported in ${Math.round(report)} ms, ${Math.round(held / 2 ** 20)} MiB held\n`,
    );
    // The first block of a log has no link.
    for (const [i, day] of days.entries()) {
      expect(day).toMatchObject({ blocks: 172_800, leaves: i === 0 ? 1_555_201 : 1_555_200 });
    }
    expect(blocks).toBe(15_897_600);
    // Days are counted one after the other: what is held does not grow with their blocks.
    expect(held).toBeLessThan(400 * 2 ** 20);
  });
});
