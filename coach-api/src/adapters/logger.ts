import pino from 'pino';
import type { LogFields, Logger } from '../ports.js';

/** JSON lines on standard error; a field outside the allow-list cannot get in. */
export function stderrLogger(): Logger {
  const log = pino({ base: { service: 'coach-api' } }, pino.destination({ fd: 2, sync: true }));
  const pick = ({ code, count, ms, port, status }: LogFields): LogFields => ({
    ...(code === undefined ? {} : { code }),
    ...(count === undefined ? {} : { count }),
    ...(ms === undefined ? {} : { ms }),
    ...(port === undefined ? {} : { port }),
    ...(status === undefined ? {} : { status }),
  });
  return {
    info: (event, fields = {}) => log.info({ event, ...pick(fields) }),
    warn: (event, fields = {}) => log.warn({ event, ...pick(fields) }),
    error: (event, fields = {}) => log.error({ event, ...pick(fields) }),
  };
}
