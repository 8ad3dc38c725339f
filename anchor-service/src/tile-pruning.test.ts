import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LogView } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendAll, createKit, type LogKit, leavesOf, openLog, placedLeaves, type RunningLog } from '../test/kit.js';
import { FileLogFolder } from './adapters/file-log-folder.js';
import { AnchorError } from './error.js';
import { TilePruning } from './tile-pruning.js';
import { verifyLog } from './verify/verify-log.js';

let kit: LogKit;
let log: RunningLog;
beforeAll(() => sodium.ready);
beforeEach(() => {
  kit = createKit();
  log = openLog(kit);
});
afterEach(() => {
  log.store.close();
  kit.remove();
});

/** Widths in which a tile stands beside its full form. */
function widths(tile: string): string[] {
  const folder = join(kit.folder, 'log', 'tile', `${tile}.p`);
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
const checkpoint = async () => (await log.folder.read('checkpoint')) ?? new Uint8Array(0);

describe('partial tiles', () => {
  it('go when the full one is under a checkpoint that is out; those of the right edge stay', async () => {
    await appendAll(log, leavesOf(0, 100));
    await appendAll(log, placedLeaves(100, 200));
    expect([widths('0/000'), widths('entries/000')]).toEqual([
      ['100', '200'],
      ['100', '200'],
    ]);
    await appendAll(log, placedLeaves(200, 300));
    expect([widths('0/000'), widths('entries/000')]).toEqual([[], []]);
    expect([widths('0/001'), widths('entries/001'), widths('1/000')]).toEqual([['44'], ['44'], ['1']]);
    await appendAll(log, placedLeaves(300, 900));
    await appendAll(log, placedLeaves(900, 910));
    expect([widths('0/001'), widths('0/003'), widths('1/000')]).toEqual([[], ['132', '142'], ['1', '3']]);
    expect((await verifyLog({ read: log.folder.read, policy: kit.policy })).size).toBe(910);
  });

  it('that are gone cost nobody who held an earlier checkpoint anything', async () => {
    await appendAll(log, leavesOf(0, 200));
    const early = await checkpoint();
    const view = new LogView({ policy: kit.policy, read: log.folder.read });
    await view.advance(early);
    await appendAll(log, placedLeaves(200, 600));
    const wanted = leavesOf(7, 8)[0] ?? new Uint8Array(0);
    await view.proveInclusion(wanted, 7);
    const read = async (path: string) => (path === 'checkpoint' ? early : log.folder.read(path));
    expect((await verifyLog({ read, policy: kit.policy })).size).toBe(200);
    await view.advance(await checkpoint());
    expect(view.size).toBe(600);
  });

  it('stay while too few witnesses cosign what covers the full tile', async () => {
    await appendAll(log, leavesOf(0, 200));
    log.store.close();
    const away = async (): Promise<never> => {
      throw new AnchorError('witness-failed', 'away');
    };
    log = openLog(kit, (ports) => ({ ...ports, witnesses: ports.witnesses.map((peer) => ({ ...peer, ask: away })) }));
    expect(await appendAll(log, placedLeaves(200, 300))).toBe('too-few-witnesses');
    expect(widths('0/000')).toEqual(['200']);
    log.store.close();
    log = openLog(kit);
    expect(await log.publication.attempt()).toBe('published');
    expect(widths('0/000')).toEqual([]);
  });

  it('that a crash left are found at the next start', async () => {
    await appendAll(log, leavesOf(0, 200));
    log.store.close();
    log = openLog(kit, (ports) => ({
      ...ports,
      publisher: { publish: () => Promise.reject(new AnchorError('storage-failed', 'died')) },
    }));
    await expect(appendAll(log, placedLeaves(200, 300))).rejects.toMatchObject({ code: 'storage-failed' });
    expect(widths('0/000')).toEqual(['200']);
    log.store.close();
    log = openLog(kit);
    expect(await log.publication.attempt()).toBe('current');
    expect(widths('0/000')).toEqual([]);
  });

  it('are found below folders of thousands too, and nothing else is removed', async () => {
    const folder = new FileLogFolder(join(kit.folder, 'other'));
    const paths = [
      'tile/0/x001/234.p/7',
      'tile/0/x001/234',
      'tile/0/x001/235.p/9',
      'tile/entries/000.p/1',
      'checkpoint',
    ];
    await folder.publish(new Map(paths.map((path) => [path, Uint8Array.of(1)])));
    expect([...(await folder.partials())].sort()).toEqual([
      'tile/0/x001/234.p',
      'tile/0/x001/235.p',
      'tile/entries/000.p',
    ]);
    await new TilePruning(folder).upTo(1235 * 256 + 9);
    expect(await folder.partials()).toEqual(['tile/0/x001/235.p']);
    expect(await folder.read('tile/0/x001/234')).toBeDefined();
    await folder.removePartials(['tile/0/x001/234', 'checkpoint']);
    expect([await folder.read('tile/0/x001/234'), await folder.read('checkpoint')]).not.toContain(undefined);
  });
});
