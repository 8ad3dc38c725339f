import { signal } from '@preact/signals';
import { AskError, ask } from '../../kit/index.js';
import { members, number } from '../../kit/read-json.js';

/*
 * When the login ends by itself. The coach API is asked, which keeps no login by it: requests, of this tab and of others, put it off
 * without a word to this page.
 */

const LEFT = { idleLeft: number, left: number };
const readLeft = members(LEFT);
/** Seconds: where nothing is asked, and however much is. */
type TimeLeft = ReturnType<typeof readLeft>;
export const timeLeft = LEFT;

/** Seconds before the end at which that is said: of a login that one press keeps, and of one that takes another login. */
const WARNED = { idle: 60, day: 300 } as const;
/** Seconds between two questions while it is said, and while nobody answers. */
const OFTEN = 10;

/** `idle` ends where nothing is asked, `day` whatever is; `ended` did. */
export const ending = signal<'idle' | 'day' | 'ended' | undefined>(undefined);

let onEnded: (() => void) | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** @param ended told once it ended */
export function watchEnd(told: TimeLeft, ended: () => void): void {
  onEnded = ended;
  note(told);
}

/** @param isOver whether it ended by itself */
export function watchNoMore(isOver: boolean): void {
  clearTimeout(timer);
  onEnded = undefined;
  ending.value = isOver ? 'ended' : undefined;
}

function note({ idleLeft, left }: TimeLeft): void {
  if (left <= WARNED.day) ending.value = 'day';
  else ending.value = idleLeft <= WARNED.idle ? 'idle' : undefined;
  const next = ending.value === undefined ? Math.min(idleLeft - WARNED.idle, left - WARNED.day) : OFTEN;
  askAgainIn(Math.min(next, Math.max(idleLeft, 1)));
}

function askAgainIn(seconds: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void askLeft(), seconds * 1000);
}

async function askLeft(): Promise<void> {
  if (onEnded === undefined) return;
  try {
    const told = await ask({ path: '/v1/session/left', read: readLeft });
    if (onEnded !== undefined) note(told);
  } catch (error) {
    if (error instanceof AskError && error.code === 'signed-out') onEnded?.();
    else askAgainIn(OFTEN);
  }
}

/** A machine that slept stops the clock of a page. */
export function noticeReturns(): void {
  document.addEventListener('visibilitychange', () => void askLeft());
  addEventListener('focus', () => void askLeft());
}
