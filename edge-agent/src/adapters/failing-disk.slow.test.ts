import { cryptoReady } from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { describeWith } from '../../../test/src/requirement.js';
import { FailingDisk } from '../../test/failing-disk.js';

describeWith(['strace'], 'every call to the file system of a cycle of the agent, failed once', () => {
  it('loses nothing, doubles nothing, and the agent goes on', { timeout: 3_600_000 }, async () => {
    await cryptoReady;
    const disk = await FailingDisk.make();
    const calls = await disk.calls();
    const wrong: string[] = [];
    const kinds: Record<string, number> = {};
    for (const [i, { call, when }] of calls.entries()) {
      kinds[call] = when;
      const error = i % 2 === 0 ? 'EIO' : 'ENOSPC';
      const found = await disk.survive({ call, when, error });
      if (found !== undefined) wrong.push(`${error} of ${call} ${when}: ${found}`);
    }
    disk.close();
    process.stdout.write(`calls failed once: ${calls.length} ${JSON.stringify(kinds)}; wrong: ${wrong.length}\n`);
    expect(wrong).toEqual([]);
  });
});
