import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Anchor, FileLogFolder, type Journal, onePolicy, Publication, SqliteLogStore } from '@fit4work/anchor-service';
import {
  encodeVkey,
  formatProof,
  inclusionProof,
  type NoteSigner,
  noteSigner,
  parseSignedCheckpoint,
  toHex,
} from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run, stop } from './children.js';
import { describeWith, requirement } from './requirement.js';

const SOURCES = ['main', 'folder', 'log', 'checkpoint', 'proof'].map((name) =>
  fileURLToPath(new URL(`../interop/${name}.go`, import.meta.url)),
);
const WITNESS = fileURLToPath(new URL('../../anchor-service/dist/witness/main.js', import.meta.url));
const silent: Journal = { info: () => undefined, warn: () => undefined };

/** Around a full tile, around a full tile of tiles, and beyond it: tiles of three levels. */
const SIZES = [1, 254, 256, 300, 700, 65_536, 65_793, 70_000];
const LAST = 70_000;
const PROVEN = 65_537;

let folder: string;
let vkey: string;
let witnessVkey: string;

const path = (...parts: readonly string[]): string => join(folder, ...parts);
const leafOf = (n: number): Uint8Array => {
  const leaf = new Uint8Array(32).fill(7);
  new DataView(leaf.buffer).setUint32(0, n);
  return leaf;
};

/** Builds a log of 70,000 entries; each checkpoint on the way is kept beside it. */
async function buildLog(signer: NoteSigner): Promise<void> {
  const policies = onePolicy(`log ${vkey}\nquorum none\n`, signer);
  const store = new SqliteLogStore(path('log.sqlite'));
  const ports = {
    store,
    folder: new FileLogFolder(path('log')),
    witnesses: [],
    publisher: { publish: async () => undefined },
    journal: silent,
  };
  const anchor = new Anchor(ports, { policies, clock: () => 1_790_000_000, batchMs: 60_000, batchMax: 65_536 });
  const publication = new Publication(ports, policies);
  let from = 0;
  for (const size of SIZES) {
    for (; from < size; from = Math.min(size, from + 1024)) {
      // The first place of a block is its link's, but in the first.
      const first = from === 0 ? 0 : from + 1;
      const count = Math.min(1024, size - from) - (first - from);
      anchor.receive(new Uint8Array(Buffer.concat(Array.from({ length: count }, (_, i) => leafOf(first + i)))));
      await anchor.commit();
    }
    // A log that grew by much is published in steps.
    while (publishedSize() < size) expect(await publication.attempt()).toBe('published');
    copyFileSync(path('log', 'checkpoint'), path(`checkpoint-${size}`));
  }
  store.close();
}

function publishedSize(): number {
  const file = path('log', 'checkpoint');
  return existsSync(file) ? parseSignedCheckpoint(new Uint8Array(readFileSync(file))).checkpoint.size : 0;
}

/** Has a witness process cosign the newest checkpoint, and makes a proof of it. */
async function cosignIt(): Promise<void> {
  const args = ['init', '--name', 'council.example/go', '--log', vkey, '--folder', path('witness'), '--json'];
  const made = spawnSync(process.execPath, [WITNESS, ...args], { encoding: 'utf8' });
  witnessVkey = (JSON.parse(made.stdout) as { vkey: string }).vkey;
  const witness = run(process.execPath, [WITNESS, 'run', '--config', path('witness', 'witness.json')], {
    ...process.env,
    FIT4WORK_WITNESS_PORT: '0',
  });
  const { port } = JSON.parse(await witness.said(/"listening"/)) as { port: number };
  const checkpoint = readFileSync(path('log', 'checkpoint'));
  const body = Buffer.concat([Buffer.from('old 0\n\n'), checkpoint]);
  const answer = await fetch(`http://127.0.0.1:${port}/add-checkpoint`, { method: 'POST', body });
  expect(answer.status).toBe(200);
  const cosigned = Buffer.concat([checkpoint, Buffer.from(await answer.arrayBuffer())]);
  await stop(witness);
  writeFileSync(path('cosigned'), cosigned);
  const { read } = new FileLogFolder(path('log'));
  const hashes = await inclusionProof({ read, size: LAST }, PROVEN);
  writeFileSync(path('proof'), formatProof({ index: PROVEN, hashes, checkpoint: cosigned }));
}

const go = (...args: readonly string[]) => spawnSync(path('verify'), args, { encoding: 'utf8' });
const verifyLog = () => go('log', path('log'), vkey, ...SIZES.slice(0, -1).map((size) => path(`checkpoint-${size}`)));

/** What Go says of a file that one thing was changed in; the file is as it was afterwards. */
function changed(file: string, change: (bytes: Buffer) => Uint8Array, ask: () => ReturnType<typeof go>) {
  const whole = readFileSync(file);
  writeFileSync(file, change(Buffer.from(whole)));
  const said = ask();
  writeFileSync(file, whole);
  return said;
}

const flip =
  (at: number) =>
  (bytes: Buffer): Uint8Array =>
    bytes.with(at, (bytes.at(at) ?? 0) ^ 1);

/** Flips a bit in the last signature of a note, at a byte of what is in its base64. */
const flipSignature = (at: number) => (bytes: Buffer) => {
  const text = bytes.toString('utf8').trimEnd();
  const start = text.lastIndexOf(' ') + 1;
  const signature = flip(at)(Buffer.from(text.slice(start), 'base64'));
  return Buffer.from(`${text.slice(0, start)}${Buffer.from(signature).toString('base64')}\n`);
};

describeWith(['go', 'golang-x-mod'], 'the Go project’s own transparency-log code', () => {
  beforeAll(async () => {
    await sodium.ready;
    folder = mkdtempSync(join(tmpdir(), 'f4w-interop-'));
    const signer = noteSigner('log.example/interop', 1, new Uint8Array(32).fill(9));
    vkey = encodeVkey(signer.key);
    await buildLog(signer);
    await cosignIt();
    const built = spawnSync(requirement('go').path, ['build', '-o', path('verify'), ...SOURCES], {
      encoding: 'utf8',
      env: {
        ...process.env,
        GO111MODULE: 'off',
        GOPATH: dirname(requirement('golang-x-mod').path),
        GOFLAGS: '',
        GOCACHE: path('cache'),
      },
    });
    expect(built.stderr).toBe('');
    expect(built.status).toBe(0);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('opens our checkpoints of every size, finds their leaves by our tiles of three levels, and each consistent', () => {
    const { stdout, stderr } = verifyLog();
    expect(stderr).toBe('');
    const told =
      /^sound: 70000 entries, extends 7 checkpoints, ([0-9]+) records, ([0-9]+) partial tiles, highest level 2\n$/;
    const [, records, partial] = told.exec(stdout) ?? [];
    expect(Number(records)).toBeGreaterThan(2000);
    expect(Number(partial)).toBeGreaterThan(1000);
  });

  it.each([
    ['a full tile', 'tile/0/001', 40],
    ['a tile above it', 'tile/1/000', 8000],
    ['a partial tile of the top', 'tile/2/000.p/1', 3],
    ['a partial tile of the right edge', 'tile/0/273.p/112', 100],
    ['a bundle of entries', 'tile/entries/256', 30],
  ])('refuses the log when one bit of %s is flipped', (_title, tile, at) => {
    const file = path('log', tile);
    expect(changed(file, flip(at), verifyLog).status).toBe(1);
  });

  it('refuses a checkpoint of another log, and one that was changed', () => {
    const other = encodeVkey(noteSigner('log.example/interop', 1, new Uint8Array(32).fill(8)).key);
    expect(go('log', path('log'), other).status).toBe(1);
    expect(changed(path('log', 'checkpoint'), flip(22), () => go('log', path('log'), vkey)).status).toBe(1);
  });

  const verifyCosignature = (witness = witnessVkey) => go('cosignature', path('cosigned'), vkey, witness);

  it('verifies the cosignature of our witness, and its time', () => {
    const { stdout, stderr } = verifyCosignature();
    expect(stderr).toBe('');
    const time = Number(/^cosigned: size 70000 at ([0-9]+)\n$/.exec(stdout)?.[1]);
    expect(Math.abs(Date.now() / 1000 - time)).toBeLessThan(3600);
  });

  it('refuses a forged cosignature: its signature, its time, its text, its key', () => {
    const cosigned = path('cosigned');
    const forged = [
      changed(cosigned, flipSignature(75), () => verifyCosignature()),
      changed(cosigned, flipSignature(11), () => verifyCosignature()),
      changed(
        cosigned,
        (bytes) => Buffer.from(bytes.toString('utf8').replace('70000', '70001')),
        () => verifyCosignature(),
      ),
      changed(
        cosigned,
        (bytes) => bytes.subarray(0, bytes.lastIndexOf('— council')),
        () => verifyCosignature(),
      ),
      verifyCosignature(encodeVkey(noteSigner('council.example/go', 4, new Uint8Array(32).fill(8)).key)),
      verifyCosignature(vkey),
    ];
    expect(forged.map(({ status }) => status)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  const verifyProof = (leaf = PROVEN) => go('proof', path('proof'), toHex(leafOf(leaf)), vkey, witnessVkey);

  it('verifies our proof that a leaf is in the log', () => {
    expect(verifyProof()).toMatchObject({ stderr: '', stdout: `included: ${PROVEN} of ${LAST}\n` });
  });

  it('refuses the proof of another leaf, of another place, with a hash changed and without the cosignature', () => {
    const text = (from: string | RegExp, to: string) => (bytes: Buffer) =>
      Buffer.from(bytes.toString('utf8').replace(from, to));
    const refused = [
      verifyProof(PROVEN + 1),
      changed(path('proof'), text(`index ${PROVEN}`, `index ${PROVEN + 1}`), () => verifyProof()),
      changed(path('proof'), text(/\n[A-Za-z0-9+/]{43}=\n/, `\n${'A'.repeat(43)}=\n`), () => verifyProof()),
      changed(
        path('proof'),
        (bytes) => bytes.subarray(0, bytes.lastIndexOf('— council')),
        () => verifyProof(),
      ),
    ];
    expect(refused.map(({ status }) => status)).toEqual([1, 1, 1, 1]);
  });
});
