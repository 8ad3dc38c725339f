import { ArchiveError } from '@fit4work/archive';
import { LogError, ProtocolError } from '@fit4work/protocol';
import { AnchorError } from '../error.js';

/** What the log signed in a pack, and does not hold. */
export const unsound = (message: string): AnchorError => new AnchorError('unsound', message);

/** Does what a library does, and gives the place in the pack to what it refuses. */
export const orUnsound = <T>(place: string, act: () => T): T => orRefused('unsound', place, act);

/** Before the log's signature is verified. */
export const orUnsigned = <T>(place: string, act: () => T): T => orRefused('source-failed', place, act);

function orRefused<T>(code: 'unsound' | 'source-failed', place: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const known = [LogError, ProtocolError, ArchiveError, SyntaxError].some((kind) => cause instanceof kind);
    if (!known) throw cause;
    throw new AnchorError(code, `${place} is not sound: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
}
