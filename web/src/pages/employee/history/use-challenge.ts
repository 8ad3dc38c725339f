import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { askAgent } from '../agent.js';
import { round } from '../freshness.js';
import { type Challenge, readChallenge } from './challenge.js';

const UNKNOWN: Challenge = { from: null, until: null };

/**
 * The days of the challenge, asked anew each round of the page. The coach API says them, and may be away: what was measured is shown
 * without waiting for it, and what it said before stays.
 */
export function useChallenge(): Challenge {
  const known = useSignal(UNKNOWN);
  useEffect(() => {
    const gone = new AbortController();
    askAgent({ path: '/v1/challenge', read: readChallenge, signal: gone.signal }).then(
      (challenge) => {
        if (!gone.signal.aborted) known.value = toldBy(challenge, known.value);
      },
      // The page says that nobody knows.
      () => undefined,
    );
    return () => gone.abort();
  }, [known, round.value]);
  return known.value;
}

/** What says the same as before, or that nobody knows now, changes nothing of what is shown. */
function toldBy(now: Challenge, before: Challenge): Challenge {
  const isSame = now.from === before.from && now.until === before.until;
  return isSame || now.from === null ? before : now;
}
