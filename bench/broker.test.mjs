import { expect, it } from 'vitest';
import { describeWith } from '../test/src/requirement.js';
import { BRIEF, rows } from './broker.mjs';

describeWith(['mosquitto', 'openssl'], 'the benchmark of the broker', () => {
  it('measures every row beside aedes and Mosquitto, and loses no envelope when agents come back at once', async () => {
    const found = await rows(BRIEF);
    expect(found.map(({ name }) => name)).toEqual([
      ...['throughput-1', 'cpu-1', 'throughput-16', 'cpu-16', 'latency-100', 'cpu-at-100', 'auth-overhead'],
      ...['idle-500', 'storm-200', 'storm-200-lost'],
    ]);
    const figures = new Map(found.map(({ name, ours }) => [name, ours]));
    for (const name of ['throughput-1', 'throughput-16', 'latency-100']) {
      expect(figures.get(name), name).toBeGreaterThan(0);
    }
    expect(figures.get('storm-200-lost')).toBe(0);
    // What 500 agents may take of what 10,000 may, on what the process takes itself.
    expect(figures.get('idle-500')).toBeLessThan(200);
  }, 240_000);
});
