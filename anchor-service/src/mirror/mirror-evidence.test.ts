import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOW, ORIGIN, temporaryFolder } from '../../test/kit.js';
import { type Keys, MemoryLog, makeKeys } from '../../test/memory-log.js';
import { bundlesOf, openMirror } from '../../test/mirror-kit.js';
import { folderStart } from '../evidence/write-evidence.js';
import type { JournalFields } from '../ports.js';

let keys: Keys;
let folder: ReturnType<typeof temporaryFolder>;
let log: MemoryLog;

beforeAll(async () => {
  await sodium.ready;
  keys = makeKeys();
});
beforeEach(async () => {
  folder = temporaryFolder();
  log = await new MemoryLog(keys).grow(0, 300, 40);
});
afterEach(() => folder.remove());

describe('the evidence of a mirror', () => {
  it('is one bundle for a fork however often it sees it, with an alarm after a restart, and until the bundle is taken away', async () => {
    const other = await new MemoryLog(keys).grow(0, 200);
    await other.grow(9000, 200);
    const first = await openMirror(folder.path, keys);
    first.serve(log.files);
    await first.mirror.attempt();
    first.serve(other.files);
    for (let i = 0; i < 3; i += 1) expect(await first.mirror.attempt()).toBe('alarm');
    const { mirror, serve } = await openMirror(folder.path, keys);
    expect(mirror.status()).toMatchObject({ state: 'alarm', evidence: 1, size: 340 });
    serve(log.files);
    expect([await mirror.attempt(), mirror.status().state]).toEqual(['current', 'alarm']);
    const [bundle = ''] = bundlesOf(first);
    expect(readFileSync(join(bundle, 'about.txt'), 'utf8')).toContain(
      'This log signed both a.checkpoint and b.checkpoint',
    );
    renameSync(bundle, join(folder.path, 'with the auditor'));
    expect(mirror.status().state).toBe('following');
  });

  it('is one bundle for old checkpoints that are shown again, and one more for a smaller one of another past, named a fork', async () => {
    const long = await new MemoryLog(keys).grow(0, 100, 100, 100, 100);
    const kit = await openMirror(folder.path, keys);
    kit.serve(long.files);
    await kit.mirror.attempt();
    const old = new MemoryLog(keys);
    for (const from of [0, 100, 200]) {
      kit.serve(new Map((await old.grow(from, 100)).files));
      expect([await kit.mirror.attempt(), kit.mirror.status().finding?.kind]).toEqual(['alarm', 'rollback']);
    }
    expect(kit.mirror.status()).toMatchObject({ state: 'alarm', evidence: 1, size: 400 });
    // The tiles of the accused are too few to tell; those of the copy tell.
    const other = await new MemoryLog(keys).grow(9000, 150);
    kit.serve(other.files);
    expect(await kit.mirror.attempt()).toBe('alarm');
    expect(kit.mirror.status()).toMatchObject({ evidence: 2, finding: { kind: 'fork', index: 150, other: 400 } });
    const about = bundlesOf(kit).map((bundle) => readFileSync(join(bundle, 'about.txt'), 'utf8'));
    expect(about.filter((text) => text.includes('They cannot both be true'))).toHaveLength(1);
  });

  it('is counted where it has no room, with an alarm all the same', async () => {
    const told: (readonly [string, JournalFields | undefined])[] = [];
    const tell = (event: string, fields?: JournalFields) => told.push([event, fields]);
    const kit = await openMirror(folder.path, keys, { journal: { info: tell, warn: tell } });
    kit.serve(log.files);
    await kit.mirror.attempt();
    expect(kit.mirror.status()).not.toHaveProperty('leftOut');
    for (let i = 0; i < 1000; i += 1)
      mkdirSync(join(kit.evidence, `${folderStart(ORIGIN)}${NOW}-${i}`), { recursive: true });
    const other = await new MemoryLog(keys).grow(9000, 340);
    kit.serve(other.files);
    expect(await kit.mirror.attempt()).toBe('alarm');
    expect(kit.mirror.status()).toMatchObject({ state: 'alarm', evidence: 1000, leftOut: 1 });
    expect(told).toContainEqual(['contradiction-left-out', { count: 1 }]);
  });

  it('is kept also where the copy lost the tile that would tell', async () => {
    const long = await new MemoryLog(keys).grow(0, 300, 100);
    const kit = await openMirror(folder.path, keys);
    kit.serve(long.files);
    await kit.mirror.attempt();
    rmSync(join(kit.copy, 'tile/0'), { recursive: true });
    kit.serve((await new MemoryLog(keys).grow(9000, 150)).files);
    expect([await kit.mirror.attempt(), kit.mirror.status().finding?.kind]).toEqual(['alarm', 'rollback']);
  });
});
