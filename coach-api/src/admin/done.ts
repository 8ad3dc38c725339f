import type { AdminError } from './admin-error.js';
import type { Said } from './words.js';

/** What was done: for people, and the same for machines. */
export interface Done {
  readonly said: Said;
  readonly json: unknown;
  /** Why not all was done that was asked. */
  readonly failed?: AdminError | undefined;
}
