import { ProtocolError } from '@fit4work/protocol';
import type { Refused } from './messages.js';

/** The code of a ProtocolError; anything else is a bug and goes on. */
export function refusalOf<T>(work: () => T): T | Refused {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProtocolError) return { refused: error.code };
    throw error;
  }
}
