import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TileReader } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOW, temporaryFolder } from '../../test/kit.js';
import { type Keys, MemoryLog, makeKeys } from '../../test/memory-log.js';
import { openMirror, pruningOf, verifyCopy } from '../../test/mirror-kit.js';
import { FileLogFolder } from '../adapters/file-log-folder.js';
import { AnchorError } from '../error.js';
import type { JournalFields, LogFolder } from '../ports.js';
import { FindingError } from '../verify/finding-error.js';
import type { HeldLog } from '../verify/held-log.js';
import { verifyLog } from '../verify/verify-log.js';

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

/** Every file that the log's checkpoint needs stands in the copy, under the name that it has there. */
async function assertCopied(copy: string): Promise<void> {
  const paths: string[] = [];
  const read = async (path: string) => {
    if (log.files.has(path)) paths.push(path);
    return log.files.get(path);
  };
  await verifyLog({ read, policy: keys.policy });
  for (const path of paths) expect(readFileSync(join(copy, path)), path).toEqual(Buffer.from(log.file(path)));
  expect(readFileSync(join(copy, 'policy'), 'utf8')).toBe(keys.policyText);
}

describe('a mirror', () => {
  it('copies a log with every file that its checkpoints need, byte by byte, and follows it', async () => {
    const { mirror, serve, copy } = await openMirror(folder.path, keys);
    expect(mirror.status()).toMatchObject({ state: 'starting', size: 0, sourceSize: 0 });
    serve(log.files);
    expect([await mirror.attempt(), await mirror.attempt()]).toEqual(['advanced', 'current']);
    await assertCopied(copy);
    await log.grow(1000, 500);
    expect(await mirror.attempt()).toBe('advanced');
    await assertCopied(copy);
    expect(existsSync(join(copy, 'tile', '0', '001.p'))).toBe(false);
    expect(mirror.status()).toEqual({
      ...{
        state: 'following',
        size: 840,
        leaves: 838,
        blocks: 3,
        sourceSize: 840,
        walked: 0,
        evidence: 0,
        finding: null,
      },
      ...{ lastHeard: NOW, lastExtended: NOW, attempts: 3, extensions: 2, failures: 0, refusals: 0 },
    });
    expect(await verifyCopy(copy, keys)).toMatchObject({ size: 840, blocks: 3 });
  });

  it('takes a full tile for a partial one that is no longer served, and serves both', async () => {
    const { mirror, serve, copy } = await openMirror(folder.path, keys);
    serve(log.files);
    await mirror.attempt();
    await log.grow(1000, 300);
    const pruned = log.fork();
    for (const path of pruned.files.keys()) {
      if (path.includes('001.p/')) pruned.files.delete(path);
    }
    serve(pruned.files);
    expect(await mirror.attempt()).toBe('advanced');
    expect((await verifyCopy(copy, keys)).size).toBe(640);
  });

  it('says that the log is silent, keeps what it fetched, and goes on where the connection broke', async () => {
    let asked = 0;
    let isBroken = true;
    const source = async (path: string) => {
      asked += 1;
      if (isBroken && path === 'tile/0/001.p/84') throw new TypeError('no route');
      return log.files.get(path);
    };
    const { mirror, copy } = await openMirror(folder.path, keys, { source });
    expect(await mirror.attempt()).toBe('silent');
    expect(mirror.status()).toMatchObject({ failures: 1, finding: { kind: 'unreadable', path: 'tile/0/001.p/84' } });
    expect(existsSync(join(copy, 'checkpoint'))).toBe(false);
    isBroken = false;
    const before = asked;
    expect(await mirror.attempt()).toBe('advanced');
    expect(asked - before).toBeLessThan(before);
  });

  it('lets companions copy what belongs to the log, each time, and is refused what they refuse', async () => {
    const stamp = async (source: TileReader, to: LogFolder, { checkpoint }: HeldLog): Promise<void> => {
      const path = `stamps/${checkpoint.size}.tsr`;
      const bytes = await source(path);
      if (bytes?.length === 1) throw new FindingError({ kind: 'failed-check', path, detail: 'No stamp.' });
      if (bytes !== undefined) await to.publish(new Map([[path, bytes]]));
    };
    const { mirror, serve, copy } = await openMirror(folder.path, keys, { companions: [{ follow: stamp }] });
    serve(log.files);
    expect(await mirror.attempt()).toBe('advanced');
    log.files.set('stamps/340.tsr', Buffer.from('?'));
    expect([await mirror.attempt(), mirror.status().finding]).toEqual([
      'refused',
      { kind: 'failed-check', path: 'stamps/340.tsr' },
    ]);
    log.files.set('stamps/340.tsr', Buffer.from('a stamp'));
    expect([await mirror.attempt(), mirror.status().state]).toEqual(['current', 'following']);
    expect(readFileSync(join(copy, 'stamps/340.tsr'), 'utf8')).toBe('a stamp');
  });

  it('becomes silent when it has heard nothing for too long, and serves the copy', async () => {
    let now = NOW;
    const { mirror, serve } = await openMirror(folder.path, keys, { clock: () => now });
    serve(log.files);
    await mirror.attempt();
    serve(new Map());
    now += 60;
    expect([await mirror.attempt(), mirror.status().state]).toEqual(['silent', 'following']);
    now += 1;
    expect(mirror.status()).toMatchObject({ state: 'silent', size: 340, finding: { kind: 'no-checkpoint' } });
  });

  it('does not follow a checkpoint that witnesses did not cosign, and tells the operator once', async () => {
    const told: (readonly [string, JournalFields | undefined])[] = [];
    const tell = (event: string, fields?: JournalFields) => told.push([event, fields]);
    const { mirror, serve, copy } = await openMirror(folder.path, keys, { journal: { info: tell, warn: tell } });
    serve(log.files);
    await mirror.attempt();
    await log.grow(1000, 5);
    log.sign(keys.witnesses.slice(0, 1));
    expect([await mirror.attempt(), await mirror.attempt()]).toEqual(['refused', 'refused']);
    expect(mirror.status()).toMatchObject({ state: 'refused', size: 340, finding: { kind: 'bad-checkpoint' } });
    log.sign();
    expect([await mirror.attempt(), mirror.status().state]).toEqual(['advanced', 'following']);
    expect(told).toEqual([
      ['copy-extended', { size: 340, leaves: 339 }],
      ['source-refused', { code: 'bad-checkpoint' }],
      ['copy-extended', { size: 345, leaves: 4 }],
    ]);
    expect((await verifyCopy(copy, keys)).size).toBe(345);
  });
});

describe('a mirror that starts', () => {
  it('finishes what a crash left between its state and the checkpoint that it shows', async () => {
    const longer = await log.fork().grow(1000, 60);
    // It failed, and it failed though it had happened: at each file that is replaced, of the first copy and of a later one.
    for (const [n, at] of ['tiles', 'blocks/latest', 'policy', 'checkpoint'].entries()) {
      for (const [before, happens] of [
        [undefined, false],
        [undefined, true],
        [log, false],
        [log, true],
      ] as const) {
        const place = join(folder.path, `${n} ${before?.size} ${happens}`);
        const real = new FileLogFolder(join(place, 'copy'));
        let isArmed = false;
        const dying: LogFolder = {
          read: real.read,
          ...pruningOf(real),
          publish: async (files) => {
            const dies = isArmed && at === 'tiles';
            if (!dies || happens) await real.publish(files);
            if (dies) throw new RangeError('crash');
          },
          replace: async (path, bytes) => {
            const dies = isArmed && path === at;
            if (!dies || happens) await real.replace(path, bytes);
            if (dies) throw new RangeError('crash');
          },
        };
        const { mirror, serve } = await openMirror(place, keys, { folder: dying });
        serve(before?.files ?? new Map());
        await mirror.attempt();
        isArmed = true;
        serve(longer.files);
        await expect(mirror.attempt()).rejects.toThrow('crash');
        const after = await openMirror(place, keys);
        const shown = at === 'tiles' ? (before?.size ?? 0) : 400;
        expect(after.mirror.status().size).toBe(shown);
        if (shown > 0) expect((await verifyCopy(after.copy, keys)).size).toBe(shown);
        after.serve(longer.files);
        expect(await after.mirror.attempt()).toBe(shown === 400 ? 'current' : 'advanced');
        expect((await verifyCopy(after.copy, keys)).size).toBe(400);
      }
    }
  });

  it('refuses a copy that was damaged at rest, names the place, and fetches it anew once it is moved away', async () => {
    const first = await openMirror(folder.path, keys);
    first.serve(log.files);
    await first.mirror.attempt();
    const tile = join(first.copy, 'tile/entries/000');
    writeFileSync(tile, readFileSync(tile).fill(7, 100, 101));
    await expect(openMirror(folder.path, keys)).rejects.toThrow(
      /copy of the log is damaged: move it away.*entry at index 2, in tile\/entries\/000/,
    );
    rmSync(first.copy, { recursive: true });
    const again = await openMirror(folder.path, keys);
    expect(again.mirror.status().size).toBe(0);
    const other = await new MemoryLog(keys).grow(9000, 400);
    again.serve(other.files);
    // Also with nothing left but its state it does not take another history.
    expect(await again.mirror.attempt()).toBe('alarm');
    again.serve(log.files);
    expect(await again.mirror.attempt()).toBe('advanced');
    expect((await verifyCopy(again.copy, keys)).size).toBe(340);
  });

  it('verifies a copy whose state was lost, and refuses a state that is not its own', async () => {
    const first = await openMirror(folder.path, keys);
    first.serve(log.files);
    await first.mirror.attempt();
    rmSync(first.state);
    const again = await openMirror(folder.path, keys);
    expect(again.mirror.status().size).toBe(340);
    writeFileSync(first.state, '{}');
    await expect(openMirror(folder.path, keys)).rejects.toThrow(/state .* is damaged/);
  });

  it('goes on serving while the disk takes no file', async () => {
    const real = new FileLogFolder(join(folder.path, 'copy'));
    let isFull = true;
    const full: LogFolder = {
      read: real.read,
      ...pruningOf(real),
      replace: (path, bytes) => real.replace(path, bytes),
      publish: async (files) => {
        if (isFull) throw new AnchorError('storage-failed', 'full');
        await real.publish(files);
      },
    };
    const { mirror, serve } = await openMirror(folder.path, keys, { folder: full });
    serve(log.files);
    expect(await mirror.attempt()).toBe('silent');
    isFull = false;
    expect(await mirror.attempt()).toBe('advanced');
  });
});
