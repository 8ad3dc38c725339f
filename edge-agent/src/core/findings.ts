import type { Metric } from '@fit4work/protocol';

/* What the agent may notice of the others, and of the machine that it is on: a closed list, and when something of it is over. Times in Unix seconds. */

/** What holds for a while: it begins, and ends when the contrary is seen. */
export const CONDITIONS = [
  'broker-unreachable',
  'broker-refuses',
  'publish-refused',
  'agent-ended',
  'agent-suspended',
  'challenge-ended',
  'clock-wrong',
  'time-differs',
  'time-untold',
  'receipts-overdue',
  'consent-refused',
  'releases-refused',
  'coach-lost-envelopes',
  'keys-refused',
  'keys-taken-back',
  'leaves-overdue',
  'checkpoints-withheld',
  'log-silent',
  'log-unreachable',
  'radio-unusable',
  'folder-open',
] as const;

/** Why the coach API does not list an agent's key: it is no more, the administrator holds it off, or its challenge is over. */
export const UNLISTED = [
  'agent-ended',
  'agent-suspended',
  'challenge-ended',
] as const satisfies (typeof CONDITIONS)[number][];
/** Why for now alone. */
export type Unlisted = Exclude<(typeof UNLISTED)[number], 'agent-ended'>;

/** What happens at one instant. */
export const INCIDENTS = [
  'receipt-forged',
  'receipt-diverged',
  'receipt-for-another',
  'receipt-older',
  'coach-restored',
  'keys-missed',
  'message-malformed',
  'message-unknown',
  'message-for-another',
  'letters-refused',
  'late-refused',
  'samples-lost',
  'checkpoint-forged',
  'checkpoint-unwitnessed',
  'checkpoint-older',
  'policy-refused',
  'log-forked',
  'log-rolled-back',
  'log-misfit',
  'broker-silent',
  'broker-garbled',
  'broker-repeats',
  'folder-was-open',
] as const;

export type Condition = (typeof CONDITIONS)[number];
export type Incident = (typeof INCIDENTS)[number];
export type FindingCode = Condition | Incident;

/** Samples that a repair of the vault could not keep. */
export interface LostSamples {
  readonly day: string;
  /** Undefined where nobody can say which. */
  readonly metric: Metric | undefined;
}

/** Something that was noticed. It is never deleted: what is over stays with its times. */
export interface Finding {
  readonly code: FindingCode;
  /** When it was seen for the first time ever. */
  readonly first: number;
  /** When it began this time; of an incident, the last time. */
  readonly since: number;
  readonly last: number;
  /** When a condition ended; undefined while it holds, and of incidents. */
  readonly ended: number | undefined;
  readonly count: number;
  /** Of `samples-lost`, in order; empty where nobody can say of which days. */
  readonly lost?: readonly LostSamples[];
}

/** An incident is news for a day. */
const NEWS = 86_400;

export const isCondition = (code: FindingCode): code is Condition => CONDITIONS.some((each) => each === code);

/** Whether it holds, or happened lately. A clock that was set back makes nothing old. */
export const isCurrent = ({ code, last, ended }: Finding, now: number): boolean =>
  isCondition(code) ? ended === undefined : now - last < NEWS;
