import { expect, it } from 'vitest';
import { describeWith } from '../../test/src/requirement.js';
import { runChaosProcess } from '../test/chaos-process.js';

describeWith(['rabbitmq', 'postgres'], 'a cluster of which every part is killed, paused and cut off under load', () => {
  it.each(['1', '2'])(
    'loses and doubles nothing, keeps one chain and answers right by seed %s',
    async (seed) => {
      const { code, document, left } = await runChaosProcess('--seconds', '120', '--agents', '200', '--seed', seed);
      process.stdout.write(`${JSON.stringify(document)}\n`);
      expect(document.broken).toEqual([]);
      expect(document.struck).toHaveLength(15);
      expect([code, left]).toEqual([0, []]);
    },
    1_800_000,
  );
});
