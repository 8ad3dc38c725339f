import type { Page } from 'playwright-core';

/** Keeps of each act by keyboard how long it took until it was seen (Event Timing API), to eight milliseconds. */
export const watchActs = (page: Page): Promise<void> =>
  page.evaluate(`globalThis.acts = new Map();
new PerformanceObserver((list) => {
  for (const { interactionId, duration } of list.getEntries())
    if (interactionId > 0) acts.set(interactionId, Math.max(duration, acts.get(interactionId) ?? 0));
}).observe({ type: 'event', durationThreshold: 16, buffered: true });`);

export interface Acts {
  /** Of those that took 16 milliseconds or more. */
  readonly count: number;
  /** Milliseconds. */
  readonly median: number;
  readonly longest: number;
}

/** What was kept since. */
export async function actsOf(page: Page): Promise<Acts> {
  const took: number[] = await page.evaluate('[...acts.values()].sort((a, b) => a - b)');
  return { count: took.length, median: took[Math.floor(took.length / 2)] ?? 0, longest: took.at(-1) ?? 0 };
}
