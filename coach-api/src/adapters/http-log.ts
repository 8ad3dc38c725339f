import type { TileReader } from '@fit4work/protocol';
import { CoachError } from '../error.js';

const TIMEOUT_MS = 5_000;
/** A bundle of 256 leaves has 8.5 KiB, a checkpoint less than 16. */
const MAX_BYTES = 128 * 1024;

/** Reads the log below its prefix over HTTP. */
export function httpTileReader(prefix: string): TileReader {
  const base = prefix.endsWith('/') ? prefix : `${prefix}/`;
  return async (path) => {
    try {
      const answer = await fetch(new URL(path, base), { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
      if (answer.status === 404) {
        await answer.body?.cancel();
        return undefined;
      }
      if (answer.status !== 200) throw new CoachError('log-unavailable', 'The log did not answer 200.');
      return await readBounded(answer);
    } catch (cause) {
      if (cause instanceof CoachError) throw cause;
      throw new CoachError('log-unavailable', 'The log could not be reached: check FIT4WORK_COACH_LOG_URL.', { cause });
    }
  };
}

async function readBounded(answer: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new CoachError('log-unavailable', 'The log answered more than a tile can have.');
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
