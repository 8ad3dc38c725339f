import { cryptoReady } from '@fit4work/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../test/src/requirement.js';
import { FailingDisk } from '../../test/failing-disk.js';
import { Random } from '../../test/random.js';

const FAILURES = 6;

describeWith(['strace'], 'a cycle of the agent of whose calls to the file system one fails', () => {
  let disk: FailingDisk;
  beforeAll(async () => {
    await cryptoReady;
    disk = await FailingDisk.make();
  });
  afterAll(() => disk.close());

  it('loses nothing, doubles nothing, and goes on', { timeout: 180_000 }, async () => {
    const calls = await disk.calls();
    const random = new Random(11);
    expect(calls.length).toBeGreaterThan(50);
    // Opened for reading alone, an agent would wait for ever.
    expect(await disk.survive({ call: 'openat', when: 1, error: 'EIO' })).toBeUndefined();
    for (let i = 0; i < FAILURES; i++) {
      const { call = 'fsync', when = 1 } = calls[random.below(calls.length)] ?? {};
      const error = i % 2 === 0 ? 'EIO' : 'ENOSPC';
      expect(await disk.survive({ call, when, error }), `${error} of ${call} ${when}`).toBeUndefined();
    }
  });
});
