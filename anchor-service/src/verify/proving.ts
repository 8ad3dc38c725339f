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
  const isNone = place.kind === 'bad-proof' && !LEADS_ELSEWHERE.has(error.code);
  const kind = isNone ? 'unusable-proof' : place.kind;
  return new FindingError({ ...place, kind, detail: error.message }, error);
}
