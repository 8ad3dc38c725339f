import type { Finding } from './core/findings.js';

/** What to add to what is kept of a finding: `count` is how often it was seen since the last time it was written. */
export type FindingChange = Omit<Finding, 'lost'>;

/** Where findings are kept. Every write is durable when it settles. */
export interface FindingStore {
  /** In the order in which they were first seen. */
  findings(): Promise<readonly Finding[]>;
  /** Adds the count, keeps the first time, and takes the rest as it is. */
  addFinding(change: FindingChange): Promise<void>;
}
