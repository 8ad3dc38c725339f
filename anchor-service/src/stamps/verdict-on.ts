import type { LogError, LogErrorCode } from '@fit4work/protocol';
import type { StampError, StampErrorCode } from './error.js';

/**
 * What shows nothing about a log or its authority: it is absent, no stamp, a stamp of something else (whoever put it there signed
 * nothing), or nobody that is known signed it. Another authority may well have stamped it: whether it is one, only its certificate tells.
 * Nor does a stamp that is honest under a policy that its reader does not accept, or a log that is served as it was before it was stamped.
 */
const TELLS_NOTHING: ReadonlySet<LogErrorCode | StampErrorCode> = new Set([
  'malformed',
  'refused',
  'other-policy',
  'rollback',
  'no-answer',
  'other-imprint',
  'bad-signature',
  'unknown-authority',
  'not-an-authority',
  'unknown-log',
  'quorum-not-met',
  'missing-tile',
  'malformed-note',
  'malformed-checkpoint',
  'malformed-tile',
  'malformed-block',
] as const);

/** Only what is signed, and cannot be true beside the log, is unsound. */
export function verdictOn({ code }: LogError | StampError): 'unknown' | 'unsound' {
  return TELLS_NOTHING.has(code) ? 'unknown' : 'unsound';
}
