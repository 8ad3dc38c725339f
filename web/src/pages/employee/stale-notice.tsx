import { useEffect } from 'preact/hooks';
import { announce, format, Notice, say } from '../../kit/index.js';
import { sentenceOf } from './failure.js';
import { freshAt, staleBecause } from './freshness.js';
import * as words from './messages.js';

/** Says of what stands there that it is of earlier, and takes none of it away. */
export function StaleNotice() {
  const error = staleBecause.value;
  const why = error === undefined ? undefined : sentenceOf(error);
  useEffect(() => {
    if (why !== undefined) announce(why);
  }, [why]);
  if (why === undefined) return null;
  return (
    <Notice tone="care" title={why}>
      <p>{say(words.stale, { when: format.moment(freshAt.value) })}</p>
    </Notice>
  );
}
