import { LogError, type LogErrorCode } from '@fit4work/protocol';
import type { Finding } from './finding.js';
import { FindingError } from './finding-error.js';

/** What was read is well formed and signed, and leads elsewhere than to the root: all else is no word of anybody. */
const LEADS_ELSEWHERE: ReadonlySet<LogErrorCode> = new Set(['wrong-proof', 'out-of-range', 'fork', 'rollback']);

/** Proves what takes some reading, and gives the place to what does not prove. */
export async function proving<T>(place: Finding, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw unproven(place, error);
  }
}

/** A finding for what a library of the log refused: of a proof, what leads elsewhere is told from what is none. */
export function unproven(place: Finding, error: unknown): unknown {
  if (!(error instanceof LogError)) return error;
  if (LEADS_ELSEWHERE.has(error.code)) return new FindingError({ ...place, detail: error.message }, error);
  return new FindingError({ detail: error.message, ...noneOf(place, error) }, error);
}

/** What a thing is called that is not there, or is none. */
function noneOf(place: Finding, error: LogError): Finding {
  if (place.kind === 'bad-proof') return { ...place, kind: 'unusable-proof' };
  if (place.kind !== 'wrong-entry') return place;
  return { kind: error.code === 'missing-tile' ? 'missing-file' : 'malformed-file', path: tileNamedIn(error) };
}

/** The tile that a library of the log could not use. */
export const tileNamedIn = ({ message }: LogError): string => /tile\/\S+[0-9]/.exec(message)?.[0] ?? 'tile';
