import { CoachError } from '../error.js';
import type { Coach } from '../ports.js';
import { hasExactly, isRecord } from './json-fields.js';

/** @throws CoachError `bad-config` */
export function readCoaches(json: unknown): readonly Coach[] {
  if (!Array.isArray(json)) throw new CoachError('bad-config', 'it must be an array of coaches');
  const coaches = json.map(readCoach);
  if (new Set(coaches.map(({ id }) => id)).size < coaches.length) {
    throw new CoachError('bad-config', 'two coaches have the same id');
  }
  return coaches;
}

function readCoach(value: unknown, i: number): Coach {
  const named = isRecord(value) && hasExactly(value, ['id', 'name', 'tokenSha256']) ? value : {};
  const { id, name, tokenSha256 } = named;
  if (
    typeof id !== 'string' ||
    !/^coach-[a-z0-9-]{1,64}$/.test(id) ||
    typeof name !== 'string' ||
    !isHash(tokenSha256)
  ) {
    throw new CoachError(
      'bad-config',
      `coach ${i + 1} must have an id such as coach-1, a name and tokenSha256 in lower-case hexadecimal`,
    );
  }
  return { id, name, tokenSha256 };
}

export const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
