import { concat, type TileReader } from '@fit4work/protocol';
import { NETWORK_REFUSALS } from '../core/refusal-words/network-refusals.js';
import { AgentError } from '../error.js';

const TIMEOUT = 10_000;

async function request(url: URL, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT), redirect: 'error' });
  } catch (cause) {
    throw new AgentError('unreachable', NETWORK_REFUSALS.logAway(url.host), { cause });
  }
}

/** Below a base address, which need not end in a slash. */
const below = (base: string, path: string): URL => new URL(path, base.endsWith('/') ? base : `${base}/`);

/** Reads the log's static files. */
export function httpTiles(base: string): TileReader {
  return async (path) => {
    const response = await request(below(base, path));
    if (response.status === 404) return undefined;
    if (!response.ok) throw new AgentError('unreachable', NETWORK_REFUSALS.logAnswered(response.status));
    return readBounded(response);
  };
}

/** What time the log's server says it is, in Unix seconds; undefined when it does not say. Nobody signs it. */
export async function httpTime(base: string): Promise<number | undefined> {
  const response = await request(below(base, 'checkpoint'), { method: 'HEAD' });
  const date = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(date) ? undefined : Math.floor(date / 1000);
}

/** The largest file of a log that an agent reads is a full tile or bundle; a checkpoint has a few signatures. */
const LONGEST_ANSWER = 64 * 1024;

async function readBounded({ body }: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  // A reader of its own: the types of a web stream do not say that it can be iterated.
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    length += part.value.length;
    if (length > LONGEST_ANSWER) {
      await reader?.cancel();
      throw new AgentError('unreachable', NETWORK_REFUSALS.logTooLong);
    }
    parts.push(part.value);
  }
  return concat(...parts);
}
