import { computed, signal } from '@preact/signals';
import { AskError, announce, ask, type Question, say, unsay } from '../../kit/index.js';
import { members, oneOf, orNull, text } from '../../kit/read-json.js';
import { forgetAll, forgetAllButDrafts, forgetRefusals } from './memory.js';
import * as words from './messages.js';
import { timeLeft, watchEnd, watchNoMore } from './session-end.js';

/* The coach API that this page came from, and who is logged in at it. */

/** `other` is logged in as something else than a coach; `away` could not be asked. */
export const standing = signal<'asking' | 'coach' | 'other' | 'nobody' | 'away'>('asking');

const readSession = members({
  role: oneOf('coach', 'administrator'),
  coach: orNull(members({ id: text, name: text })),
  csrfToken: text,
  ...timeLeft,
});
const session = signal<ReturnType<typeof readSession> | undefined>(undefined);
export const coachName = computed(() => session.value?.coach?.name ?? '');
/** Stays in reach while nobody is logged in: what is on the page belongs to this one. */
export const coachId = signal<string | undefined>(undefined);
/** Whether somebody else logged in in this browser while this page was open. */
export const isExchanged = signal(false);
/** Whether somebody logged out on this page, and nobody logged in since. */
export const hasLeft = signal(false);

/** Where the browser goes to log in, and comes back to this place of the page. */
export const loginAddress = (more: Readonly<Record<string, string>> = {}): string =>
  `/v1/login?${new URLSearchParams({ to: `${location.pathname}${location.hash}`, ...more })}`;

/** Finds out who is logged in. What one coach was making is nothing to the next. */
export async function begin(): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (isSignedOut(error)) ended();
    else standing.value = 'away';
  }
}

const isSignedOut = (error: unknown): boolean => error instanceof AskError && error.code === 'signed-out';

async function look(): Promise<void> {
  const found = await ask({ path: '/v1/session', read: readSession });
  take(found);
  standing.value = found.role === 'coach' ? 'coach' : 'other';
  if (found.role === 'coach') watchEnd(found, ended);
}

/** Keeps a login that would end because nothing is asked: this is asked. @throws AskError */
export async function stayIn(): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (isSignedOut(error)) ended();
    throw error;
  }
}

/** Nobody logged out here: it was over, or the provider ended it. */
function ended(): void {
  if (standing.value === 'nobody') return;
  const wasIn = session.value !== undefined;
  leave();
  watchNoMore(wasIn);
}

function take(found: ReturnType<typeof readSession>): void {
  const [before, id] = [coachId.value, found.coach?.id];
  if (id !== before) forgetAll();
  else if (found.csrfToken !== session.value?.csrfToken) forgetRefusals();
  if (id !== before && before !== undefined) {
    isExchanged.value = true;
    unsay();
  }
  hasLeft.value = false;
  coachId.value = id;
  session.value = found;
}

/** Nothing that was opened or said aloud stays in this page after its session, and of what was being made only what the coach made. */
function leave(): void {
  unsay();
  watchNoMore(false);
  forgetAllButDrafts();
  session.value = undefined;
  standing.value = 'nobody';
}

/**
 * Asks the coach API, in the name of the coach whose page this is as it is asked.
 * @throws AskError
 */
export async function askService<Answer>(question: Question<Answer>): Promise<Answer> {
  const asked = { by: coachId.value, in: session.value };
  try {
    const answer = await withToken(question);
    if (coachId.value !== asked.by) throw new AskError('refused');
    return answer;
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    // Of a session that another took the place of meanwhile it says nothing about that one, which may be there already.
    if (error.reason === 'unauthorised' && session.value === asked.in) await begin();
    // Another tab logged in again: its session took the place of the one that this page knows.
    if (error.reason !== 'cross-site') throw error;
    await begin();
    // What one coach asked for is not asked in the name of another.
    if (standing.value !== 'coach' || coachId.value !== asked.by) throw error;
    return withToken(question);
  }
}

const withToken = <Answer>(question: Question<Answer>): Promise<Answer> =>
  ask({ ...question, headers: { 'f4w-csrf-token': session.value?.csrfToken ?? '' } });

/**
 * Ends the session here.
 * @returns where the one at the identity provider can be ended, if anywhere
 * @throws AskError
 */
export async function signOut(): Promise<string | undefined> {
  const read = members({ provider: orNull(text) });
  const { provider } = await askService({ path: '/v1/logout', method: 'POST', read });
  forgetAll();
  leave();
  hasLeft.value = true;
  announce(say(words.leftSaid));
  return provider ?? undefined;
}
