import { equalBytes, LogError, sha256, type TileReader } from '@fit4work/protocol';
import type { LogFolder } from '../ports.js';
import { isInBitcoin, keepsPromiseOf, type OtsNode } from '../stamps/core/ots-proof.js';
import { parseOts } from '../stamps/core/ots-reader.js';
import { formatStampIndex, parseStampIndex, STAMP_INDEX, stampPath } from '../stamps/core/stamp-files.js';
import { StampError } from '../stamps/error.js';
import { StampedLog } from '../stamps/stamped-log.js';
import { FindingError } from '../verify/finding-error.js';
import type { Companion, CopiedLog } from './mirror.js';

/** Stamps of OpenTimestamps that are looked at again, the newest: what is pending is complete some hours later. */
const LOOKED_AT_AGAIN = 48;

/**
 * Copies time stamps. A stamped checkpoint has to be one of the very log that was copied, and a stamp of that checkpoint's SHA-256; who
 * made it is for readers to judge, who know whom they believe about time.
 */
export class StampCopies implements Companion {
  /** The list of the source and the size of the copy at the last look, when everything was taken. */
  #done = '';

  async follow(
    source: TileReader,
    folder: LogFolder,
    { checkpoint, policies }: Pick<CopiedLog, 'checkpoint' | 'policies'>,
  ): Promise<void> {
    const index = await source(STAMP_INDEX);
    const listed = placed(STAMP_INDEX, () => parseStampIndex(index)).filter((size) => size <= checkpoint.size);
    const known = parseStampIndex(await folder.read(STAMP_INDEX));
    const isNews = this.#done !== listed.join();
    const missing = isNews ? listed.filter((size) => !known.includes(size)) : [];
    if (missing.length > 0) {
      // Stamps from the source; what they are held against is the copy.
      const read: TileReader = async (path) => (path.startsWith('stamps/') ? source(path) : folder.read(path));
      const log = await StampedLog.open(read, policies);
      for (const size of missing) await copyStamps(log, folder, size);
      // A crash before this line means: stamps of which no list speaks. They are copied again, the same bytes.
      await folder.replace(STAMP_INDEX, formatStampIndex([...known, ...missing].sort((a, b) => a - b)));
    }
    for (const size of known.slice(-LOOKED_AT_AGAIN)) await completeOts(source, folder, size);
    this.#done = listed.join();
  }
}

async function copyStamps(log: StampedLog, folder: LogFolder, size: number): Promise<void> {
  const at = stampPath(size, 'checkpoint');
  const { bytes } = await placedLater(at, () => log.checkpoint(size));
  const [tsr, ots] = [await log.read(stampPath(size, 'tsr')), await log.read(stampPath(size, 'ots'))];
  if (tsr === undefined && ots === undefined) throw refused(at, 'It is listed as stamped and has no stamp.');
  const digest = sha256(bytes);
  if (tsr !== undefined && !Buffer.from(tsr).includes(Buffer.from(digest))) {
    throw refused(stampPath(size, 'tsr'), 'It is not of the SHA-256 of the checkpoint.');
  }
  if (ots !== undefined) assertOf(digest, ots, size);
  await folder.publish(new Map([[at, bytes]]));
  if (tsr !== undefined) await folder.replace(stampPath(size, 'tsr'), tsr);
  if (ots !== undefined) await folder.replace(stampPath(size, 'ots'), ots);
}

/**
 * A promise of calendars gives way to the stamp that it became, and to none that has nothing to do with it: who could put that in
 * its place would take it away. One that is complete stays as it is.
 */
async function completeOts(source: TileReader, folder: LogFolder, size: number): Promise<void> {
  const path = stampPath(size, 'ots');
  const own = await folder.read(path);
  if (own === undefined) return;
  const promise = parseOts(own);
  if (isInBitcoin(promise)) return;
  const now = await source(path);
  if (now === undefined || equalBytes(now, own)) return;
  const kept = assertOf(promise.message, now, size);
  if (!isInBitcoin(kept)) return;
  if (!keepsPromiseOf(promise, kept)) throw refused(path, 'It is not what the calendars promised.');
  await folder.replace(path, now);
}

function assertOf(digest: Uint8Array, ots: Uint8Array, size: number): OtsNode {
  const path = stampPath(size, 'ots');
  const root = placed(path, () => parseOts(ots));
  if (!equalBytes(root.message, digest)) throw refused(path, 'It is not of the SHA-256 of the checkpoint.');
  return root;
}

function placed<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw findingOf(path, error);
  }
}

async function placedLater<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw findingOf(path, error);
  }
}

function findingOf(path: string, error: unknown): unknown {
  return error instanceof StampError || error instanceof LogError ? refused(path, error.message) : error;
}

const refused = (path: string, detail: string): FindingError =>
  new FindingError({ kind: 'failed-check', path, detail });
