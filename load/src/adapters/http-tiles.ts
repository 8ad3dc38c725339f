import type { TileReader } from '@fit4work/protocol';
import { LoadError } from '../error.js';

const TIMEOUT = 10_000;

/** Reads the log's static files below its address. */
export function httpTiles(base: string): TileReader {
  const prefix = base.endsWith('/') ? base : `${base}/`;
  return async (path) => {
    try {
      const response = await fetch(new URL(path, prefix), { signal: AbortSignal.timeout(TIMEOUT) });
      if (response.status === 404) return undefined;
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
      throw new LoadError('unreachable', `The log at ${prefix} answered ${response.status}; see its log.`);
    } catch (cause) {
      if (cause instanceof LoadError) throw cause;
      throw new LoadError('unreachable', `The log at ${prefix} does not answer; see whether it runs.`, { cause });
    }
  };
}
