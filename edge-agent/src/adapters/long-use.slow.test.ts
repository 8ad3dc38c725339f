import { cryptoReady } from '@fit4work/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { costsAfter, DELIVERED } from '../../test/long-use.js';

beforeAll(() => cryptoReady);

const MOST = 100;

describe('what `run` and `status` look at', () => {
  it('costs no more after a year than after a month, but for a few counts a month', { timeout: 600_000 }, async () => {
    const [day, month, year] = [await costsAfter(1), await costsAfter(32), await costsAfter(365)];
    for (const [name, cost] of year) {
      const figures = [day.get(name), month.get(name), cost].map(
        (each) => `${each?.verified} (${each?.milliseconds} ms)`,
      );
      process.stdout.write(`${name}, after a day, a month, a year: ${figures.join(', ')}\n`);
    }
    const more = [...year].map(([name, { verified }]) => [name, verified - (month.get(name)?.verified ?? 0)] as const);
    expect(more.filter(([name, each]) => name !== DELIVERED && each > MOST)).toEqual([]);
  });
});
