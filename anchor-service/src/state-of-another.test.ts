import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendAll, createKit, type LogKit, leavesOf, openLog, placedLeaves } from '../test/kit.js';

let kit: LogKit;
beforeAll(() => sodium.ready);
beforeEach(() => {
  kit = createKit();
});
afterEach(() => kit.remove());

describe('the state of another log', () => {
  it('signs nothing beside a log folder, though it is larger, and is told from one that is older', async () => {
    const log = openLog(kit);
    await appendAll(log, leavesOf(0, 10));
    log.store.close();
    // Of one block that goes beyond, and with another block that ends where the folder does.
    for (const sizes of [[20], [10, 20]]) {
      const another = createKit();
      const other = openLog(another);
      let from = 0;
      for (const to of sizes) {
        await appendAll(other, placedLeaves(1000 + from, 1000 + to));
        from = to;
      }
      other.store.close();
      rmSync(join(kit.folder, 'state'), { recursive: true });
      cpSync(join(another.folder, 'state'), join(kit.folder, 'state'), { recursive: true });
      another.remove();
      const mixed = openLog(kit);
      const said = expect.objectContaining({
        code: 'older-state',
        message: expect.stringMatching(/^This state is not of this log folder: at 10 entries it has another root/),
      });
      await expect(mixed.publication.prepare()).rejects.toThrow(said);
      await expect(mixed.publication.attempt()).rejects.toThrow(said);
      mixed.store.close();
    }
  });
});
