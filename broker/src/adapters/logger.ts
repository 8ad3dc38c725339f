import pino from 'pino';
import type { LogFields, Logger } from '../ports.js';

/** JSON lines on standard error; a field outside the allow-list cannot get in. */
export function stderrLogger(): Logger {
  const log = pino({ base: { service: 'broker' } }, pino.destination({ fd: 2, sync: true }));
  const pick = ({ code, count, port }: LogFields): LogFields => ({
    ...(code === undefined ? {} : { code }),
    ...(count === undefined ? {} : { count }),
    ...(port === undefined ? {} : { port }),
  });
  return {
    info: (event, fields = {}) => log.info({ event, ...pick(fields) }),
    warn: (event, fields = {}) => log.warn({ event, ...pick(fields) }),
  };
}
