import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSignedCheckpoint, type TileReader } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  appendAll,
  createKit,
  type LogKit,
  leafOf,
  leavesOf,
  NOW,
  openLog,
  placedLeaves,
  type RunningLog,
} from '../../test/kit.js';
import { FileLogFolder } from '../adapters/file-log-folder.js';
import { verifyLog } from '../verify/verify-log.js';
import { backUp, withStore } from './back-up.js';
import { restore } from './restore.js';

let kit: LogKit;
let log: RunningLog;

beforeAll(() => sodium.ready);

beforeEach(async () => {
  kit = createKit();
  log = openLog(kit);
  await log.publication.prepare();
  await appendAll(log, leavesOf(0, 300));
});

afterEach(() => {
  log.store.close();
  kit.remove();
});

const path = (name: string): string => join(kit.folder, name);
const onProgress = (): void => undefined;
const back = (out = path('backup')) => backUp({ state: path('state'), logDir: path('log'), out, onProgress });
const refusal = (code: string) => expect.objectContaining({ code });

/** The state and the log that were restored take the place of those of the kit. */
async function comeBack(): Promise<RunningLog> {
  log.store.close();
  for (const name of ['state', 'log']) {
    rmSync(path(name), { recursive: true });
    cpSync(path(`new-${name}`), path(name), { recursive: true });
  }
  log = openLog(kit);
  await log.publication.prepare();
  return log;
}

const restored = ({ from, andFrom, now = NOW }: { from?: string; andFrom?: TileReader; now?: number }) =>
  restore({
    from,
    andFrom: andFrom && { read: andFrom, policy: { text: kit.policyText, policy: kit.policy }, now },
    state: path('new-state'),
    logDir: path('new-log'),
    onProgress,
  });

/** A copy of what is public, as a mirror has it. */
function mirrored(): TileReader {
  cpSync(path('log'), path('mirror'), { recursive: true });
  // A mirror has the log, and a policy file of its own.
  rmSync(path('mirror/policies'), { recursive: true });
  return new FileLogFolder(path('mirror')).read;
}

const sizeOf = async (read: TileReader): Promise<number> =>
  parseSignedCheckpoint((await read('checkpoint')) ?? new Uint8Array(0)).checkpoint.size;

describe('a backup', () => {
  it('is made while the anchor has its state open, and is a log that verifies', async () => {
    expect(await back()).toEqual({ committed: 300, published: 300 });
    const { read } = new FileLogFolder(path('backup/log'));
    expect((await verifyLog({ read, policy: kit.policy })).size).toBe(300);
    expect(readdirSync(path('backup/state'))).toEqual(['log.sqlite', 'restored']);
    expect(existsSync(path('backup.partial'))).toBe(false);
  });

  it('is whole whatever the anchor commits and publishes meanwhile', async () => {
    const made = back();
    for (let round = 0; round < 20; round += 1) {
      await appendAll(log, placedLeaves(300 + round * 40, 340 + round * 40));
    }
    const { committed, published } = await made;
    expect(committed).toBeGreaterThanOrEqual(published);
    await restored({ from: path('backup') });
    const next = await withStore(path('new-state/log.sqlite'), async (store) => store.head().edge.size);
    expect(next).toBe(committed);
  });

  it('has what is committed and not published', async () => {
    log.anchor.receive(Buffer.concat(leavesOf(300, 310)));
    await log.anchor.commit();
    expect(await back()).toEqual({ committed: 311, published: 300 });
  });

  it('is refused into a folder that is not empty, of no state, and of tiles that were changed', async () => {
    mkdirSync(path('full'));
    writeFileSync(path('full/file'), '');
    await expect(() => back(path('full'))).rejects.toThrow(refusal('bad-config'));
    await expect(() =>
      backUp({ state: path('none'), logDir: path('log'), out: path('b'), onProgress }),
    ).rejects.toThrow(refusal('source-failed'));
    const tile = path('log/tile/0/000');
    writeFileSync(tile, readFileSync(tile).fill(1, 0, 1));
    await expect(() => back(path('b'))).rejects.toThrow(refusal('unsound'));
    expect(existsSync(path('b'))).toBe(false);
  });
});

describe('a restored log', () => {
  it('goes on where the backup was taken, when nothing was published since', async () => {
    await back();
    expect(await restored({ from: path('backup') })).toEqual({ committed: 300, published: 300 });
    const again = await comeBack();
    expect(await appendAll(again, placedLeaves(300, 320))).toBe('published');
    expect((await verifyLog({ read: again.folder.read, policy: kit.policy })).size).toBe(320);
  });

  it('is refused by its witnesses when they saw more, and taken up again with the tail that is public', async () => {
    await back();
    await appendAll(log, placedLeaves(300, 700));
    const read = mirrored();
    await restored({ from: path('backup') });
    await expect(() => comeBack()).rejects.toThrow(refusal('older-state'));
    for (const name of ['new-state', 'new-log']) rmSync(path(name), { recursive: true });

    expect(await restored({ from: path('backup'), andFrom: read })).toEqual({ committed: 700, published: 700 });
    const again = await comeBack();
    expect(await appendAll(again, placedLeaves(700, 720))).toBe('published');
    expect((await verifyLog({ read: again.folder.read, policy: kit.policy })).size).toBe(720);
  });

  it('is made of what is public alone, so that a lost disk loses nothing that was proven', async () => {
    await appendAll(log, placedLeaves(300, 600));
    expect(await restored({ andFrom: mirrored() })).toEqual({ committed: 600, published: 600 });
    const again = await comeBack();
    // At 300 there is the link of the second block.
    expect(again.store.unknownOf(leavesOf(0, 601))).toEqual([leafOf(300), leafOf(600)]);
    expect(await appendAll(again, leavesOf(590, 620))).toBe('published');
    expect(await sizeOf(again.folder.read)).toBe(621);
  });

  it('keeps what the backup had committed and nobody published', async () => {
    log.anchor.receive(Buffer.concat(leavesOf(300, 310)));
    await log.anchor.commit();
    await back();
    expect(await restored({ from: path('backup'), andFrom: mirrored() })).toEqual({ committed: 311, published: 300 });
    const again = await comeBack();
    expect(await again.publication.attempt()).toBe('published');
    expect(await sizeOf(again.folder.read)).toBe(311);
  });

  it('takes nothing from a copy that was changed, of another log, or older than the backup', async () => {
    const old = mirrored();
    await appendAll(log, placedLeaves(300, 600));
    await back();
    await expect(() => restored({ from: path('backup'), andFrom: old })).rejects.toThrow(refusal('bad-config'));
    const { read } = log.folder;
    const changed: TileReader = async (name) => {
      const bytes = await read(name);
      return name.startsWith('tile/entries/') ? bytes?.with(5, (bytes[5] ?? 0) ^ 1) : bytes;
    };
    await expect(() => restored({ andFrom: changed })).rejects.toThrow(refusal('unsound'));
    await expect(() => restored({ andFrom: async () => undefined })).rejects.toThrow(refusal('source-failed'));
    expect(existsSync(path('new-state'))).toBe(false);
    expect(existsSync(path('new-log'))).toBe(false);
  });

  it('is not made of a backup and of what another history published, whichever is longer, and says so', async () => {
    await back();
    const another = createKit();
    const other = openLog(another);
    for (const [leaves, common] of [
      [leavesOf(1000, 1200), 200],
      [leavesOf(1200, 1700), 300],
    ] as const) {
      await appendAll(other, leaves);
      const message = expect.stringMatching(
        new RegExp(`^This backup is not of the log that is published there: at ${common} entries`),
      );
      const mixed = restored({ from: path('backup'), andFrom: other.folder.read });
      await expect(mixed).rejects.toThrow(expect.objectContaining({ code: 'unsound', message }));
      expect(existsSync(path('new-state'))).toBe(false);
    }
    other.store.close();
    another.remove();
  });

  it('takes no tail whose witnesses vouch for a time to come', async () => {
    await appendAll(log, leavesOf(0, 300));
    const andFrom = mirrored();
    await expect(restored({ andFrom, now: NOW - 86_401 })).rejects.toThrow(refusal('unsound'));
    expect(existsSync(path('new-state'))).toBe(false);
    await expect(restored({ andFrom, now: NOW - 86_400 })).resolves.toMatchObject({ published: 300 });
  });

  it('is refused over anything that is there, and from what is no backup', async () => {
    await back();
    await expect(() => restored({ from: path('log') })).rejects.toThrow(refusal('source-failed'));
    mkdirSync(path('new-log'));
    writeFileSync(path('new-log/checkpoint'), 'x');
    await expect(() => restored({ from: path('backup') })).rejects.toThrow(refusal('bad-config'));
    expect(readFileSync(path('new-log/checkpoint'), 'utf8')).toBe('x');
  });
});
