import { CoachError } from './error.js';
import type { RetentionTerms } from './retention.js';
import { SETTINGS } from './settings.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined where nothing is destroyed but by its person. @throws CoachError `bad-config` */
export function retentionTerms(env: Environment): RetentionTerms | undefined {
  const { RETENTION_DAYS, RETENTION } = SETTINGS;
  const [days, word] = [env[RETENTION_DAYS.variable], env[RETENTION.variable]];
  if (word !== undefined && !RETENTION.words.some((known) => known === word)) {
    throw refused(`${RETENTION.variable} must be ${RETENTION.words.join(' or ')}.`);
  }
  if (days === undefined) {
    if (word === undefined) return undefined;
    throw refused(
      `${RETENTION.variable} says what is done after some days, and not how many: set ${RETENTION_DAYS.variable}.`,
    );
  }
  const { least, most } = RETENTION_DAYS;
  if (!/^[0-9]{1,5}$/.test(days) || Number(days) < least || Number(days) > most) {
    throw refused(`${RETENTION_DAYS.variable} must be a whole number, ${least} to ${most}.`);
  }
  return { days: Number(days), destroys: word === 'destroyed' };
}

const refused = (message: string): CoachError => new CoachError('bad-config', message);
