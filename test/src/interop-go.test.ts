import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Anchor, FileLogFolder, type Journal, onePolicy, Publication, SqliteLogStore } from '@fit4work/anchor-service';
import { encodeVkey, noteSigner } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, requirement } from './requirement.js';

const SOURCE = fileURLToPath(new URL('../interop/main.go', import.meta.url));
const silent: Journal = { info: () => undefined, warn: () => undefined };

let folder: string;
let vkey: string;

/** Builds a log of 700 leaves in two checkpoints; the earlier one, of 300, is kept beside it. */
async function buildLog(): Promise<void> {
  await sodium.ready;
  const signer = noteSigner('log.example/interop', 1, new Uint8Array(32).fill(9));
  vkey = encodeVkey(signer.key);
  const policies = onePolicy(`log ${vkey}\nquorum none\n`, signer);
  const store = new SqliteLogStore(join(folder, 'log.sqlite'));
  const ports = {
    store,
    folder: new FileLogFolder(join(folder, 'log')),
    witnesses: [],
    publisher: { publish: async () => undefined },
    journal: silent,
  };
  const anchor = new Anchor(ports, { policies, clock: () => 1_790_000_000, batchMs: 1, batchMax: 1 });
  const publication = new Publication(ports, policies);
  for (const [from, to] of [
    [0, 300],
    [300, 700],
  ] as const) {
    const leaves = Array.from({ length: to - from }, (_, i) =>
      new Uint8Array(32)
        .fill(1)
        .with(0, (from + i) % 251)
        .with(1, (from + i) >> 8)
        .with(2, (from + i) & 255),
    );
    anchor.receive(new Uint8Array(Buffer.concat(leaves)));
    anchor.commit();
    expect(await publication.attempt()).toBe('published');
    if (to === 300) copyFileSync(join(folder, 'log', 'checkpoint'), join(folder, 'earlier'));
  }
  store.close();
}

const verify = () =>
  spawnSync(join(folder, 'verify'), [join(folder, 'log'), vkey, join(folder, 'earlier')], { encoding: 'utf8' });

describeWith(['go', 'golang-x-mod'], 'the Go project’s own transparency-log code', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'f4w-interop-'));
    await buildLog();
    const built = spawnSync(requirement('go').path, ['build', '-o', join(folder, 'verify'), SOURCE], {
      encoding: 'utf8',
      env: {
        ...process.env,
        GO111MODULE: 'off',
        GOPATH: dirname(requirement('golang-x-mod').path),
        GOFLAGS: '',
        GOCACHE: join(folder, 'cache'),
      },
    });
    expect(built.stderr).toBe('');
    expect(built.status).toBe(0);
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('opens our checkpoint, finds every leaf included and the log consistent with its earlier checkpoint', () => {
    const run = verify();
    expect(run.stderr).toBe('');
    expect(run.stdout.trim()).toBe('sound: 700 entries, extends 300');
  });

  it('refuses the log when one bit of a tile is flipped', () => {
    const tile = join(folder, 'log', 'tile', '0', '001');
    const bytes = readFileSync(tile);
    writeFileSync(tile, bytes.with(40, (bytes[40] ?? 0) ^ 1));
    const run = verify();
    writeFileSync(tile, bytes);
    expect(run.status).toBe(1);
  });
});
