import { expect, it } from 'vitest';
import { describeWith } from '../../test/src/requirement.js';
import { runChaosProcess } from '../test/chaos-process.js';
import { KINDS } from './core/parts.js';

describeWith(['rabbitmq', 'postgres'], 'a cluster of which one part of each kind is struck under load', () => {
  it('loses and doubles nothing, keeps one chain, answers right, and leaves nothing behind', async () => {
    const { code, document, left } = await runChaosProcess('--seconds', '20', '--agents', '60', '--rate', '10');
    expect(document.broken).toEqual([]);
    expect(new Set(Object.values(document.checks))).toEqual(new Set([true]));
    expect(document.struck).toHaveLength(KINDS.length);
    expect(document.withdrawals).toHaveLength(KINDS.length);
    expect(document.envelopes.rows).toBe(document.envelopes.sealed);
    expect(document.load.envelopes).toBeGreaterThan(100);
    expect([code, left]).toEqual([0, []]);
  }, 900_000);
});
