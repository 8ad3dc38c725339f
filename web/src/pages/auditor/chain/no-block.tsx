import { useEffect } from 'preact/hooks';
import { announce, Notice, say } from '../../../kit/index.js';
import { OtherHeight } from '../blocks.js';
import * as words from './messages.js';

/** Why a block is not shown; said aloud as well. */
export function NoBlock({ error }: { readonly error: unknown }) {
  useEffect(() => announce(whyNot(error)), [error]);
  return (
    <Notice tone={error instanceof OtherHeight ? 'bad' : 'care'}>
      <p>{whyNot(error)}</p>
    </Notice>
  );
}

const whyNot = (error: unknown): string =>
  error instanceof OtherHeight
    ? say(words.blockMisplaced, { asked: String(error.asked), given: String(error.given) })
    : say(words.chainFailed);
