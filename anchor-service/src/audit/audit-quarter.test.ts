import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { quarterOf } from '../../test/audit-quarter.js';
import { createKit, type LogKit } from '../../test/kit.js';

beforeAll(() => sodium.ready);
let kit: LogKit;
afterEach(() => kit.remove());

describe('a report on a quarter of a year', () => {
  it('counts every block of every day', async () => {
    kit = createKit();
    const { days } = await quarterOf(kit, 288);
    expect(days).toHaveLength(92);
    // The first block of a log has no link.
    for (const [i, day] of days.entries()) expect(day).toMatchObject({ blocks: 288, leaves: i === 0 ? 2593 : 2592 });
  });
});
