import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VAULT_REFUSALS } from '../core/refusal-words/vault-refusals.js';
import { AgentError } from '../error.js';
import { readExportFile, writeExportFile } from './export-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const CONTENT = Buffer.from('what was measured '.repeat(20_000));
const never = new AbortController().signal;

async function* inPieces(content: Buffer, then?: () => void): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += 5000) {
    yield content.subarray(at, at + 5000);
    if (at > content.length / 2) then?.();
  }
}

async function read(path: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of readExportFile(path)) parts.push(part);
  return Buffer.concat(parts);
}

describe('the file of an export', () => {
  it.each(['all.tar', 'all.tar.gz', 'all.tgz'])(
    'is whole, for its owner alone, and alone in its folder: %s',
    async (name) => {
      const path = join(folder, name);
      await writeExportFile(path, inPieces(CONTENT), never);
      expect(readdirSync(folder)).toEqual([name]);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect((await read(path)).equals(CONTENT)).toBe(true);
    },
  );

  it('is compressed as any gzip, and names no system', async () => {
    const path = join(folder, 'all.tar.gz');
    await writeExportFile(path, inPieces(CONTENT), never);
    const bytes = readFileSync(path);
    expect(gunzipSync(bytes).equals(CONTENT)).toBe(true);
    expect([...bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
    expect(bytes.length).toBeLessThan(CONTENT.length / 20);
  });

  it('never takes the place of another', async () => {
    const path = join(folder, 'all.tar');
    writeFileSync(path, 'mine');
    await expect(writeExportFile(path, inPieces(CONTENT), never)).rejects.toMatchObject({ code: 'bad-file' });
    expect([readdirSync(folder), readFileSync(path, 'utf8')]).toEqual([['all.tar'], 'mine']);
  });

  it('never takes the place of one that came while it was written', async () => {
    const path = join(folder, 'all.tar');
    const content = inPieces(CONTENT, () => writeFileSync(path, 'mine'));
    await expect(writeExportFile(path, content, never)).rejects.toMatchObject({ code: 'bad-file' });
    expect([readdirSync(folder), readFileSync(path, 'utf8')]).toEqual([['all.tar'], 'mine']);
  });

  it('leaves the .part of another export alone, and says that it is there', async () => {
    writeFileSync(join(folder, 'all.tar.part'), 'half');
    const written = writeExportFile(join(folder, 'all.tar'), inPieces(CONTENT), never);
    await expect(written).rejects.toMatchObject({ code: 'bad-file', message: expect.stringContaining('.part') });
    expect(readFileSync(join(folder, 'all.tar.part'), 'utf8')).toBe('half');
  });

  it.each(['all.tar', 'all.tar.gz'])(
    'leaves nothing of what was measured when it fails in the middle: %s',
    async (name) => {
      const failure = new AgentError('vault-damaged', VAULT_REFUSALS.recordChanged);
      const content = inPieces(CONTENT, () => {
        expect(readdirSync(folder)).toEqual([`${name}.part`]);
        throw failure;
      });
      await expect(writeExportFile(join(folder, name), content, never)).rejects.toBe(failure);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it.each(['all.tar', 'all.tar.gz'])('leaves nothing when it is stopped: %s', async (name) => {
    const stop = new AbortController();
    const content = inPieces(CONTENT, () => stop.abort());
    await expect(writeExportFile(join(folder, name), content, stop.signal)).rejects.toMatchObject({
      code: 'interrupted',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says that it cannot be written where there is no folder', async () => {
    const written = writeExportFile(join(folder, 'none', 'all.tar'), inPieces(CONTENT), never);
    await expect(written).rejects.toMatchObject({ code: 'bad-file' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('cannot be told from bytes that are not there', async () => {
    await expect(read(join(folder, 'none.tar'))).rejects.toMatchObject({ code: 'bad-file' });
    await expect(read(folder)).rejects.toMatchObject({ code: 'bad-file' });
  });

  it('is not called changed when another program compressed it, and it is said what to do', async () => {
    const path = join(folder, 'all.tar.gz');
    for (const flags of [0, 8]) {
      const packed = gzipSync(CONTENT);
      [packed[3], packed[4], packed[9]] = [flags, 77, 3];
      writeFileSync(path, packed);
      await expect(read(path)).rejects.toMatchObject({
        code: 'bad-file',
        message: expect.stringContaining('decompress it, and verify what comes out'),
      });
    }
    writeFileSync(path, CONTENT);
    await expect(read(path)).rejects.toMatchObject({ code: 'unsound' });
  });

  it('is refused compressed with another header, cut short, or with something behind it', async () => {
    const path = join(folder, 'all.tar.gz');
    await writeExportFile(path, inPieces(CONTENT), never);
    const bytes = readFileSync(path);
    const flips = Array.from({ length: 80 }, (_, bit) => {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return flipped;
    });
    const others = [bytes.subarray(0, -9), Buffer.concat([bytes, Buffer.from([0])]), Buffer.concat([bytes, bytes])];
    for (const changed of [...flips, ...others]) {
      writeFileSync(path, changed);
      const seen = await read(path).catch((error: unknown) => error);
      // Two compressed files in a row are one to a decompressor; the archive within has its own end.
      if (seen instanceof Buffer) expect(seen.equals(Buffer.concat([CONTENT, CONTENT]))).toBe(true);
      else expect(seen).toMatchObject({ code: expect.stringMatching(/^(unsound|bad-file)$/) });
    }
  });
});
