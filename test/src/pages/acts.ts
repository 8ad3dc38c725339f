import type { Page } from 'playwright-core';
import { DRAWN, FRAME } from './page-stand.js';

/**
 * Keeps of each act by keyboard how long it took until it was seen: the Event Timing API tells it to eight milliseconds, of those that
 * took sixteen or more; until the frame after the act it is measured besides, so that none is left out.
 */
export const watchActs = (page: Page): Promise<void> =>
  page.evaluate(`globalThis.acts = new Map();
const now = () => globalThis.trueClock?.now() ?? performance.now();
// Of an act before, what took long is told yet.
const since = now();
const keep = (key, took) => acts.set(key, Math.max(took, acts.get(key) ?? 0));
new PerformanceObserver((list) => {
  for (const { interactionId, name, startTime, duration } of list.getEntries())
    if (interactionId > 0 && name === 'keydown' && startTime > since) keep(startTime, duration);
}).observe({ type: 'event', durationThreshold: 16, buffered: false });
addEventListener('keydown', (event) => {
  const began = globalThis.trueClock?.of.call(event) ?? event.timeStamp;
  keep(began, 0);
  ${FRAME}(() => setTimeout(() => keep(began, now() - began)));
}, true);`);

export interface Acts {
  /** All of them. */
  readonly count: number;
  /** Milliseconds. */
  readonly median: number;
  /** Milliseconds: of twenty acts nineteen took no longer. */
  readonly most: number;
  readonly longest: number;
}

/** Key presses that no page answers. */
const BARE = 30;

/** What a key takes to which the page says nothing: the part of every act that is the browser's and the machine's. */
export async function bareActsOf(page: Page): Promise<Acts> {
  await watchActs(page);
  for (let i = 0; i < BARE; i++) await page.keyboard.press('F9');
  return actsOf(page);
}

/** As it is printed. */
export const actsText = ({ count, median, most, longest }: Acts): string =>
  `${count} acts, median ${Math.round(median)}, 95 % within ${Math.round(most)}, longest ${Math.round(longest)}`;

/** What was kept since. */
export async function actsOf(page: Page): Promise<Acts> {
  // The last act has been drawn by then.
  await page.evaluate(DRAWN);
  const took: number[] = await page.evaluate('[...acts.values()].sort((a, b) => a - b)');
  const at = (share: number): number => took[Math.ceil(took.length * share) - 1] ?? Number.POSITIVE_INFINITY;
  return { count: took.length, median: at(0.5), most: at(0.95), longest: at(1) };
}
