import { cryptoReady } from '@fit4work/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { costsAfter, DELIVERED } from '../../test/long-use.js';

beforeAll(() => cryptoReady);

const MOST = 60;

describe('what `run` and `status` look at', () => {
  it('costs no more after six weeks than after two, but for a few counts a month', async () => {
    const [before, after] = [await costsAfter(14), await costsAfter(42)];
    const more = [...after].map(
      ([name, { verified }]) => [name, verified - (before.get(name)?.verified ?? 0)] as const,
    );
    expect(more.filter(([name, each]) => name !== DELIVERED && each > MOST)).toEqual([]);
  });
});
