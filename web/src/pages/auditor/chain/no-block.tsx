import { useEffect } from 'preact/hooks';
import { AskError, announce, Notice, say } from '../../../kit/index.js';
import { OtherHeight } from '../blocks.js';
import * as words from './messages.js';

/** Why no block is shown; said aloud as well. */
export function NoBlock({ error }: { readonly error: unknown }) {
  useEffect(() => announce(wordsOf(error)), [error]);
  return (
    <Notice tone={error instanceof OtherHeight ? 'bad' : 'care'}>
      <p>{wordsOf(error)}</p>
    </Notice>
  );
}

function wordsOf(error: unknown): string {
  if (error instanceof OtherHeight)
    return say(words.blockMisplaced, { asked: String(error.asked), given: String(error.given) });
  const isSilent = error instanceof AskError && error.code === 'unreachable';
  return say(isSilent ? words.chainAway : words.chainFailed);
}
