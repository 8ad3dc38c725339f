import { refusalOf } from './because.js';
import type { Finding } from './finding.js';
import { FindingError } from './finding-error.js';

/** Refuses a pack by what is found in it; {@link FindingError.convicts} says whether the log is caught by it. */
export const refused = (kind: Finding['kind'], path?: string, cause?: unknown): FindingError =>
  new FindingError({ kind, ...(path !== undefined && { path }) }, cause);

/** What a library refuses, as a finding at that place. */
function placedAt(place: Pick<Finding, 'kind' | 'path'>, cause: unknown): unknown {
  const why = refusalOf(cause);
  return why === undefined ? cause : new FindingError({ ...place, ...why }, cause);
}

/** Does what a library does, and gives the place in the pack to what it refuses. */
export function orRefused<T>(place: Pick<Finding, 'kind' | 'path'>, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw placedAt(place, cause);
  }
}

/** As {@link orRefused}, of work in slices. */
export function* orRefusedIn<T, Slice>(
  place: Pick<Finding, 'kind' | 'path'>,
  slices: Generator<Slice, T>,
): Generator<Slice, T> {
  try {
    return yield* slices;
  } catch (cause) {
    throw placedAt(place, cause);
  }
}
