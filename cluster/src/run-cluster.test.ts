import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeWith } from '../../test/src/requirement.js';
import { runChaosProcess, runLiveProcess } from '../test/chaos-process.js';
import { KINDS, PARTS } from './core/parts.js';

describeWith(['rabbitmq', 'postgres'], 'a cluster on this machine', () => {
  it('loses and doubles nothing, keeps one chain and answers right while one part of each kind is struck under load', async () => {
    const { code, document, left } = await runChaosProcess('--seconds', '20', '--agents', '60', '--rate', '10');
    expect(document.broken).toEqual([]);
    expect(new Set(Object.values(document.checks))).toEqual(new Set([true]));
    expect(document.struck).toHaveLength(KINDS.length);
    expect(document.withdrawals).toHaveLength(KINDS.length);
    expect(document.envelopes.rows).toBe(document.envelopes.sealed);
    expect(document.load.envelopes).toBeGreaterThan(100);
    expect([code, left]).toEqual([0, []]);
  }, 900_000);

  it('is up until Ctrl-C, with every part whole, and leaves neither a process nor a file', async () => {
    const { code, told, stood, left } = await runLiveProcess('--agents', '10', '--rate', '2');
    const parts = KINDS.flatMap((kind) => PARTS[kind]);
    for (const part of parts) expect(told).toMatch(new RegExp(`${part} (whole|leads|stands by|[1-9]\\d* districts)`));
    expect(stood).toHaveLength(1);
    expect(running(stood[0] ?? '')).toEqual([]);
    expect([code, left]).toEqual([0, []]);
  }, 600_000);
});

/** Processes with a word in their command line or their environment, where that is told (Linux). */
function running(word: string): readonly string[] {
  const processes = existsSync('/proc') ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  return processes.filter((pid) =>
    ['cmdline', 'environ'].some((file) => readText(`/proc/${pid}/${file}`).includes(word)),
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
