import { Notice, say } from '../../../kit/index.js';
import { OtherHeight } from '../blocks.js';
import * as words from './messages.js';

/** Why a block is not shown. */
export function NoBlock({ error }: { readonly error: unknown }) {
  const isOther = error instanceof OtherHeight;
  return (
    <Notice tone={isOther ? 'bad' : 'care'}>
      <p>
        {isOther
          ? say(words.blockMisplaced, { asked: String(error.asked), given: String(error.given) })
          : say(words.chainFailed)}
      </p>
    </Notice>
  );
}
