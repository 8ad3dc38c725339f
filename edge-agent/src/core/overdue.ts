/* Since when something waits that makes no progress: a pure decision, in milliseconds of a monotone clock. */

export interface Waiting {
  /** What was true when it began to wait; whatever else is true later counts as progress. */
  readonly mark: string;
  readonly since: number;
}

/** @param mark undefined when nothing waits, or nobody can be expected to answer */
export function waitFrom(before: Waiting | undefined, mark: string | undefined, now: number): Waiting | undefined {
  if (mark === undefined) return undefined;
  return before?.mark === mark ? before : { mark, since: now };
}

export const isOverdue = (waiting: Waiting | undefined, after: number, now: number): boolean =>
  waiting !== undefined && now - waiting.since >= after;
