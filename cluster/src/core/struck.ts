import type { Strike } from './blows.js';

/** What befell a part, and how it came back. */
export interface Struck {
  /** Seconds from the beginning. */
  readonly at: number;
  readonly part: string;
  readonly blow: Strike['blow'];
  /** Seconds from the blow until the part does its work again, or stands by for it. */
  readonly whole: number;
}
