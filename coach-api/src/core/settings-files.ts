import { CoachError } from '../error.js';
import type { Coach } from '../ports.js';
import { isRecord } from './json-fields.js';

/** @throws CoachError `bad-config` */
export function readCoaches(json: unknown): readonly Coach[] {
  if (!Array.isArray(json)) throw new CoachError('bad-config', 'it must be an array of coaches');
  const coaches = json.map(readCoach);
  if (new Set(coaches.map(({ id }) => id)).size < coaches.length) {
    throw new CoachError('bad-config', 'two coaches have the same id');
  }
  // A read says who read: a login or a token must be one coach's alone.
  const subjects = coaches.flatMap(({ subject }) => subject ?? []);
  if (new Set(subjects).size < subjects.length) {
    throw new CoachError('bad-config', 'two coaches have the same subject');
  }
  const tokens = coaches.flatMap(({ tokenSha256 }) => tokenSha256 ?? []);
  if (new Set(tokens).size < tokens.length) {
    throw new CoachError('bad-config', 'two coaches have the same tokenSha256');
  }
  return coaches;
}

function readCoach(value: unknown, i: number): Coach {
  const named = isRecord(value) && Object.keys(value).every((member) => COACH.includes(member)) ? value : {};
  const { id, name, tokenSha256, subject } = named;
  if (
    typeof id !== 'string' ||
    !/^coach-[a-z0-9-]{1,64}$/.test(id) ||
    typeof name !== 'string' ||
    !(tokenSha256 === undefined || isHash(tokenSha256)) ||
    !(subject === undefined || isSubject(subject)) ||
    (tokenSha256 === undefined && subject === undefined)
  ) {
    throw new CoachError(
      'bad-config',
      `coach ${i + 1} must have an id such as coach-1, a name, and a subject or tokenSha256 in lower-case hexadecimal, or both`,
    );
  }
  return { id, name, tokenSha256, subject };
}

const COACH = ['id', 'name', 'tokenSha256', 'subject'];

const isSubject = (value: unknown): value is string => typeof value === 'string' && /^[!-~]{1,255}$/.test(value);

export const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
