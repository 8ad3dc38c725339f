import pino from 'pino';
import type { Journal, JournalFields } from '../ports.js';

const FIELDS: readonly (keyof JournalFields)[] = [
  'size',
  'count',
  'height',
  'leaves',
  'pending',
  'bytes',
  'port',
  'status',
  'milliseconds',
  'witness',
  'authority',
  'cosigned',
  'code',
  'reason',
];

/** One line of JSON an event on standard error; fields that are not on the list do not get through. */
export function createJournal(name: string): Journal {
  const logger = pino({ base: { name }, messageKey: 'event' }, pino.destination({ dest: 2, sync: true }));
  return {
    info: (event, fields) => logger.info(allowed(fields), event),
    warn: (event, fields) => logger.warn(allowed(fields), event),
  };
}

function allowed(fields: JournalFields = {}): Record<string, unknown> {
  return Object.fromEntries(
    FIELDS.filter((field) => fields[field] !== undefined).map((field) => [field, fields[field]]),
  );
}
