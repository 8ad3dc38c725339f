import { setTimeout as sleep } from 'node:timers/promises';
import type { LogFields, Logger } from '../ports.js';

interface Pace {
  readonly pause: (ms: number) => Promise<void>;
  /** Milliseconds between two lines of one code. */
  readonly everyMs: number;
}

/** What anybody can bring about as often as they like. It says how often it was since the start, so that no line is missed. */
const PACED = 'message-refused';

/** Its timer keeps no process alive. */
const EACH_SECOND: Pace = { pause: (ms) => sleep(ms, undefined, { ref: false }), everyMs: 1_000 };

/**
 * Writes the first refusal of a code at once and the latest of what follows when some time has passed: a line is written before
 * anything goes on, and whoever is refused a thousand times a second would have everybody wait for the log else.
 */
export function pacedLogger(logger: Logger, { pause, everyMs } = EACH_SECOND): Logger {
  const pausing = new Map<string, (() => void) | undefined>();
  const write = (code: string, line: () => void): void => {
    line();
    pausing.set(code, undefined);
    void pause(everyMs).then(() => {
      const latest = pausing.get(code);
      pausing.delete(code);
      if (latest !== undefined) write(code, latest);
    });
  };
  const warn = (event: string, fields: LogFields = {}): void => {
    const line = (): void => logger.warn(event, fields);
    const code = fields.code ?? '';
    if (event !== PACED) line();
    else if (pausing.has(code)) pausing.set(code, line);
    else write(code, line);
  };
  return {
    info: (event, fields) => logger.info(event, fields),
    warn,
    error: (event, fields) => logger.error(event, fields),
  };
}
