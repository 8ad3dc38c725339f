/* For how long something waits that makes no progress: a pure decision, in milliseconds of a monotone clock. */

export interface Waiting {
  /** What was true when it began to wait; whatever else is true later counts as progress. */
  readonly mark: string;
  readonly since: number;
  /** What had passed by then of the time in which an answer could be expected. */
  readonly connectedBefore: number;
}

/** An instant, and how long there was a connection until then, all connections together. */
export interface Instant {
  readonly now: number;
  readonly connected: number;
}

/** @param mark undefined when nothing waits */
export function waitFrom(
  before: Waiting | undefined,
  mark: string | undefined,
  { now, connected }: Instant,
): Waiting | undefined {
  if (mark === undefined) return undefined;
  return before?.mark === mark ? before : { mark, since: now, connectedBefore: connected };
}

/** Without a connection nobody owes anything; that one ended pays nothing either. */
export const isOverdue = (waiting: Waiting | undefined, after: number, { connected }: Instant): boolean =>
  waiting !== undefined && connected - waiting.connectedBefore >= after;
