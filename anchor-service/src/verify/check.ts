import type { FollowedLog } from './followed-log.js';
import type { Language } from './language.js';
import type { VerifiedLog } from './verify-log.js';

/** What one further check of a sound log says. */
export interface CheckResult {
  readonly sentence: Readonly<Record<Language, string>>;
  readonly json: unknown;
}

/** A further check of a log that is sound otherwise, of its time stamps for one. Throws a `FindingError` where it fails. */
export interface Check {
  /** Its field in the JSON. */
  readonly name: string;
  run(log: FollowedLog, report: VerifiedLog): Promise<CheckResult>;
}
