import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce, say } from '../../../kit/index.js';
import { noteGrants } from '../memory.js';
import { pathOf } from '../people/gather.js';
import { askService } from '../service.js';
import { readGrants, type SharedGrant } from '../shapes.js';
import * as words from './messages.js';

/** Milliseconds: a withdrawal counts at the coach API within five seconds, and what was read goes from this page as well. */
const EVERY = 2_000;

type Told = { readonly grants: readonly SharedGrant[] } | { readonly error: unknown };
type Asked =
  | { readonly state: 'waiting' }
  | { readonly state: 'there'; readonly grants: readonly SharedGrant[]; readonly hadMore: boolean }
  | { readonly state: 'failed'; readonly error: unknown };

/** What somebody shares with the coach, as it is for as long as that is looked at. */
export function useGrants(pseudonym: string): { readonly asked: Asked; readonly again: () => void } {
  const [asked, turn] = [useSignal<Asked>({ state: 'waiting' }), useSignal(0)];
  const tell = (told: Told): void => {
    asked.value = 'grants' in told ? noted(pseudonym, told.grants, asked.value) : failed(told.error, asked.value);
  };
  useEffect(() => watch(pseudonym, tell), [pseudonym, turn.value]);
  const again = (): void => {
    asked.value = { state: 'waiting' };
    turn.value += 1;
  };
  return { asked: asked.value, again };
}

/** Asks at once and then by itself, while somebody looks at the page. @returns what ends it */
function watch(pseudonym: string, tell: (told: Told) => void): () => void {
  const [gone, underWay] = [new AbortController(), { is: false }];
  const look = async (): Promise<void> => {
    if (underWay.is || document.hidden) return;
    underWay.is = true;
    const told = await askGrants(pseudonym, gone.signal);
    underWay.is = false;
    if (!gone.signal.aborted) tell(told);
  };
  void look();
  const beat = setInterval(() => void look(), EVERY);
  document.addEventListener('visibilitychange', () => void look(), { signal: gone.signal });
  return () => {
    clearInterval(beat);
    gone.abort();
  };
}

async function askGrants(pseudonym: string, signal: AbortSignal): Promise<Told> {
  try {
    return await askService({ path: pathOf(pseudonym, 'grants'), read: readGrants, signal });
  } catch (error) {
    return { error };
  }
}

function noted(pseudonym: string, grants: readonly SharedGrant[], before: Asked): Asked {
  const isGone = noteGrants(
    pseudonym,
    grants.map(({ id }) => id),
  );
  const had = before.state === 'there' ? before.grants : [];
  const hadMore = had.length > 0 && grants.length === 0;
  const news = [...(hadMore ? [say(words.sharesNothing)] : []), ...(isGone ? [say(words.gone)] : [])];
  if (news.length > 0) announce(news.join(' '));
  const isSame = before.state === 'there' && JSON.stringify(grants) === JSON.stringify(had);
  return isSame ? before : { state: 'there', grants, hadMore };
}

/** What is known stays while the service cannot be asked. */
const failed = (error: unknown, before: Asked): Asked =>
  before.state === 'there' ? before : { state: 'failed', error };
