import { describe, expect, it } from 'vitest';
import { Watchdog } from './watchdog.js';

const PATIENCE = { timeout: 20_000 };

describe('a watchdog', () => {
  it('ends again and again whoever answers nobody, and nobody else', async () => {
    const killed: string[] = [];
    const isThere = (name: string): boolean => name === 'a';
    const watchdog = new Watchdog({ names: ['a', 'b'], isThere, kill: (name) => killed.push(name), within: 600 });
    await expect.poll(() => killed.length, PATIENCE).toBeGreaterThan(1);
    await watchdog.close();
    expect(new Set(killed)).toEqual(new Set(['b']));
  });

  it('waits twice as long each time, so that one that starts slowly comes to be there at all', async () => {
    const begun = performance.now();
    const killed: number[] = [];
    const kill = (): void => void killed.push(performance.now() - begun);
    const watchdog = new Watchdog({ names: ['a'], isThere: () => false, kill, within: 600 });
    await expect.poll(() => killed.length, PATIENCE).toBe(3);
    await watchdog.close();
    const [first = 0, second = 0, third = 0] = killed;
    expect([second - first >= 1_200, third - second >= 2_400]).toEqual([true, true]);
  });

  it('gives one that was there its time anew', async () => {
    const asked = { times: 0 };
    const killed: number[] = [];
    const isThere = (): boolean => {
      asked.times += 1;
      return asked.times < 3;
    };
    const watchdog = new Watchdog({ names: ['a'], isThere, kill: () => killed.push(asked.times), within: 600 });
    await expect.poll(() => killed.length, PATIENCE).toBe(1);
    await watchdog.close();
    expect(killed[0]).toBeGreaterThan(3);
  });
});
