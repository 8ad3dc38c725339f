import { afterEach, describe, expect, it } from 'vitest';
import { Readiness, type Said } from './readiness.js';

const PATIENCE = { timeout: 20_000 };
const silent: string[] = [];
let said: Said = 'ready';
let asked = 0;
const readiness = new Readiness((name) => silent.push(name));
afterEach(() => readiness.close());

describe('who is ready', () => {
  it('is who says so; who says no is asked no more, and who says nothing twice is given up', async () => {
    readiness.watch({
      name: 'a',
      ask: async () => {
        asked += 1;
        return said;
      },
    });
    const isReady = (): boolean => readiness.isReady('a');
    await expect.poll(isReady, PATIENCE).toBe(true);
    said = 'not ready';
    await expect.poll(isReady, PATIENCE).toBe(false);
    expect(silent).toEqual([]);
    said = 'ready';
    await expect.poll(isReady, PATIENCE).toBe(true);
    const before = asked;
    said = 'silent';
    await expect.poll(() => asked, PATIENCE).toBeGreaterThan(before);
    await expect.poll(isReady, PATIENCE).toBe(false);
    expect([silent, asked - before]).toEqual([['a'], expect.toSatisfy((times: number) => times >= 2)]);
  });
});
