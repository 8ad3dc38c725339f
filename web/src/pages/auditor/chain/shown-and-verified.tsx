import { format, Notice, say } from '../../../kit/index.js';
import * as words from './messages.js';
import type { Places } from './places.js';

/** Where the log shows more blocks as its own than were verified, or fewer. */
export function ShownAndVerified({ shown, verified }: Pick<Places, 'shown' | 'verified'>) {
  if (shown === undefined || verified === undefined || shown === verified) return null;
  const isBehind = shown < verified;
  return (
    <Notice tone={isBehind ? 'care' : 'plain'}>
      <p>
        {isBehind
          ? say(words.shownBehind, { shown, verified: format.number(verified) })
          : say(words.shownAhead, { shown, verified })}
      </p>
      <p>{say(isBehind ? words.shownBehindMeans : words.shownAheadMeans)}</p>
    </Notice>
  );
}
