import { computed, signal } from '@preact/signals';
import { AskError, ask, askFile, language, type Question } from '../../kit/index.js';
import { isUntouched } from './presence.js';
import { flag, members, number, text } from './read-json.js';
import { forgetTyped } from './typed.js';

/* The agent that this page came from, and who is signed in at it. */

/** For as long as the tab is: a reload goes on, and nobody who opens another has it. */
const TOKEN = 'fit4work.csrf';

/** `used` is out as well: with a link that does not work any more. `away`: nobody can tell, for the agent is not there. */
export const signedIn = signal<'asking' | 'yes' | 'no' | 'used' | 'away'>('asking');

/** Whether there is an agent by now; before it there is only the way to one. */
export const enrolled = signal(true);

const openUntil = signal(0);
/** Whether the agent shows what the passphrase opens. */
export const isOpen = computed(() => openUntil.value > 0);

/** Seconds before the past closes by itself at which that is said. */
const WARNED = 60;

/** Whether the past closes by itself within a minute, and whether it did. */
export const closing = signal<'soon' | 'closed' | undefined>(undefined);
/** Seconds before a session ends by itself at which that is said; whoever touches the page meanwhile stays. */
const LEAVING = 120;

/** Whether the session ends by itself within two minutes. */
export const leaving = signal(false);
let leavesAt: ReturnType<typeof setTimeout> | undefined;

function holdSession(seconds: number): void {
  clearTimeout(leavesAt);
  leaving.value = seconds <= LEAVING;
  leavesAt = setTimeout(() => (leaving.value = true), Math.max(0, seconds - LEAVING) * 1000);
}

/** In steps of so many seconds somebody sees that time go by. */
const STEP = 10;
/** Seconds within which the past closes by itself. */
export const closesWithin = signal(WARNED);
let timers: readonly ReturnType<typeof setTimeout>[] = [];
/** While the past is open: so that what was shared ends, and that it stays open, by one press, and the first steps ask it once; nothing else is done with it. */
let given: string | undefined;
export const passphraseGiven = (): string | undefined => given;

function holdOpen(seconds: number, passphrase?: string): void {
  for (const timer of timers) clearTimeout(timer);
  given = seconds > 0 ? passphrase : undefined;
  openUntil.value = seconds;
  // At once where it is so already: what stands there is not taken away and put back under somebody's focus.
  closing.value = seconds > 0 && seconds <= WARNED ? 'soon' : undefined;
  closesWithin.value = Math.min(WARNED, Math.ceil(seconds / STEP) * STEP);
  if (seconds === 0) return;
  const after = (some: number, act: () => void) => setTimeout(act, Math.max(0, some) * 1000);
  const steps = Array.from({ length: WARNED / STEP }, (_, i) => (i + 1) * STEP).filter((left) => left < seconds);
  timers = [...steps.map((left) => after(seconds - left, () => warn(left))), after(seconds, closeByItself)];
}

function warn(left: number): void {
  closing.value = 'soon';
  closesWithin.value = left;
}

function closeByItself(): void {
  holdOpen(0);
  closing.value = 'closed';
}

/**
 * Asks the agent, in the language of the page.
 * @throws AskError
 */
export const askAgent = <Answer>(question: Question<Answer>): Promise<Answer> =>
  asAgentSays(() => ask({ ...question, headers: headers() }));

/** As {@link askAgent}, for a file. @throws AskError */
export const askAgentFile = (path: string, body: unknown, onBytes: (count: number) => void): Promise<Blob> =>
  asAgentSays(() => askFile({ path, method: 'POST', body, headers: headers() }, onBytes));

const headers = (): Readonly<Record<string, string>> => ({
  'x-fit4work-csrf': sessionStorage.getItem(TOKEN) ?? '',
  'accept-language': language.value,
  ...(isUntouched() && { 'x-fit4work-untouched': '1' }),
});

/** Whoever was signed out or locked out by the agent is so here. */
async function asAgentSays<Answer>(asking: () => Promise<Answer>): Promise<Answer> {
  try {
    return await asking();
  } catch (error) {
    if (error instanceof AskError && error.code === 'signed-out') signedIn.value = 'no';
    if (error instanceof AskError && error.reason === 'locked') closeByItself();
    throw error;
  }
}

const nothing = (): undefined => undefined;

/** Seconds in which an agent that runs answers who is signed in, whatever else it is at. */
const AT_ONCE = 20;

const LINK = /^#login=(.+)$/;

/** The token of the link leaves the address before anything else is done: neither history nor a look at the screen gives it away. */
function tokenOfLink(): string | undefined {
  const login = LINK.exec(location.hash)?.[1];
  if (login !== undefined) history.replaceState(null, '', './');
  return login;
}

/** A link that is followed in the tab of the page changes nothing of it but what stands after the #: it begins anew. */
export function followLinks(): void {
  addEventListener('hashchange', () => {
    if (LINK.test(location.hash)) void begin();
  });
}

/** Signs in with the link that was followed, or goes on from before a reload. */
export async function begin(): Promise<void> {
  const token = tokenOfLink();
  try {
    if (token !== undefined) await signIn(token);
    await look();
    signedIn.value = 'yes';
  } catch (error) {
    if (error instanceof AskError && error.code === 'unreachable') signedIn.value = 'away';
    else signedIn.value = token === undefined ? 'no' : 'used';
  }
}

/**
 * Whether there is an agent, and how long the past and the session last; what was given for it is kept.
 * @param passphrase opens the past of one that has just come; where it does not, it is asked for as ever
 * @throws AskError
 */
export async function look(passphrase?: string): Promise<void> {
  const read = members({ enrolled: flag, unlockedFor: number, signedInFor: number });
  const session = await askAgent({ path: '/v1/session', read, patience: AT_ONCE });
  // Of a machine that slept the timers may come after this.
  if (isOpen.value && session.unlockedFor === 0) closeByItself();
  else holdOpen(session.unlockedFor, given);
  holdSession(session.signedInFor);
  if (session.enrolled && passphrase !== undefined) await openPast(passphrase).catch(() => undefined);
  enrolled.value = session.enrolled;
}

async function signIn(token: string): Promise<void> {
  sessionStorage.removeItem(TOKEN);
  holdOpen(0);
  const read = members({ csrf: text });
  const asked = { path: '/v1/session', method: 'POST', body: { token }, patience: AT_ONCE } as const;
  const { csrf } = await askAgent({ ...asked, read });
  sessionStorage.setItem(TOKEN, csrf);
}

/** Forgets everything here, whatever the agent says. @throws AskError */
export async function signOut(): Promise<void> {
  holdOpen(0);
  forgetTyped();
  try {
    await askAgent({ path: '/v1/session', method: 'DELETE', read: nothing });
  } finally {
    sessionStorage.removeItem(TOKEN);
    signedIn.value = 'no';
  }
}

/** Opens the past for ten minutes. @throws AskError */
export async function openPast(passphrase: string): Promise<void> {
  const read = members({ unlockedFor: number });
  const { unlockedFor } = await askAgent({ path: '/v1/unlock', method: 'POST', body: { passphrase }, read });
  holdOpen(unlockedFor, passphrase);
}

/** @throws AskError */
export async function closePast(): Promise<void> {
  holdOpen(0);
  await askAgent({ path: '/v1/unlock', method: 'DELETE', read: nothing });
}
