import { computed, signal } from '@preact/signals';
import { begin, enrolled, look, signedIn } from './agent.js';
import { dayOf } from './days.js';
import { beginRound, noticeTouches } from './presence.js';

/* A page that is left open stays true: what it shows is asked for anew. */

/** Milliseconds: what is looked at is a minute old at most. */
const EVERY = 60_000;

/** How often all that is shown was asked for anew. */
export const round = signal(0);

/** Unix seconds, as of the last round. */
export const now = signal(nowInSeconds());

/** @param day ISO `YYYY-MM-DD` */
export const isToday = (day: string): boolean => day === dayOf(new Date(now.value * 1000));

/** Unix seconds: the last round of which all was answered. Nobody knows that of a round before the next one begins. */
export const freshAt = signal(nowInSeconds());

const failures = signal<ReadonlyMap<string, unknown>>(new Map());
/** Why some of what is shown may be of earlier. */
export const staleBecause = computed(() => [...failures.value.values()][0]);

/** What is asked for and not answered yet: nobody knows whether it will be. */
const waiting = new Set<string>();

/** Something that is shown, or will be, is asked for. */
export function noteAsked(what: string): void {
  waiting.add(what);
}

/** What came of asking for something that is shown already. @param error undefined where it was answered */
export function noteOutcome(what: string, error?: unknown): void {
  waiting.delete(what);
  if (error === undefined && !failures.value.has(what)) return;
  const others = [...failures.value].filter(([each]) => each !== what);
  failures.value = new Map(error === undefined ? others : [...others, [what, error]]);
}

const SESSION = 'session';
let isUnderWay = false;

/** Once the agent answers at all; what does not come then is told of each. */
async function askAnew(): Promise<void> {
  if (document.hidden) return;
  if (signedIn.value === 'away') await begin();
  if (isUnderWay || signedIn.value !== 'yes' || !enrolled.value) return;
  isUnderWay = true;
  beginRound();
  // What is shown is asked for once the session was, and may fail where that did not.
  if (staleBecause.value === undefined && waiting.size === 0) freshAt.value = now.value;
  now.value = nowInSeconds();
  try {
    await look();
    noteOutcome(SESSION);
    round.value += 1;
  } catch (error) {
    noteOutcome(SESSION, error);
  }
  isUnderWay = false;
}

/** Each minute, and where somebody comes back to the page. */
export function stayFresh(): void {
  noticeTouches(() => void askAnew());
  // What is not answered yet is waited for until its end: asked anew each time, it would have none.
  setInterval(() => {
    if (waiting.size === 0) void askAnew();
  }, EVERY);
  document.addEventListener('visibilitychange', () => void askAnew());
  addEventListener('focus', () => void askAnew());
}

function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
