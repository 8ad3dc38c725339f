import { createHash } from 'node:crypto';
import { createReadStream, existsSync, type ReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip, deflateRawSync, inflateRawSync } from 'node:zlib';
import { EXPORT_REFUSALS } from '../core/refusal-words/export-refusals.js';
import { AgentError } from '../error.js';
import type { ArchivePorts } from '../export-members.js';

/** What Node does for an archive. */
export const nodeArchive: ArchivePorts = {
  digest: () => {
    const hash = createHash('sha256');
    return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
  },
  deflate: (bytes) => deflateRawSync(bytes),
  inflate: (bytes) => inflateRawSync(bytes),
};

const isGzip = (path: string): boolean => /[.](gz|tgz)$/i.test(path);

/** Place of the operating system in a gzip header (RFC 1952), and the value for one that is not named. */
const [OS_AT, OS_UNKNOWN] = [9, 0xff];
const GZIP_HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, OS_UNKNOWN);

/**
 * Writes a file whole or not at all, for its owner alone: under `FILE.part` first, which is gone again when writing fails or is
 * stopped, then durable under its own name. A name that ends in .gz or .tgz is compressed.
 *
 * @throws AgentError `bad-file` when the file is there already or cannot be written, `interrupted` when stopped
 */
export async function writeExportFile(
  path: string,
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  refuseExisting(path);
  const part = `${path}.part`;
  const file = await openNew(part);
  try {
    await fill(file, path, { content, signal });
    refuseExisting(path);
    await rename(part, path);
  } catch (cause) {
    await file.close().catch(() => undefined);
    await rm(part, { force: true });
    throw explained(cause);
  }
  await syncFolder(dirname(path));
}

async function fill(
  file: FileHandle,
  path: string,
  { content, signal }: { content: AsyncIterable<Uint8Array>; signal: AbortSignal },
): Promise<void> {
  const source = Readable.from(content, { objectMode: false });
  const writeAll = async (parts: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const part of parts) await file.writeFile(part);
  };
  if (isGzip(path)) {
    await pipeline(source, createGzip(), writeAll, { signal });
    // Otherwise the same export would be other bytes on another system.
    await file.write(Uint8Array.of(OS_UNKNOWN), 0, 1, OS_AT);
  } else {
    await pipeline(source, writeAll, { signal });
  }
  await file.sync();
  await file.close();
}

function refuseExisting(path: string): void {
  if (existsSync(path)) {
    throw new AgentError('bad-file', EXPORT_REFUSALS.fileThere);
  }
}

async function openNew(part: string): Promise<FileHandle> {
  try {
    return await open(part, 'wx', 0o600);
  } catch (cause) {
    const left = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    throw new AgentError('bad-file', left ? EXPORT_REFUSALS.partThere : EXPORT_REFUSALS.unwritable, { cause });
  }
}

/** The name has to survive a loss of power as well. A folder that cannot be synced is no reason to have no export. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

function explained(cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof AgentError || !('code' in cause)) return cause;
  if (cause.code === 'ABORT_ERR') {
    return new AgentError('interrupted', EXPORT_REFUSALS.stopped, { cause });
  }
  if (!('syscall' in cause)) return cause;
  return new AgentError('bad-file', EXPORT_REFUSALS.unfinished, { cause });
}

/**
 * The bytes of an archive, decompressed where it is.
 *
 * @throws AgentError `bad-file` when the file cannot be read or another program compressed it, `unsound` when it was changed
 *   as a compressed file
 */
export async function* readExportFile(path: string): AsyncGenerator<Uint8Array> {
  const size = await sizeOf(path);
  const file = createReadStream(path);
  if (isGzip(path)) {
    yield* gunzipped(file, size, await readHead(path));
    return;
  }
  try {
    for await (const chunk of file) yield chunk;
  } catch (cause) {
    throw unreadable(cause);
  }
}

async function* gunzipped(file: ReadStream, size: number, head: Uint8Array): AsyncGenerator<Uint8Array> {
  if (!head.every((byte, at) => byte === GZIP_HEADER[at])) throw isHeaderOfGzip(head) ? elsewhere() : changed();
  const gunzip = createGunzip();
  file.once('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of file.pipe(gunzip)) yield chunk;
  } catch (cause) {
    throw cause instanceof Error && 'syscall' in cause ? unreadable(cause) : changed(cause);
  }
  // What follows a compressed file is left alone by whoever decompresses it.
  if (gunzip.bytesWritten !== size) throw changed();
}

/** Whether any program may have written it (RFC 1952): with a name, a comment or a time, which nothing in the archive vouches for. */
const isHeaderOfGzip = ([first, second, method, flags = 0]: Uint8Array): boolean =>
  first === GZIP_HEADER[0] && second === GZIP_HEADER[1] && method === GZIP_HEADER[2] && flags < 0x20;

async function readHead(path: string): Promise<Uint8Array> {
  const head = new Uint8Array(GZIP_HEADER.length);
  const file = await open(path, 'r');
  try {
    await file.read(head, 0, head.length, 0);
  } finally {
    await file.close();
  }
  return head;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    throw unreadable(cause);
  }
}

const unreadable = (cause: unknown): AgentError => new AgentError('bad-file', EXPORT_REFUSALS.unreadable, { cause });

const elsewhere = (): AgentError => new AgentError('bad-file', EXPORT_REFUSALS.compressedElsewhere);

const changed = (cause?: unknown): AgentError =>
  new AgentError('unsound', EXPORT_REFUSALS.compressionChanged, { cause });
