import { ProtocolError } from '@fit4work/protocol';
import { CoachError } from '../error.js';

/** What a line of a journal says. @param name as `The journal of erasures` @throws CoachError `bad-config` */
export function readingLine<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof ProtocolError || cause instanceof SyntaxError || cause instanceof TypeError)) throw cause;
    throw new CoachError('bad-config', `${name} is damaged: bring back its own backup.`, { cause });
  }
}
