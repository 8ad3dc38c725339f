import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { askAgent } from '../agent.js';
import { type Challenge, readChallenge } from './challenge.js';

const UNKNOWN: Challenge = { from: null, until: null };

/** The days of the challenge. The coach API says them, and may be away: what was measured is shown without waiting for it. */
export function useChallenge(): Challenge {
  const known = useSignal(UNKNOWN);
  useEffect(() => {
    const gone = new AbortController();
    askAgent({ path: '/v1/challenge', read: readChallenge, signal: gone.signal }).then(
      (challenge) => {
        if (!gone.signal.aborted) known.value = challenge;
      },
      // The page says that nobody knows.
      () => undefined,
    );
    return () => gone.abort();
  }, [known]);
  return known.value;
}
